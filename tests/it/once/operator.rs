//! The program as its operator meets it: what it makes, what it refuses and says, how it stops.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use sqlx::{Connection, SqliteConnection};
use tokio::net::TcpListener;

use crate::support::{
    program::{Place, Running, refusal},
    wire::{self, Wire},
};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

async fn database(path: &Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap()
}

/// A place in which the program ran once.
async fn lived_in(place: Place) -> Place {
    place.start(&[]).await.stop().await;
    place
}

#[tokio::test]
async fn with_nothing_set_it_makes_what_it_needs_once_and_says_where_it_listens() {
    let place = Place::new();
    let running = place.start(&[]).await;
    assert!(running.address.ip().is_loopback() && running.address.port() > 0);
    let answer = wire::ask(running.address, "GET /healthz", "", "").await;
    assert!(answer.ends_with("ok\n"), "{answer}");
    let answer = wire::ask(running.address, "GET /sign-in", "", "").await;
    assert!(wire::status(&answer) == 200 && answer.contains("Sign in · Latchkey"), "{answer}");
    assert_eq!((mode(&place.path("data")), mode(&place.path("data/secret-keys"))), (0o700, 0o600));
    assert!(place.path("data/latchkey.db").is_file());
    let keys = fs::read(place.path("data/secret-keys")).unwrap();
    let mut database = database(&place.path("data/latchkey.db")).await;
    let accounts: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM accounts").fetch_one(&mut database).await.unwrap();
    assert_eq!(accounts, 0, "C-15: nobody has an account that they did not make");
    database.close().await.unwrap();
    let log = running.stop().await;
    assert!(!log.contains(std::str::from_utf8(&keys).unwrap().lines().last().unwrap()), "the key is not in the log: {log}");
    // The second start finds everything as it was.
    place.start(&[]).await.stop().await;
    assert_eq!(fs::read(place.path("data/secret-keys")).unwrap(), keys);
    let mut names: Vec<_> =
        fs::read_dir(place.path("data")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| !name.starts_with("latchkey.db"));
    assert_eq!(names, ["secret-keys"]);
}

#[tokio::test]
async fn every_setting_can_come_from_flags_environment_and_file() {
    let place = Place::new();
    fs::create_dir_all(place.path("elsewhere/pkg")).unwrap();
    fs::write(place.path("my.toml"), "app_name = 'Blue Heron'\ndata_dir = 'from-file'\nlog_format = 'json'\n").unwrap();
    let mut command = place.program(&[("LATCHKEY_DATA_DIR", "from-environment"), ("LATCHKEY_PUBLIC_URL", "http://localhost:9")]);
    command.args(["serve", "--config", "my.toml", "--site-root", "elsewhere", "--listen", "[::1]:0"]);
    let running = Running::begin(command).await;
    assert!(running.address.is_ipv6());
    let answer = wire::ask(running.address, "GET /sign-in", "", "").await;
    assert!(answer.contains("Blue Heron"), "{answer}");
    assert!(place.path("from-environment/latchkey.db").is_file() && !place.path("from-file").exists());
    let log = running.stop().await;
    for line in log.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let place = lived_in(Place::new()).await;
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = other.local_addr().unwrap().to_string();
    let line = place.refusal(&[("LATCHKEY_LISTEN", &address)]).await;
    assert!(line.contains(&address) && line.contains("in use") && line.contains("--listen"), "{line}");
}

