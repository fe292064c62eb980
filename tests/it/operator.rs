//! The program itself as an operator starts it: what it makes, what it refuses with one line, how it stops.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use tempfile::TempDir;

/// A folder with a compiled site in it, and the program to be started there with nothing in its environment.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("site/pkg")).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
        command.env_clear().env("LATCHKEY_LISTEN", "127.0.0.1:0").current_dir(self.0.path());
        command.args(["--site-root", "site"]).args(arguments);
        command
    }

    fn start(&self, arguments: &[&str]) -> Running {
        let mut child = self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").expect("the address that was taken").to_owned();
        Running { child, address }
    }

    /// Starts what must not start: the one line that says why.
    fn refusal(&self, arguments: &[&str]) -> String {
        one_line(&self.command(arguments).output().unwrap())
    }
}

fn one_line(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "it must not say that it listens: {output:?}");
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    let said: Vec<&str> = text.lines().filter(|line| line.starts_with("latchkey: ")).collect();
    assert_eq!(said.len(), 1, "{text}");
    assert!(text.trim_end().ends_with(said[0]), "nothing comes after it: {text}");
    said[0].to_owned()
}

struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn terminate(&self) {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn with_nothing_set_it_makes_its_folder_database_and_keys_and_keeps_them() {
    let place = Place::new();
    let first = place.start(&[]);
    assert!(first.get("/healthz").starts_with("HTTP/1.1 200 OK"));
    assert!(first.get("/readyz").starts_with("HTTP/1.1 200 OK"));
    assert!(first.get("/register").contains("Create account"));
    drop(first);
    let keys = fs::read(place.path("data/secret-keys")).unwrap();
    assert_eq!((mode(&place.path("data")), mode(&place.path("data/secret-keys"))), (0o700, 0o600));
    assert!(place.path("data/latchkey.db").is_file());
    drop(place.start(&[]));
    assert_eq!(fs::read(place.path("data/secret-keys")).unwrap(), keys, "keys are never overwritten");
}

#[test]
fn a_port_in_use_is_told() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let line = place.refusal(&["--listen", &address]);
    assert!(line.contains(&address) && line.contains("in use") && line.contains("--listen"), "{line}");
}

#[test]
fn a_database_that_is_missing_or_garbage_is_told() {
    let place = Place::new();
    let line = place.refusal(&["--database-url", "sqlite:nowhere.db"]);
    assert!(line.contains("nowhere.db") && line.contains("does not exist") && line.contains("mode=rwc"), "{line}");
    fs::write(place.path("garbage.db"), "this is no database, and long enough to be looked at as one".repeat(40)).unwrap();
    let line = place.refusal(&["--database-url", "sqlite:garbage.db"]);
    assert!(line.contains("garbage.db"), "{line}");
}

#[test]
fn a_database_that_cannot_be_written_is_told() {
    let place = Place::new();
    drop(place.start(&["--database-url", "sqlite:some.db?mode=rwc"]));
    let line = place.refusal(&["--database-url", "sqlite:some.db?mode=ro"]);
    assert!(line.contains("some.db") && line.contains("cannot be written"), "{line}");
}

#[tokio::test]
async fn a_database_that_is_locked_or_of_a_newer_version_is_told() {
    use sqlx::Connection;

    let place = Place::new();
    drop(place.start(&["--database-url", "sqlite:some.db?mode=rwc"]));
    let url = format!("sqlite:{}", place.path("some.db").display());
    let mut other = sqlx::SqliteConnection::connect(&url).await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    let line = place.refusal(&["--database-url", "sqlite:some.db"]);
    assert!(line.contains("some.db") && line.contains("locked by another program"), "{line}");
    sqlx::query("COMMIT").execute(&mut other).await.unwrap();
    let later =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'x', 1, x'00', 0)";
    sqlx::query(later).execute(&mut other).await.unwrap();
    let line = place.refusal(&["--database-url", "sqlite:some.db"]);
    assert!(line.contains("newer version of Latchkey") && line.contains("9999"), "{line}");
}

#[tokio::test]
async fn keys_that_the_database_was_sealed_with_must_be_there() {
    use sqlx::Connection;

    let place = Place::new();
    drop(place.start(&[]));
    let mut database =
        sqlx::SqliteConnection::connect(&format!("sqlite:{}", place.path("data/latchkey.db").display())).await.unwrap();
    for statement in [
        "INSERT INTO accounts (id, email, name, password_hash, two_factor_since, created_at) VALUES ('a', 'a@x.com', 'A', 'h', 1, 1)",
        "INSERT INTO authenticators (account_id, key_id, secret, last_used_step, created_at) VALUES ('a', 'feedfacecafebeef', x'00', 1, 1)",
    ] {
        sqlx::query(statement).execute(&mut database).await.unwrap();
    }
    let line = place.refusal(&[]);
    assert!(line.contains("secret_keys") && line.contains("feedfacecafebeef") && line.contains("restore"), "{line}");
}

#[test]
fn a_key_file_that_others_may_read_or_that_holds_no_keys_is_told() {
    let place = Place::new();
    drop(place.start(&[]));
    let path = place.path("data/secret-keys");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let line = place.refusal(&[]);
    assert!(line.contains("secret-keys") && line.contains("chmod 600"), "{line}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&path, "changeme\n").unwrap();
    let line = place.refusal(&[]);
    assert!(line.contains("secret-keys") && line.contains("openssl rand") && !line.contains("changeme"), "{line}");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let line = place.refusal(&[]);
    assert!(line.contains("secret-keys"), "{line}");
}

#[test]
fn settings_that_are_mistyped_or_unsafe_are_told() {
    let place = Place::new();
    for (variable, value, expected) in [
        ("LATCHKEY_LISTNE", "127.0.0.1:1", "listne"),
        ("LATCHKEY_SECRET_KEYS", "hunter2", "secret_keys"),
        ("LATCHKEY_SECRET_KEYS", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "secret_keys"),
        ("LATCHKEY_PASSWORD_HASH_MEMORY_KIB", "1024", "password_hash"),
    ] {
        let line = one_line(&place.command(&[]).env(variable, value).output().unwrap());
        assert!(line.to_lowercase().contains(expected) && !line.contains("hunter2"), "{line}");
    }
    let line = place.refusal(&["--public-url", "http://id.example.com"]);
    assert!(line.contains("public_url") && line.contains("https") && line.contains("allow_insecure_http"), "{line}");
    let line = place.refusal(&["--listen", "0.0.0.0:0"]);
    assert!(line.contains("public_url"), "{line}");
    fs::remove_dir_all(place.path("site")).unwrap();
    let line = place.refusal(&[]);
    assert!(line.contains("site_root") && line.contains("make build"), "{line}");
}

#[test]
fn told_to_stop_it_ends_well_even_with_an_idle_connection() {
    let place = Place::new();
    let mut running = place.start(&[]);
    let mut idle = TcpStream::connect(&running.address).unwrap();
    write!(idle, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 15];
    idle.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    running.terminate();
    assert_eq!(running.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_client_that_never_finishes_its_headers_is_cut_off() {
    let place = Place::new();
    let running = place.start(&[]);
    let mut slow = TcpStream::connect(&running.address).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    write!(slow, "GET / HTTP/1.1\r\nHost: loc").unwrap();
    let mut rest = Vec::new();
    assert!(slow.read_to_end(&mut rest).is_ok(), "the server closes the connection");
    assert!(running.get("/healthz").starts_with("HTTP/1.1 200 OK"), "others are served");
}
