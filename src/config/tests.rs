//! Tests of the whole configuration. Its parts have their own tests.

mod notices;
mod secrets;
mod sources;
mod spelling;

use secrecy::ExposeSecret;
use std::{collections::BTreeSet, fmt::Write, io, path::Path};

use latchkey_core::domain::{keys::Keyring, password::HashCost, session::Lifetimes};

use super::*;
use latchkey_core::domain::random::OsRandom;

const EXAMPLE: &str = include_str!("../../latchkey.example.toml");
/// Settings commented out in the example: they have no fixed default.
const WITHOUT_A_FIXED_DEFAULT: [&str; 26] = [
    "guard_url",
    "tls_certificate_file",
    "tls_key_file",
    "database_url",
    "password_hash_parallel",
    "public_url",
    "secret_keys",
    "site_root",
    "accent_color",
    "footer_text",
    "imprint_url",
    "logo_file",
    "mail_ca_file",
    "mail_from",
    "mail_reply_to",
    "mail_url",
    "metrics_listen",
    "notice_ca_file",
    "notice_networks",
    "operator_push_url",
    "passkey_rp_id",
    "people_file",
    "personal_push_hosts",
    "privacy_url",
    "webhook_secret",
    "webhook_url",
];

const KEY: &str = "q83vEjRWeJCrze8SNFZ4kAEjRWeJq83v/ty6mHZUMhA=";
const OTHER_KEY: &str = "/ty6mHZUMhABI0VniavN7wEjRWeJq83vq83vEjRWeJA=";

/// The input of one test: a file, environment variables and flags.
#[derive(Clone, Default)]
struct Case {
    file: Option<String>,
    environment: Vec<(String, String)>,
    flags: Flags,
}

fn file(text: &str) -> Case {
    Case { file: Some(text.into()), ..Case::default() }
}

fn environment(variables: &[(&str, &str)]) -> Case {
    Case { environment: variables.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(), ..Case::default() }
}

impl Case {
    fn load(self) -> Result<Config, String> {
        let mut flags = self.flags;
        if self.file.is_some() {
            flags.config.get_or_insert("latchkey.toml".into());
        }
        let read = |path: &Path| match path.to_str() {
            Some("latchkey.toml") => self.file.clone().ok_or(io::ErrorKind::NotFound.into()),
            Some("/run/database-url") => Ok(" sqlite:/srv/hunter2.db\n".into()),
            Some("/run/secret-keys") => Ok(format!("# the current, the former\n{KEY}\n{OTHER_KEY}\n")),
            Some("/run/marked-url") => Ok("\u{feff}sqlite:/srv/hunter2.db\r\n".into()),
            Some("/run/marked-keys") => Ok(format!("\u{feff}{KEY}\r\n")),
            Some("/run/empty") => Ok(" \n".into()),
            _ => Err(io::Error::new(io::ErrorKind::NotFound, "No such file\nor directory")),
        };
        let environment = self.environment.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let surroundings = Surroundings { environment, read: &read, site_root: Some("/opt/site".into()), cores: 4 };
        Config::from_sources(&flags, &surroundings).map_err(|error| error.to_string())
    }

    /// Expects an error in one line that begins with `start` and contains `rest`.
    #[track_caller]
    fn refused(self, start: &str, rest: &str) -> String {
        let message = self.load().unwrap_err();
        assert!(
            message.starts_with(start) && message.contains(rest) && message.lines().count() == 1,
            "{start} … {rest}: {message}"
        );
        assert!(!message.contains("hunter2"), "{message}");
        message
    }
}

/// The field names of the struct, as `Debug` prints them.
fn fields(config: &Config) -> BTreeSet<String> {
    let printed = format!("{config:#?}");
    let field = |line: &str| {
        line.strip_prefix("    ").filter(|rest| !rest.starts_with(' ')).and_then(|rest| Some(rest.split_once(": ")?.0.to_owned()))
    };
    printed.lines().filter_map(field).collect()
}