#[tokio::test]
async fn k_01_a_database_that_cannot_be_used_is_named_with_what_to_do() {
    let place = lived_in(Place::of_a_plain_user()).await;
    let path = place.path("data/latchkey.db");
    let (shown, missing) = (path.display().to_string(), place.path("nowhere/x.db").display().to_string());
    for (url, expected) in [
        (format!("sqlite:{missing}"), vec![&*missing, "does not exist", "mode=rwc"]),
        (format!("sqlite:{missing}?mode=rwc"), vec![&missing, "cannot be written", "permissions"]),
        (format!("sqlite:{shown}?mode=ro"), vec![&shown, "cannot be written", "permissions"]),
        (format!("sqlite:{}", place.path("data").display()), vec!["data", "database"]),
        ("mysql://root:hunter2@db/x".into(), vec!["database_url", "LATCHKEY_DATABASE_URL", "sqlite:PATH"]),
        ("sqlite:x.db?mode=odd".into(), vec!["database_url"]),
    ] {
        let line = place.refusal(&[("LATCHKEY_DATABASE_URL", &url)]).await;
        assert!(expected.iter().all(|expected| line.contains(expected)), "{url}: {line}");
        assert!(!line.contains("hunter2"), "{line}");
    }
    // Read-only, by the permissions of file and folder.
    for (target, mode) in [("data/latchkey.db", 0o400), ("data", 0o500)] {
        let before = fs::metadata(place.path(target)).unwrap().permissions();
        fs::set_permissions(place.path(target), fs::Permissions::from_mode(mode)).unwrap();
        let line = place.refusal(&[]).await;
        assert!(line.contains("cannot be written") && line.contains("latchkey.db") && line.contains("permissions"), "{line}");
        fs::set_permissions(place.path(target), before).unwrap();
    }
    // Something else that lies there.
    fs::write(place.path("data/text.db"), "no database at all, but a text of some length: ".repeat(40)).unwrap();
    fs::set_permissions(place.path("data/text.db"), fs::Permissions::from_mode(0o666)).unwrap();
    let line = place.refusal(&[("LATCHKEY_DATABASE_URL", "sqlite:data/text.db")]).await;
    assert!(line.contains("database") && line.contains("data/text.db"), "{line}");
    // And after all that it starts.
    place.start(&[]).await.stop().await;
}

#[tokio::test]
async fn k_01_a_database_that_another_program_holds_is_named() {
    let place = lived_in(Place::new()).await;
    let mut other = database(&place.path("data/latchkey.db")).await;
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    let line = place.refusal(&[]).await;
    assert!(line.contains("latchkey.db") && line.contains("locked by another program"), "{line}");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    place.start(&[]).await.stop().await;
}

#[tokio::test]
async fn k_24_a_database_of_another_version_is_left_alone() {
    let place = lived_in(Place::new()).await;
    let mut other = database(&place.path("data/latchkey.db")).await;
    let newer =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9001, 'x', 1, x'00', 1)";
    sqlx::query(newer).execute(&mut other).await.unwrap();
    let before = fs::read(place.path("data/latchkey.db")).unwrap();
    let line = place.refusal(&[]).await;
    assert!(line.contains("newer version of Latchkey") && line.contains("9001") && line.contains("backup"), "{line}");
    assert_eq!(fs::read(place.path("data/latchkey.db")).unwrap(), before);
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version = 9001").execute(&mut other).await.unwrap();
    sqlx::query("UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 2").execute(&mut other).await.unwrap();
    let line = place.refusal(&[]).await;
    assert!(line.contains("migration 2") && line.contains("released version"), "{line}");
}

#[tokio::test]
async fn k_15_keys_that_are_readable_to_others_or_no_keys_are_refused_and_never_overwritten() {
    let place = lived_in(Place::of_a_plain_user()).await;
    let path = place.path("data/secret-keys");
    let good = fs::read_to_string(&path).unwrap();
    let shown = path.display().to_string();
    let keep = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    for mode in [0o644, 0o640, 0o604, 0o660] {
        keep(mode);
        let line = place.refusal(&[]).await;
        assert!(line.contains(&format!("chmod 600 {shown}")) && line.contains("secret_keys"), "{mode:o}: {line}");
    }
    keep(0o000);
    let line = place.refusal(&[]).await;
    assert!(line.contains(&shown) && line.contains("cannot be read") && line.contains("Permission denied"), "{line}");
    keep(0o600);
    for (text, expected) in [
        ("", "holds no key"),
        ("# a comment\n", "holds no key"),
        ("hunter2-hunter2-hunter2\n", "line 1 is not a key"),
        ("# x\naHVudGVyMg==\n", "line 2 is not a key"),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "line 1 is not random"),
    ] {
        fs::write(&path, text).unwrap();
        let line = place.refusal(&[]).await;
        assert!(line.contains(&shown) && line.contains(expected), "{text:?}: {line}");
        assert!(!line.contains("hunter2") && !line.contains("aHVudGVyMg"), "{line}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "left as it was");
    }
    fs::rename(&path, place.path("data/aside")).unwrap();
    fs::create_dir(&path).unwrap();
    let line = place.refusal(&[]).await;
    assert!(line.contains(&shown), "a folder in its place: {line}");
    fs::remove_dir(&path).unwrap();
    fs::rename(place.path("data/aside"), &path).unwrap();
    fs::write(&path, &good).unwrap();
    place.start(&[]).await.stop().await;
    let line = place.refusal(&[("LATCHKEY_SECRET_KEYS_FILE", "nowhere")]).await;
    assert!(line.contains("secret_keys") && line.contains("LATCHKEY_SECRET_KEYS_FILE") && line.contains("nowhere"), "{line}");
    let line = place.refusal(&[("LATCHKEY_SECRET_KEYS", "changeme")]).await;
    assert!(line.contains("LATCHKEY_SECRET_KEYS") && line.contains("openssl rand") && !line.contains("changeme"), "{line}");
}

