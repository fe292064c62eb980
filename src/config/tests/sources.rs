//! Where settings come from, and which of them counts.

use super::*;

#[test]
fn later_sources_win() {
    let mut case = file("listen = '127.0.0.1:1'\napp_name = 'File'\nsession_idle_minutes = 0x1E\ndata_dir = 'a?b'");
    assert_eq!(case.clone().load().unwrap().listen.port(), 1);
    case.environment = vec![
        ("LATCHKEY_LISTEN".into(), " 127.0.0.1:2 ".into()),
        ("HOME".into(), "/".into()),
        ("LATCHKEYS".into(), String::new()),
    ];
    assert_eq!(case.clone().load().unwrap().listen.port(), 2);
    case.flags.listen = Some("127.0.0.1:3".into());
    let config = case.load().unwrap();
    assert_eq!((config.listen.port(), config.app_name.as_str(), config.session_idle_minutes), (3, "File", 30));
    assert_eq!(config.database_url().expose_secret(), "sqlite:a%3Fb/latchkey.db?mode=rwc");
    // For the file itself, the flag wins over the variable.
    let mut case = Case { file: Some("app_name = 'File'".into()), ..environment(&[("LATCHKEY_CONFIG", "missing.toml")]) };
    assert_eq!(case.clone().load().unwrap().app_name, "File");
    case.flags.config = Some("missing.toml".into());
    case.refused("config (from --config): the file missing.toml cannot be read", "No such file");
}
