//! Values in the spelling of other programs.

use super::*;

#[test]
fn quotes_that_were_kept_are_refused_by_name() {
    for key in ["data_dir", "site_root", "database_url", "app_name", "listen", "secret_keys"] {
        for quoted in ["\"/data\"", "'/data'", "\"\""] {
            let variable = format!("LATCHKEY_{}", key.to_uppercase());
            environment(&[(&variable, quoted)]).refused(&format!("{key} (from {variable}): "), "leave the quotes out");
        }
    }
    environment(&[("LATCHKEY_DATABASE_URL", "sqlite:\"/data/x.db\"")]).refused("database_url (from ", "leave the quotes out");
    environment(&[("LATCHKEY_CONFIG", "\"latchkey.toml\"")]).refused("config (from LATCHKEY_CONFIG): ", "leave the quotes out");
    for key in ["secret_keys", "database_url"] {
        let variable = format!("LATCHKEY_{}_FILE", key.to_uppercase());
        environment(&[(&variable, "'/run/x'")]).refused(&format!("{key} (from {variable}): "), "leave the quotes out");
    }
    // A quote inside the value stays.
    assert_eq!(environment(&[("LATCHKEY_APP_NAME", "Ada's \"Key\"")]).load().unwrap().app_name, "Ada's \"Key\"");
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_secret() {
    for name in ["/run/marked-keys", "/run/secret-keys"] {
        let config = environment(&[("LATCHKEY_SECRET_KEYS_FILE", name)]).load().unwrap();
        let current = Keyring::parse(KEY).unwrap().current_id().to_owned();
        assert_eq!(config.keyring(&OsRandom).unwrap().current_id(), current, "{name}");
    }
    let config = environment(&[("LATCHKEY_DATABASE_URL_FILE", "/run/marked-url")]).load().unwrap();
    assert_eq!(config.database_url().expose_secret(), "sqlite:/srv/hunter2.db");
    assert_eq!(file("\u{feff}app_name = 'Marked'").load().unwrap().app_name, "Marked");
}