#[tokio::test]
async fn k_15_and_h_12_settings_that_are_unsafe_or_unknown_are_refused_by_name() {
    let place = Place::new();
    fs::write(place.path("odd.toml"), "listen = '127.0.0.1:0'\nlistn = '127.0.0.1:1'\n").unwrap();
    for (variables, expected) in [
        (vec![("LATCHKEY_LISTN", "127.0.0.1:1")], vec!["listn", "LATCHKEY_LISTN", "no such setting"]),
        (vec![("LATCHKEY_CONFIG", "odd.toml")], vec!["listn", "odd.toml", "no such setting"]),
        (vec![("LATCHKEY_CONFIG", "nowhere.toml")], vec!["nowhere.toml", "cannot be read"]),
        (vec![("LATCHKEY_LISTEN", "0.0.0.0:0")], vec!["public_url", "https://login.example.com"]),
        (vec![("LATCHKEY_PUBLIC_URL", "http://login.example.com")], vec!["public_url", "plain http", "allow_insecure_http"]),
        (
            vec![("LATCHKEY_LISTEN", "0.0.0.0:0"), ("LATCHKEY_PUBLIC_URL", "http://192.0.2.1:3000")],
            vec!["public_url", "plain http"],
        ),
        (vec![("LATCHKEY_PASSWORD_HASH_MEMORY_KIB", "1024")], vec!["password_hash_memory_kib", "from 12288"]),
        (vec![("LATCHKEY_TRUSTED_PROXIES", "0.0.0.0/0")], vec!["trusted_proxies", "whole internet"]),
        (vec![("LATCHKEY_LOG", "loud")], vec!["log", "info"]),
        (vec![("LATCHKEY_SITE_ROOT", "nowhere")], vec!["site_root", "nowhere", "make build", "--site-root"]),
    ] {
        let line = place.refusal(&variables).await;
        assert!(expected.iter().all(|expected| line.contains(expected)), "{variables:?}: {line}");
        assert!(!place.path("data").exists(), "nothing is made by a start that is refused: {variables:?}");
    }
    // What the operator says that they want.
    let wanted = [("LATCHKEY_PUBLIC_URL", "http://login.example.com"), ("LATCHKEY_ALLOW_INSECURE_HTTP", "true")];
    place.start(&wanted).await.stop().await;
}

/// T-05, I5: what was opened, ended and counted before a restart is so after it.
#[tokio::test]
async fn sessions_sign_outs_and_counters_survive_a_restart() {
    async fn post(running: &Running, path: &str, cookies: &str, body: &str) -> String {
        let kind = "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded";
        let headers = format!("{kind}\r\nContent-Length: {}\r\nCookie: {cookies}\r\n", body.len());
        wire::ask(running.address, &format!("POST {path}"), &headers, body).await
    }
    fn cookies(answer: &str) -> String {
        let set = answer.lines().filter_map(|line| line.strip_prefix("set-cookie: ")).map(|set| set.split(';').next().unwrap());
        set.filter(|cookie| !cookie.ends_with('=')).collect::<Vec<_>>().join("; ")
    }
    async fn opens(running: &Running, cookies: &str) -> bool {
        let answer = wire::ask(running.address, "GET /account", &format!("Cookie: {cookies}\r\n"), "").await;
        wire::status(&answer) == 200
    }
    let (place, public) = (Place::new(), [("LATCHKEY_PUBLIC_URL", "http://localhost:9")]);
    let running = place.start(&public).await;
    let account = "name=Ada&email=ada%40example.com&password=velvet+otter+lantern+9";
    let kept = cookies(&post(&running, "/ui/register", "", account).await);
    let ended = cookies(&post(&running, "/ui/sign_in", "", account).await);
    assert!(opens(&running, &kept).await && opens(&running, &ended).await);
    post(&running, "/ui/sign_out", &ended, "").await;
    for _ in 0..5 {
        let answer = post(&running, "/ui/sign_in", "", "email=eve%40example.com&password=x").await;
        assert_eq!(wire::status(&answer), 401, "{answer}");
    }
    running.stop().await;
    let running = place.start(&public).await;
    assert!(opens(&running, &kept).await && !opens(&running, &ended).await);
    let answer = post(&running, "/ui/sign_in", "", "email=eve%40example.com&password=x").await;
    assert_eq!(wire::status(&answer), 429, "{answer}");
    running.stop().await;
}

