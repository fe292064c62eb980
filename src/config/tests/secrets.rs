//! Secrets: where they come from, where they are kept, and that they are not printed.

use super::*;

#[test]
fn secrets_may_come_from_files() {
    let files = [("LATCHKEY_DATABASE_URL_FILE", "/run/database-url"), ("LATCHKEY_SECRET_KEYS_FILE", "/run/secret-keys")];
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().join("data").to_str().unwrap().to_owned();
    let config = environment(&[&files[..], &[("LATCHKEY_DATA_DIR", &data_dir)]].concat()).load().unwrap();
    assert_eq!(config.database_url().expose_secret(), "sqlite:/srv/hunter2.db");
    let current = Keyring::parse(KEY).unwrap().current_id().to_owned();
    assert_eq!(config.keyring(&OsRandom).unwrap().current_id(), current);
    assert!(config.create_data_dir().is_ok() && !config.data_dir.exists(), "nothing is kept there");
    for (key, name) in [("database_url", "LATCHKEY_DATABASE_URL"), ("secret_keys", "LATCHKEY_SECRET_KEYS")] {
        let file_name = format!("{name}_FILE");
        environment(&[(name, "hunter2"), (&file_name, "/run/empty")])
            .refused(&format!("{key} (from {name} and {file_name}): "), "set twice");
        environment(&[(&file_name, "/run/empty")]).refused(&format!("{key} (from {file_name}): "), "is empty");
        environment(&[(&file_name, "/run/missing")])
            .refused(&format!("{key} (from {file_name}): the file /run/missing cannot"), "No such file or directory");
        environment(&[(&file_name, "latchkey.toml")]).refused(&format!("{key} (from {file_name}): "), "cannot be read");
    }
    let either = [format!("{KEY},{OTHER_KEY}"), format!("{KEY} , {OTHER_KEY}"), format!("# one, two\n{KEY}\n\n{OTHER_KEY}\n")];
    for text in either {
        let keys = environment(&[("LATCHKEY_SECRET_KEYS", &text)]).load().unwrap().keyring(&OsRandom).unwrap();
        assert_eq!(keys.current_id(), current);
        assert!(keys.verifying_key(Keyring::parse(OTHER_KEY).unwrap().current_id()).is_some());
    }
    assert!(file(&format!("secret_keys = ['{KEY}', '{OTHER_KEY}']")).load().is_ok());
}

#[test]
fn secrets_are_not_printed() {
    let config = environment(&[("LATCHKEY_DATABASE_URL", "sqlite:hunter2.db"), ("LATCHKEY_SECRET_KEYS", KEY)]).load().unwrap();
    for printed in [format!("{config:?}"), format!("{config:#?}")] {
        assert!(!printed.contains("hunter2") && !printed.contains(KEY) && printed.contains("REDACTED"), "{printed}");
    }
}

#[test]
fn the_keys_are_kept_in_the_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = |path: &Path| environment(&[("LATCHKEY_DATA_DIR", path.to_str().unwrap())]).load().unwrap();
    let config = data_dir(&folder.path().join("new/data"));
    let keys = config.keyring(&OsRandom).unwrap();
    assert!(config.data_dir.join("secret-keys").is_file());
    assert_eq!(config.keyring(&OsRandom).unwrap().current_id(), keys.current_id());
    // A file in place of the folder.
    let message = data_dir(&config.data_dir.join("secret-keys")).keyring(&OsRandom).unwrap_err().to_string();
    assert!(message.starts_with("data_dir: the folder ") && message.lines().count() == 1, "{message}");
}
