//! `latchkey settings`: what is in force, where it comes from, and nothing that is secret.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    program::{Place, refusal},
    served::key,
    source,
};

async fn listed(place: &Place, settings: &[(&str, &str)], arguments: &[&str]) -> String {
    let output = place.program(settings).arg("settings").args(arguments).output().await.unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    told
}

async fn read(place: &Place, settings: &[(&str, &str)], arguments: &[&str]) -> Vec<Value> {
    let text = listed(place, settings, &[arguments, &["--json"]].concat()).await;
    serde_json::from_str(&text).unwrap()
}

fn of<'v>(settings: &'v [Value], key: &str) -> &'v Value {
    settings.iter().find(|setting| setting["key"] == key).unwrap_or_else(|| panic!("{key}: {settings:#?}"))
}

#[tokio::test]
async fn every_setting_of_the_example_is_shown() {
    let example = source("latchkey.example.toml");
    let key = |line: &str| {
        let line = line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line);
        line.split_once(" = ").map(|(key, _)| key.to_owned())
    };
    let known: BTreeSet<String> =
        example.lines().filter(|line| !line.starts_with("# ")).filter_map(key).chain(["apps".to_owned()]).collect();
    let place = Place::new();
    let settings = read(&place, &[], &[]).await;
    let shown: BTreeSet<String> = settings.iter().map(|setting| setting["key"].as_str().unwrap().to_owned()).collect();
    assert_eq!(shown, known);
    let lines = listed(&place, &[], &[]).await;
    let named: BTreeSet<String> = lines.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(named, known);
    assert!(!place.path("data").exists(), "it makes nothing");
}

#[tokio::test]
async fn each_is_told_with_its_value_and_who_has_set_it() {
    let place = Place::new();
    std::fs::write(place.path("latchkey.toml"), "app_name = 'Ada'\ntrusted_proxies = ['10.0.0.0/8', '192.0.2.7']\n").unwrap();
    std::fs::write(place.path("mail-url"), "smtps://ada:hunter2@mail.example").unwrap();
    let environment = [
        ("LATCHKEY_CONFIG", "latchkey.toml"),
        ("LATCHKEY_PUBLIC_URL", "https://login.example.com"),
        ("LATCHKEY_MAIL_URL_FILE", "mail-url"),
        ("LATCHKEY_MAIL_FROM", "login@example.com"),
        ("LATCHKEY_APP_NAME", "Ada Lovelace"),
    ];
    let flags = ["--listen", "127.0.0.1:3001", "--database-url", "postgres://ada:hunter2@db.example/latchkey?password=hunter2"];
    let settings = read(&place, &environment, &flags).await;
    for (key, value, kind, name) in [
        ("listen", json!("127.0.0.1:3001"), "command-line", Some("--listen")),
        ("app_name", json!("Ada Lovelace"), "environment", Some("LATCHKEY_APP_NAME")),
        ("trusted_proxies", json!("10.0.0.0/8, 192.0.2.7"), "file", Some("latchkey.toml")),
        ("public_url", json!("https://login.example.com"), "environment", Some("LATCHKEY_PUBLIC_URL")),
        ("passkey_rp_id", json!("login.example.com"), "default", None),
        ("totp_window", json!("one_step_either_way"), "default", None),
        ("session_idle_minutes", json!("60"), "default", None),
        ("data_dir", json!("data"), "default", None),
        ("webhook_url", Value::Null, "default", None),
        ("mail_url", Value::Null, "environment", Some("LATCHKEY_MAIL_URL_FILE")),
        ("database_url", json!("postgres://ada@db.example/latchkey"), "command-line", Some("--database-url")),
    ] {
        let setting = of(&settings, key);
        let source = name.map_or_else(|| json!({"kind": kind}), |name| json!({"kind": kind, "name": name}));
        assert_eq!((&setting["value"], &setting["source"]), (&value, &source), "{key}");
        assert_eq!(setting["hidden"], json!(matches!(key, "mail_url" | "database_url")), "{key}");
    }
    let lines = listed(&place, &environment, &flags).await;
    let line = |key: &str| {
        let mut found = lines.lines().filter_map(|line| line.split_once(' ').filter(|(name, _)| *name == key));
        found.next().unwrap_or_else(|| panic!("{key}: {lines}")).1.trim().to_owned()
    };
    assert_eq!(line("listen"), "127.0.0.1:3001  [from --listen]");
    assert_eq!(line("trusted_proxies"), "10.0.0.0/8, 192.0.2.7  [in latchkey.toml]");
    assert_eq!(line("mail_url"), "hidden  [from LATCHKEY_MAIL_URL_FILE]");
    assert_eq!(line("webhook_url"), "not set  [default]");
    assert_eq!(line("totp_window"), "one_step_either_way  [default]");
    assert_eq!(line("database_url"), "postgres://ada@db.example/latchkey (without what is secret)  [from --database-url]");
    assert!(line("secret_keys").contains("data/secret-keys"), "{lines}");
}

#[tokio::test]
async fn nothing_secret_is_shown_however_it_is_given() {
    let key = key();
    let secrets = [
        ("database_url", "postgres://ada:hunter2-database@db.example/latchkey".to_owned()),
        ("secret_keys", key.clone()),
        ("mail_url", "smtps://ada:hunter2-mail@mail.example".into()),
        ("webhook_url", "https://example.com/hunter2-webhook".into()),
        ("webhook_secret", format!("whsec_{key}")),
        ("operator_push_url", "https://ntfy.example/hunter2-push".into()),
    ];
    let place = Place::new();
    let variables: Vec<(String, String)> =
        secrets.iter().map(|(key, value)| (format!("LATCHKEY_{}", key.to_uppercase()), value.clone())).collect();
    let files: Vec<(String, String)> = secrets
        .iter()
        .map(|(key, value)| {
            std::fs::write(place.path(key), value).unwrap();
            (format!("LATCHKEY_{}_FILE", key.to_uppercase()), (*key).to_owned())
        })
        .collect();
    let text: String = secrets.iter().map(|(key, value)| format!("{key} = '{value}'\n")).collect();
    std::fs::write(place.path("latchkey.toml"), text).unwrap();
    let in_file = vec![("LATCHKEY_CONFIG".to_owned(), "latchkey.toml".to_owned())];
    for given in [variables, files, in_file] {
        let mut given: Vec<(&str, &str)> = given.iter().map(|(name, value)| (&**name, &**value)).collect();
        given.push(("LATCHKEY_MAIL_FROM", "login@example.com"));
        for arguments in [&[][..], &["--json"]] {
            let told = listed(&place, &given, arguments).await;
            assert!(!told.contains("hunter2") && !told.contains(&key), "{told}");
            assert!(told.contains("ada@db.example"), "{told}");
        }
        let settings = read(&place, &given, &[]).await;
        let hidden: BTreeSet<&str> =
            settings.iter().filter(|setting| setting["hidden"] == true).map(|setting| setting["key"].as_str().unwrap()).collect();
        assert_eq!(hidden, secrets.iter().map(|(key, _)| *key).collect());
    }
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_refused_in_one_line() {
    let place = Place::new();
    for arguments in [&["settings"][..], &["settings", "--json"]] {
        let mut command = place.program(&[("LATCHKEY_TOTP_WINDOW", "wide")]);
        command.args(arguments);
        assert!(refusal(command).await.starts_with("totp_window (from LATCHKEY_TOTP_WINDOW): must be "));
    }
}
