//! What stands on the machine itself: settings, files, keys, the database; and the channels by which people are told.

use std::os::unix::fs::PermissionsExt;

use super::{Estate, SQLITE, Told};
use crate::support::{
    api::{Api, Member},
    cluster::Database,
    front::Front,
    program::{Place, refusal},
    served::{key, settings},
    smtp::MailServer,
    storage::Storage,
};

#[tokio::test]
async fn a_sound_installation_is_found_sound_on_both_databases() {
    for database in ["sqlite", "postgres"] {
        let on_postgres = Database::empty().await;
        let url = if database == "sqlite" { SQLITE } else { &on_postgres.url };
        let mut estate = Estate::new(Front::encrypted("localhost", None).await, url, &[]).await;
        Member::protected(&Api::at(estate.running.as_ref().unwrap().address)).await;
        let told = estate.told().await;
        told.wrong(&[]).has("database", "ok", "answers").has("schema", "ok", "that of this version");
        told.has("keys", "ok", "under the current key").has("passkeys", "ok", "are for localhost");
        told.has("server", "ok", "can do its work").has("public-url", "ok", "a server of this installation");
        told.has("proxy", "ok", "Host arrives").has("proxy", "ok", "is believed").has("certificate", "ok", "is good until");
        told.has("hsts", "ok", "https alone").has("clock", "ok", "The clock of the server").has("files", "ok", "");
        told.has("mail", "ok", "No mail server").has("settings", "ok", "settings are set").has(
            "version",
            "ok",
            "This is Latchkey",
        );
        match database {
            "sqlite" => told.has("integrity", "ok", "sound"),
            _ => told.has("clock", "ok", "The clock of the database"),
        };
        estate.stops().await;
        estate.told().await.has("server", "wrong", "does not answer").has("public-url", "wrong", "502").has("database", "ok", "");
    }
}