/// F-09: a lost key is no new beginning.
#[tokio::test]
async fn keys_that_the_database_was_sealed_with_must_be_there() {
    let place = lived_in(Place::new()).await;
    let mut database = database(&place.path("data/latchkey.db")).await;
    for statement in [
        "INSERT INTO accounts (id, email, name, password_hash, two_factor_since, created_at) VALUES ('a', 'a@x.com', 'A', 'h', 1, 1)",
        "INSERT INTO authenticators (account_id, key_id, secret, last_used_step, created_at)
         VALUES ('a', 'feedfacecafebeef', x'00', 1, 1)",
    ] {
        sqlx::query(statement).execute(&mut database).await.unwrap();
    }
    let line = place.refusal(&[]).await;
    assert!(line.contains("secret_keys") && line.contains("feedfacecafebeef") && line.contains("restore"), "{line}");
}

#[tokio::test]
async fn wrong_words_on_the_command_line_are_answered_with_the_usage() {
    let place = Place::new();
    for (arguments, code) in [(&["--listn", "x"][..], 2), (&["serv"], 2), (&["--help"], 0), (&["--version"], 0)] {
        let mut command = place.program(&[]);
        let output = command.args(arguments).output().await.unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(told.contains("latchkey"), "{told}");
    }
    let mut command = place.program(&[]);
    command.args(["--data-dir", ""]);
    assert!(refusal(command).await.contains("data_dir (from --data-dir): is empty"));
}

#[tokio::test]
async fn k_18_it_stops_when_told_to_with_a_connection_idle_and_a_request_under_way() {
    for signal in ["TERM", "INT"] {
        let place = Place::new();
        let running = place.start(&[]).await;
        let mut idle = Wire::to(running.address).await;
        idle.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
        idle.read_until("ok\n").await;
        let mut slow = Wire::to(running.address).await;
        let body = "email=ada%40example.com&password=velvet+otter+lantern";
        let (first, rest) = body.split_at(10);
        let kind = "Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded";
        let head = format!("POST /ui/sign_in HTTP/1.1\r\nHost: localhost\r\n{kind}");
        slow.send(&format!("{head}\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n", body.len())).await;
        // The server asks for the body: the request is under way.
        slow.read_until("100 Continue").await;
        slow.send(first).await;
        running.signal(signal).await;
        // The idle connection is let go, the request under way gets its answer.
        assert_eq!(idle.read_to_end().await, "");
        assert!(slow.send(rest).await);
        let answer = slow.read_to_end().await;
        assert!(wire::status(&answer) == 401 && answer.contains("WrongCredentials"), "{answer}");
        let (status, log) = running.end().await;
        assert_eq!(status.code(), Some(0), "{log}");
    }
}

#[tokio::test]
async fn k_18_a_request_that_never_ends_does_not_keep_it_from_stopping() {
    let place = Place::new();
    let running = place.start(&[("LATCHKEY_SHUTDOWN_SECONDS", "1"), ("LATCHKEY_REQUEST_SECONDS", "600")]).await;
    let mut stuck = Wire::to(running.address).await;
    stuck.send("POST /ui/sign_in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n").await;
    stuck.read_until("100 Continue").await;
    running.stop().await;
    assert_eq!(stuck.read_to_end().await, "");
}

#[tokio::test]
async fn d_07_a_body_that_does_not_come_is_not_waited_for_for_ever() {
    let place = Place::new();
    let running = place.start(&[("LATCHKEY_REQUEST_SECONDS", "1")]).await;
    let answer = wire::ask(running.address, "POST /ui/sign_in", "Content-Length: 100\r\n", "email=").await;
    assert_eq!(wire::status(&answer), 400, "{answer}");
    running.stop().await;
}

#[tokio::test]
async fn d_06_headers_that_do_not_come_are_not_waited_for_for_ever() {
    let place = Place::new();
    let running = place.start(&[]).await;
    let mut slow = Wire::to(running.address).await;
    slow.send("GET / HTTP/1.1\r\nHost: loc").await;
    // The server closes, within the patience of the wire.
    let answer = slow.read_to_end().await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408") || answer.starts_with("HTTP/1.1 400"), "{answer}");
    running.stop().await;
}