#[test]
fn the_defaults() {
    let config = Case::default().load().unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.database_url().expose_secret(), "sqlite:data/latchkey.db?mode=rwc");
    assert_eq!(config.public_url_for("127.0.0.1:49152".parse().unwrap()).ascii(), "http://localhost:49152");
    assert_eq!(
        (config.site_root.as_deref().and_then(|root| root.to_str()), config.data_dir.to_str(), config.app_name.as_str()),
        (Some("/opt/site"), Some("data"), "Latchkey")
    );
    assert!(
        config.secret_keys.is_none()
            && !config.allow_insecure_http
            && config.require_second_factor == SecondFactorRequired::Never
    );
    assert_eq!((config.totp_window, config.trusted_proxies.len()), (Window::OneStepEitherWay, 0));
    assert_eq!(
        (config.lifetimes(), config.hash_cost(), config.password_hash_parallel),
        (Lifetimes::default(), HashCost::default(), 4)
    );
    assert_eq!((config.log_format, config.log.as_str()), (LogFormat::Text, "info"));
    assert_eq!((config.shutdown_deadline().as_secs(), config.request_deadline().as_secs()), (25, 5));
    let policy = config.password_policy();
    assert_eq!((policy.min_chars, policy.service_names), (15, vec!["Latchkey".into(), "latchkey".into(), "localhost".into()]));
}

#[test]
fn the_example_file_names_every_setting_and_holds_the_defaults() {
    let (defaults, example) = (Case::default().load().unwrap(), file(EXAMPLE).load().unwrap());
    assert_eq!(format!("{example:?}"), format!("{defaults:?}"));
    let key = |line: &str| line.split_once(" = ").map(|(key, _)| key.to_owned());
    let live: BTreeSet<String> = EXAMPLE.lines().filter(|line| !line.starts_with('#')).filter_map(key).collect();
    let commented: BTreeSet<String> =
        EXAMPLE.lines().filter_map(|line| line.strip_prefix('#')).filter(|line| !line.starts_with(' ')).filter_map(key).collect();
    assert_eq!(commented, WITHOUT_A_FIXED_DEFAULT.map(String::from).into());
    // Tables stand at the end of a file: the example only tells of them.
    assert_eq!(&(&live | &commented) | &BTreeSet::from(["apps".to_owned()]), fields(&defaults));
    assert!(live.is_disjoint(&commented));
    // The commented-out settings are also valid, except for the dots in the keys.
    let all = EXAMPLE.lines().map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line)).fold(
        String::new(),
        |mut text, line| {
            writeln!(text, "{}", line.replace("...", KEY)).unwrap();
            text
        },
    );
    let all = file(&all).load().unwrap();
    assert_eq!(all.database_url().expose_secret(), defaults.database_url().expose_secret());
    assert_eq!(all.public_url_for(all.listen).ascii(), "https://login.example.com");
    for (number, line) in EXAMPLE.lines().enumerate() {
        assert!(line.chars().count() <= 130, "line {}", number + 1);
    }
}