#[tokio::test]
async fn before_the_first_start_nothing_is_wrong_and_nothing_is_made() {
    let place = Place::new();
    let told = Told::by(&place, &[], &[]).await;
    told.wrong(&[]).has("keys", "note", "no secret keys yet").has("database", "note", "no installation yet");
    told.has("server", "note", "port 0").has("public-url", "note", "port 0");
    let names: Vec<_> = std::fs::read_dir(place.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["target"]);
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_all_that_is_said() {
    let told = Told::by(&Place::new(), &[("LATCHKEY_TOTP_WINDOW", "wide")], &[]).await;
    told.wrong(&["settings"]).has("settings", "wrong", "totp_window (from LATCHKEY_TOTP_WINDOW): must be");
    assert_eq!(told.findings.len(), 1);
}

/// What is wrong is told on standard output, and standard error has one line.
#[tokio::test]
async fn the_keys_of_another_installation_are_told_on_both_databases() {
    for database in ["sqlite", "postgres"] {
        let on_postgres = Database::empty().await;
        let url = if database == "sqlite" { SQLITE } else { &on_postgres.url };
        let mut estate = Estate::new(Front::plain().await, url, &[]).await;
        let other = key();
        let told = estate.with(&[("LATCHKEY_SECRET_KEYS", &other)]).await;
        told.wrong(&["keys", "public-url"]).has("keys", "wrong", "the database belongs to servers whose current key is");
        told.has("public-url", "wrong", "no server of this installation");
        Member::protected(&Api::at(estate.running.as_ref().unwrap().address)).await;
        let told = estate.with(&[("LATCHKEY_SECRET_KEYS", &other)]).await;
        told.has("keys", "wrong", "restore the key file from its backup");
        // It has claimed nothing: the servers go on with their key.
        estate.stops().await;
        estate.starts().await;
        // A new key before the old one is no fault, and there is something to do.
        let old = estate.settings().iter().find(|(name, _)| *name == "LATCHKEY_SECRET_KEYS").unwrap().1.to_owned();
        let told = estate.with(&[("LATCHKEY_SECRET_KEYS", &format!("{other},{old}"))]).await;
        told.has("keys", "note", "latchkey keys reseal");
        estate.stops().await;
    }
}

#[tokio::test]
async fn what_is_open_to_others_is_told() {
    let place = Place::new();
    std::fs::write(place.path("latchkey.toml"), "app_name = 'Ada'\n").unwrap();
    let mode = |name: &str, mode| std::fs::set_permissions(place.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    place.start(&[("LATCHKEY_CONFIG", "latchkey.toml")]).await.stop().await;
    let told = async || Told::by(&place, &[("LATCHKEY_CONFIG", "latchkey.toml")], &[]).await;
    let names = || {
        let names = std::fs::read_dir(place.path("data")).unwrap().map(|entry| entry.unwrap().file_name());
        names.collect::<std::collections::BTreeSet<_>>()
    };
    let before = names();
    told().await.wrong(&[]).has("files", "ok", "open to their owner alone");
    assert_eq!(names(), before, "not even a log of the database is left behind");
    mode("data", 0o755);
    told().await.wrong(&[]).has("files", "note", "chmod 700");
    mode("data", 0o777);
    told().await.wrong(&["files"]).has("files", "wrong", "can change what is in the data folder");
    mode("data", 0o700);
    mode("data/secret-keys", 0o644);
    told().await.wrong(&["files", "keys"]).has("files", "wrong", "chmod 600").has("keys", "wrong", "chmod 600");
    mode("data/secret-keys", 0o600);
    mode("data/latchkey.db", 0o640);
    told().await.wrong(&["files"]).has("files", "wrong", "data/latchkey.db");
    mode("data/latchkey.db", 0o600);
    // A file of settings is anybody's to read until it holds a secret, and nobody's to write.
    mode("latchkey.toml", 0o644);
    told().await.wrong(&[]);
    mode("latchkey.toml", 0o664);
    told().await.wrong(&["files"]).has("files", "wrong", "can change the settings in latchkey.toml");
    std::fs::write(place.path("latchkey.toml"), format!("secret_keys = '{}'\n", key())).unwrap();
    mode("latchkey.toml", 0o644);
    told().await.has("files", "wrong", "latchkey.toml, which holds a secret: secret_keys");
    mode("latchkey.toml", 0o600);
    std::fs::remove_dir_all(place.path("target")).unwrap();
    told().await.has("files", "wrong", "make build");
}

#[tokio::test]
async fn a_key_file_that_is_none_is_told() {
    let place = Place::new();
    place.start(&[]).await.stop().await;
    std::fs::write(place.path("data/secret-keys"), "hunter2\n").unwrap();
    let told = Told::by(&place, &[], &[]).await;
    told.wrong(&["keys"]).has("keys", "wrong", "line 1 is not a key");
    assert!(!told.lines.contains("hunter2"));
}

#[tokio::test]
async fn a_schema_of_another_version_is_told_on_both_databases() {
    for database in ["sqlite", "postgres"] {
        let (place, key, on_postgres) = (Place::new(), key(), Database::empty().await);
        let url = if database == "sqlite" { SQLITE } else { &on_postgres.url };
        let here = settings(url, &key, &[]);
        place.start(&here).await.stop().await;
        let address = url::Url::parse(&on_postgres.url).unwrap();
        let storage =
            if database == "sqlite" { Storage::sqlite(&place.path("latchkey.db")).await } else { Storage::at(&address).await };
        let newest = storage.number("SELECT CAST(MAX(version) AS TEXT) FROM _sqlx_migrations").await;
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                     SELECT 999, 'newer', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1";
        storage.execute(newer).await;
        let told = Told::by(&place, &here, &[]).await;
        told.has("schema", "wrong", &format!("schema 999; this one knows {newest}"));
        storage.execute("DELETE FROM _sqlx_migrations WHERE version = 999").await;
        storage.execute(&format!("DELETE FROM _sqlx_migrations WHERE version = {newest}")).await;
        let told = Told::by(&place, &here, &[]).await;
        told.has("schema", "note", "1 migrations are missing").has("database", "ok", "");
        assert!(!told.lines.contains("keys  "), "rows are not looked at before they are those of this version: {}", told.lines);
        assert_eq!(
            storage.number("SELECT CAST(COUNT(*) AS TEXT) FROM _sqlx_migrations").await,
            newest - 1,
            "nothing was applied"
        );
    }
}

#[tokio::test]
async fn a_database_that_does_not_answer_or_is_damaged_is_told() {
    let (place, key) = (Place::new(), key());
    let nowhere = settings("postgres://ada:hunter2@127.0.0.1:9/latchkey", &key, &[]);
    let told = Told::by(&place, &nowhere, &[]).await;
    told.has("database", "wrong", "does not answer");
    assert!(!told.lines.contains("hunter2"));
    let here = settings(SQLITE, &key, &[]);
    place.start(&here).await.stop().await;
    let path = place.path("latchkey.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let pages: Vec<usize> = (4096 * 4..bytes.len()).step_by(4096).collect();
    pages.iter().for_each(|page| bytes[*page..*page + 64].fill(0xff));
    std::fs::write(&path, bytes).unwrap();
    let told = Told::by(&place, &here, &[]).await;
    assert!(
        told.findings.iter().any(|(check, state, _)| state == "wrong" && matches!(&**check, "integrity" | "database")),
        "{}",
        told.lines
    );
}

#[tokio::test]
async fn mail_servers_and_hosts_of_notices_are_tried_and_get_nothing() {
    let (place, key, mail) = (Place::new(), key(), MailServer::start().await);
    let url = mail.url();
    let mailing = [("LATCHKEY_MAIL_URL", &*url), ("LATCHKEY_MAIL_FROM", "login@example.com")];
    Told::by(&place, &settings(SQLITE, &key, &mailing), &[]).await.has("mail", "ok", "answers");
    assert!(mail.taken().is_empty());
    drop(mail);
    let told = Told::by(&place, &settings(SQLITE, &key, &mailing), &[]).await;
    told.has("mail", "wrong", "cannot be used");
    let secret = format!("whsec_{key}");
    let hooks = |url| [("LATCHKEY_WEBHOOK_URL", url), ("LATCHKEY_WEBHOOK_SECRET", &*secret)];
    let inside = ("LATCHKEY_NOTICE_NETWORKS", "127.0.0.0/8");
    for (url, more, state, expected) in [
        ("https://127.0.0.1:9/hunter2", None, "wrong", "notice_networks"),
        ("http://127.0.0.1:9/hunter2", Some(inside), "ok", "may be sent to"),
        ("https://nowhere.invalid/hunter2", None, "wrong", "has no address"),
    ] {
        let given: Vec<_> = hooks(url).into_iter().chain(more).collect();
        let told = Told::by(&place, &settings(SQLITE, &key, &given), &[]).await;
        told.has("notices", state, expected).has("notices", state, "webhook_url");
        assert!(!told.lines.contains("hunter2"), "{}", told.lines);
    }
    let push = [("LATCHKEY_OPERATOR_PUSH_URL", "https://:hunter2@nowhere.invalid/TOPIC")];
    let told = Told::by(&place, &settings(SQLITE, &key, &push), &[]).await;
    told.has("notices", "wrong", "operator_push_url");
    assert!(!told.lines.contains("hunter2"), "{}", told.lines);
}

#[tokio::test]
async fn nothing_secret_is_told_whatever_is_wrong() {
    let (place, key) = (Place::new(), key());
    let given = [
        ("LATCHKEY_DATABASE_URL", "postgres://ada:hunter2-database@127.0.0.1:9/latchkey"),
        ("LATCHKEY_SECRET_KEYS", &*key),
        ("LATCHKEY_MAIL_URL", "smtp://ada:hunter2-mail@127.0.0.1:9"),
        ("LATCHKEY_MAIL_FROM", "login@example.com"),
        ("LATCHKEY_WEBHOOK_URL", "https://nowhere.invalid/hunter2-webhook"),
        ("LATCHKEY_WEBHOOK_SECRET", "whsec_aHVudGVyMi1odW50ZXIyLWh1bnRlcjItaHVudGVyMg=="),
        ("LATCHKEY_OPERATOR_PUSH_URL", "https://nowhere.invalid/message?token=hunter2-push"),
        ("LATCHKEY_PUBLIC_URL", "http://localhost:9"),
    ];
    let told = Told::by(&place, &given, &["--listen", "127.0.0.1:9"]).await;
    told.wrong(&["database", "server", "public-url", "mail", "notices", "notices"]);
    for output in
        [place.program(&given).args(["doctor", "--json"]).output().await.unwrap().stdout, told.lines.clone().into_bytes()]
    {
        let text = String::from_utf8(output).unwrap();
        assert!(!text.contains("hunter2") && !text.contains(&key) && !text.contains("aHVudGVyMi"), "{text}");
    }
    assert!(told.lines.ends_with("findings are wrong: do what stands beside them\n"), "{}", told.lines);
    let mut wrong_line = place.program(&given);
    wrong_line.args(["doctor", "--listen"]);
    assert!(wrong_line.output().await.unwrap().status.code() == Some(2));
    // Of `refusal`'s two promises the doctor keeps one: its findings are on standard output.
    let mut unreadable = place.program(&[("LATCHKEY_CONFIG", "missing.toml")]);
    unreadable.args(["settings"]);
    assert!(refusal(unreadable).await.starts_with("config (from LATCHKEY_CONFIG)"));
}