#[test]
fn every_setting_can_be_given_in_the_file_and_in_the_environment() {
    let settings = [
        ("listen", "[::]:0"),
        ("metrics_listen", "10.1.2.3:9464"),
        ("database_url", "sqlite::memory:"),
        ("database_connections", "3"),
        ("public_url", "https://login.example.com:8080"),
        ("site_root", "/srv/site"),
        ("data_dir", "/srv/data"),
        ("app_name", "Schlüssel & Söhne"),
        ("accent_color", "#1f6f54"),
        ("logo_file", "/srv/logo.svg"),
        ("footer_text", "Run by Ada & Söhne"),
        ("imprint_url", "https://example.com/imprint"),
        ("privacy_url", "https://example.com/privacy"),
        ("pseudo_locales", "true"),
        ("secret_keys", KEY),
        ("allow_insecure_http", "true"),
        ("hsts_include_subdomains", "true"),
        ("registration", "invited"),
        ("guard_url", "http://127.0.0.1:8080"),
        ("guard_policy", "two_factor"),
        ("tls_certificate_file", "/srv/chain.pem"),
        ("tls_key_file", "/srv/key.pem"),
        ("people_file", "/srv/people.toml"),
        ("require_second_factor", "true"),
        ("totp_window", "one_step_back"),
        ("passkey_rp_id", "example.com"),
        ("trusted_proxies", "10.1.2.3/8, 192.0.2.7,fd00::/8"),
        ("session_idle_minutes", "30"),
        ("session_max_hours", "12"),
        ("security_log_days", "30"),
        ("deletion_notice_days", "0"),
        ("recovery_wait_hours", "72"),
        ("mail_url", "smtps://latchkey:secret@mail.example.com"),
        ("mail_from", "Login <login@example.com>"),
        ("mail_reply_to", "help@example.com"),
        ("mail_ca_file", "/srv/ca.pem"),
        ("webhook_url", "https://example.com/hook?token=hunter2"),
        ("webhook_secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("operator_push_url", "https://gotify.example.com/message?token=hunter2"),
        ("personal_push_hosts", "ntfy.sh, push.example.com"),
        ("notice_networks", "10.0.0.0/8, fd00::/8"),
        ("notice_ca_file", "/srv/ca.pem"),
        ("trusted_browser_days", "30"),
        ("checkup_days", "0"),
        ("password_hash_memory_kib", "47104"),
        ("password_hash_passes", "1"),
        ("password_hash_parallel", "7"),
        ("log_client_addresses", "true"),
        ("log_format", "json"),
        ("log", "warn,latchkey=debug"),
        ("shutdown_seconds", "5"),
        ("request_seconds", "6"),
        ("keep_alive_seconds", "7"),
    ];
    let variables = settings.map(|(key, value)| (format!("LATCHKEY_{}", key.to_uppercase()), value.to_owned()));
    let text: String = settings.iter().fold(String::new(), |text, (key, value)| text + &format!("{key} = '{value}'\n"));
    let (in_file, in_environment) =
        (file(&text).load().unwrap(), Case { environment: variables.into(), ..Case::default() }.load().unwrap());
    assert_eq!(format!("{in_file:?}"), format!("{in_environment:?}"));
    // Tables stand in a file alone.
    let keys = settings.map(|(key, _)| key.to_owned()).into_iter().chain(["apps".to_owned()]);
    assert_eq!(keys.collect::<BTreeSet<_>>(), fields(&in_file));
    assert_eq!(in_file.public_url_for(in_file.listen).ascii(), "https://login.example.com:8080");
    let policy = in_file.password_policy();
    assert_eq!((policy.min_chars, policy.service_names[2].as_str()), (8, "login.example.com"));
    let networks: Vec<String> = in_file.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(networks, ["10.0.0.0/8", "192.0.2.7/32", "fd00::/8"]);
    let listed = file("trusted_proxies = ['10.0.0.0/8', '192.0.2.7', 'fd00::/8']\nlog = 'info'").load().unwrap();
    assert_eq!(listed.trusted_proxies, in_file.trusted_proxies);
    assert!(file("trusted_proxies = []").load().unwrap().trusted_proxies.is_empty());
}

#[test]
fn wrong_values_are_refused_by_key_and_source_and_not_repeated() {
    let long = "x".repeat(65);
    for (key, value, expected) in [
        ("listen", "3000", "IP address with a port"),
        ("listen", "localhost:3000", "IP address with a port"),
        ("listen", "127.0.0.1:65536", "IP address with a port"),
        ("metrics_listen", "9464", "IP address with a port"),
        ("database_url", "mysql://root:hunter2@db/x", "must be sqlite:PATH or postgres://"),
        ("database_url", "hunter2", "must be sqlite:PATH or postgres://"),
        ("database_url", "sqlite:", "must be sqlite:PATH or postgres://"),
        ("public_url", "login.ada.example", "an http or https URL"),
        ("public_url", "http://login.ada.example", "allow_insecure_http"),
        ("public_url", "https://ada:hunter2@login.ada.example", "no user name"),
        ("public_url", "https://login.ada.example/sso", "must end after the host"),
        ("app_name", "A:B", "without a colon"),
        ("app_name", &long, "1 to 64 printable"),
        ("app_name", "A\u{202e}B", "1 to 64 printable"),
        ("accent_color", "#ffcc00", "text needs 4.5:1"),
        ("footer_text", &"x".repeat(201), "one line of 1 to 200"),
        ("privacy_url", "javascript:alert(1)", "an http or https URL"),
        ("pseudo_locales", "yes", "must be true or false"),
        ("secret_keys", "changeme-changeme", "line 1 is not a key"),
        ("secret_keys", "c2hvcnQ=", "line 1 is not a key"),
        ("secret_keys", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "line 1 is not random"),
        ("secret_keys", &format!("{KEY},{KEY}"), "line 2 repeats"),
        ("secret_keys", "# nothing", "holds no key"),
        ("allow_insecure_http", "yes", "must be true or false"),
        ("registration", "shut", "must be open, invited, approved or closed"),
        ("require_second_factor", "1", "must be never, everybody, or a day such as 2027-01-31"),
        ("require_second_factor", "2027-02-30", "must be never, everybody, or a day such as 2027-01-31"),
        ("totp_window", "wide", "must be one_step_either_way or one_step_back"),
        ("trusted_proxies", "10.0.0.0/33", "networks such as"),
        ("trusted_proxies", "10.0.0.0/8,,fd00::/8", "networks such as"),
        ("trusted_proxies", "0.0.0.0/0", "whole internet"),
        ("trusted_proxies", "10.0.0.0/8, ::/0", "whole internet"),
        ("session_idle_minutes", "0", "from 1 to 43200"),
        ("session_idle_minutes", "1441", "longer than session_max_hours"),
        ("session_max_hours", "721", "from 1 to 720"),
        ("security_log_days", "0", "from 1 to 3650"),
        ("deletion_notice_days", "91", "from 0 to 90"),
        ("recovery_wait_hours", "23", "0, or a whole number from 24 to 720"),
        ("recovery_wait_hours", "721", "from 24 to 720"),
        ("checkup_days", "3651", "from 0 to 3650"),
        ("password_hash_memory_kib", "8192", "from 12288 to 4194304"),
        ("password_hash_memory_kib", "19455", "too little for this password_hash_passes"),
        ("password_hash_passes", "-1", "from 1 to 100"),
        ("password_hash_parallel", "0", "from 1 to 1024"),
        ("log_format", "xml", "must be text or json"),
        ("log", "inof", "info,latchkey=debug"),
        ("shutdown_seconds", "2.5", "from 1 to 600"),
        ("request_seconds", "99999999999999999999999", "from 1 to 600"),
    ] {
        let variable = format!("LATCHKEY_{}", key.to_uppercase());
        let from_variable = environment(&[(&variable, value)]).refused(&format!("{key} (from {variable}): "), expected);
        let in_file = file(&format!("{key} = '{value}'")).refused(&format!("{key} (in latchkey.toml): "), expected);
        assert!(value.len() < 8 || !(from_variable.contains(value) || in_file.contains(value)), "{value}");
    }
    // These depend on two settings.
    environment(&[("LATCHKEY_PASSWORD_HASH_PASSES", "1")]).refused("password_hash_memory_kib (not set): ", "47104 with 1");
    for (memory, passes, taken) in
        [("12288", "3", true), ("12288", "2", false), ("47104", "1", true), ("47103", "1", false), ("19456", "9", true)]
    {
        let case = environment(&[("LATCHKEY_PASSWORD_HASH_MEMORY_KIB", memory), ("LATCHKEY_PASSWORD_HASH_PASSES", passes)]);
        assert_eq!(case.load().is_ok(), taken, "{memory} {passes}");
    }
}

#[test]
fn listening_on_a_network_needs_a_public_address() {
    for listen in ["0.0.0.0:3000", "[::]:3000", "192.0.2.1:0"] {
        let case = environment(&[("LATCHKEY_LISTEN", listen), ("LATCHKEY_ALLOW_INSECURE_HTTP", "true")]);
        case.refused("public_url (not set): is needed because listen is open to the network", "https://login.example.com");
        for (public_url, taken) in
            [("https://login.example.com", true), ("http://localhost:8080", true), ("http://login.example.com", false)]
        {
            let case = environment(&[("LATCHKEY_LISTEN", listen), ("LATCHKEY_PUBLIC_URL", public_url)]);
            assert_eq!(case.load().is_ok(), taken, "{listen} {public_url}");
        }
    }
    for listen in ["127.0.0.9:0", "[::1]:3000"] {
        assert!(environment(&[("LATCHKEY_LISTEN", listen)]).load().is_ok(), "{listen}");
    }
}

#[test]
fn what_is_no_setting_is_refused() {
    file("listn = '127.0.0.1:1'").refused("listn (in latchkey.toml): ", "no such setting");
    file("config = 'x'").refused("config (in latchkey.toml): ", "no such setting");
    file("LISTEN = '127.0.0.1:1'").refused("LISTEN (in latchkey.toml): ", "no such setting");
    // The error names the typing error, not its consequence.
    file("listen = '0.0.0.0:1'\npublic_ulr = 'https://a.example'").refused("public_ulr (in latchkey.toml): ", "no such setting");
    file("[server]\nlisten = '127.0.0.1:1'").refused("server (in latchkey.toml): ", "is a table");
    file("listen.port = 1").refused("listen (in latchkey.toml): ", "is a table");
    file("listen = ['127.0.0.1:1']").refused("listen (in latchkey.toml): ", "must be one text");
    file("secret_keys = [1]").refused("secret_keys (in latchkey.toml): ", "must be a list of texts");
    file("log = 1979-05-27").refused("log (in latchkey.toml): ", "must be one text");
    file("\"two\\nlines\" = 1").refused("two lines (in latchkey.toml): ", "no such setting");
    environment(&[("LATCHKEY_LISTN", "127.0.0.1:1")]).refused("listn (from LATCHKEY_LISTN): ", "no such setting");
    environment(&[("LATCHKEY_listen", "127.0.0.1:1")]).refused("LATCHKEY_listen (from LATCHKEY_listen): ", "no such setting");
    environment(&[("LATCHKEY_PORT", "3000")]).refused("port (from LATCHKEY_PORT): ", "no such setting");
    environment(&[("LATCHKEY_LISTEN_FILE", "/run/listen")])
        .refused("listen_file (from LATCHKEY_LISTEN_FILE): ", "no such setting");
    // Kubernetes and Docker set these for a service called latchkey.
    let links = [
        ("LATCHKEY_SERVICE_HOST", "10.0.0.1"),
        ("LATCHKEY_SERVICE_PORT_HTTP", "80"),
        ("LATCHKEY_PORT", "tcp://10.0.0.1:80"),
        ("LATCHKEY_PORT_80_TCP_ADDR", "10.0.0.1"),
        ("LATCHKEY_DB_SERVICE_PORT", "5432"),
    ];
    assert!(environment(&links).load().is_ok());
}

#[test]
fn broken_files_are_refused_with_the_line_and_without_the_text() {
    for (text, line) in [
        ("listen = '127.0.0.1:1'\ndatabase_url = sqlite:hunter2.db", 2),
        ("secret_keys = 'hunter2", 1),
        ("\n\nsecret_keys = \"hunter2\\q\"", 3),
        ("log = 'info'\nlog = 'hunter2'", 2),
        ("hunter2", 1),
    ] {
        file(text).refused(&format!("config: line {line} of latchkey.toml is not TOML: "), "");
    }
    environment(&[("LATCHKEY_CONFIG", "missing.toml")])
        .refused("config (from LATCHKEY_CONFIG): the file missing.toml cannot be read (No", "");
}

#[test]
fn an_empty_value_is_not_an_absent_one() {
    for (name, key) in [("LATCHKEY_LISTEN", "listen"), ("LATCHKEY_SECRET_KEYS", "secret_keys"), ("LATCHKEY_LISTN", "listn")] {
        for empty in ["", "  "] {
            environment(&[(name, empty)]).refused(&format!("{key} (from {name}): "), "is empty");
        }
    }
    environment(&[("LATCHKEY_CONFIG", "")]).refused("config (from LATCHKEY_CONFIG): ", "cannot be read");
    environment(&[("LATCHKEY_SECRET_KEYS_FILE", "")]).refused("secret_keys (from LATCHKEY_SECRET_KEYS_FILE): ", "cannot be read");
    file("data_dir = ''").refused("data_dir (in latchkey.toml): ", "is empty");
    let flags = Flags { database_url: Some("".into()), ..Flags::default() };
    Case { flags, ..Case::default() }.refused("database_url (from --database-url): ", "is empty");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf_8_is_refused() {
    use std::os::unix::ffi::OsStringExt;

    let environment = vec![("LATCHKEY_APP_NAME".into(), std::ffi::OsString::from_vec(vec![b'a', 0xff]))];
    let surroundings = Surroundings { environment, ..Surroundings::of_this_process() };
    let message = Config::from_sources(&Flags::default(), &surroundings).unwrap_err().to_string();
    assert_eq!(message, "LATCHKEY_APP_NAME (in the environment): is not UTF-8");
}
