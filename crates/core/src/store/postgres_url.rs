//! Parsing of PostgreSQL URLs, and the TLS defaults.

use std::{net::IpAddr, str::FromStr, time::Duration};

use log::LevelFilter;
use sqlx::{
    ConnectOptions,
    postgres::{PgConnectOptions, PgSslMode},
};
use url::Url;

use super::OpenError;

/// Reads the URL and PostgreSQL's own environment variables.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, OpenError> {
    options_beside(url, std::env::var("PGSSLMODE").ok().as_deref())
}

/// Accepted URL parameters. sqlx would ignore others and log their values.
const PARAMETERS: &str = "sslmode ssl-mode sslrootcert ssl-root-cert ssl-ca sslcert ssl-cert sslkey ssl-key \
                          statement-cache-capacity host hostaddr port dbname user password application_name options";

/// Reads the URL. `environment` is the TLS mode from the environment, which all of PostgreSQL's programs honour.
fn options_beside(url: &str, environment: Option<&str>) -> Result<PgConnectOptions, OpenError> {
    let bad = |reason: &str| OpenError::BadUrl(reason.to_owned());
    let expected = "expected is postgres://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full";
    let parsed = Url::parse(url).map_err(|_| bad(expected))?;
    let mut said = environment.filter(|mode| !mode.is_empty()).map(ToOwned::to_owned);
    let mut names_root = std::env::var_os("PGSSLROOTCERT").is_some();
    for (name, value) in parsed.query_pairs() {
        match &*name {
            "sslmode" | "ssl-mode" => said = Some(value.into_owned()),
            "sslrootcert" | "ssl-root-cert" | "ssl-ca" => names_root = true,
            name if PARAMETERS.split_whitespace().any(|known| known == name) || name.starts_with("options[") => {}
            name => return Err(OpenError::BadUrl(format!("it has no parameter {}", name.escape_debug()))),
        }
    }
    let said = said.map(|mode| mode.parse::<PgSslMode>().map_err(|_| bad("sslmode is disable, prefer, require or verify-full")));
    let said = said.transpose()?;
    let mut options = PgConnectOptions::from_str(url).map_err(|_| bad(expected))?;
    // The resolver and certificates use the form without brackets.
    if let Some(bare) = options.get_host().strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        let bare = bare.to_owned();
        options = options.host(&bare);
    }
    let mode = match said {
        Some(mode) => mode,
        None if is_on_this_machine(&options) => PgSslMode::Prefer,
        // PostgreSQL's default falls back to plain text if the server, or an attacker in between, offers no TLS.
        None => PgSslMode::VerifyFull,
    };
    // sqlx trusts the public authorities in addition to the named one, and anybody can get a certificate from those.
    if matches!(mode, PgSslMode::VerifyCa) || (matches!(mode, PgSslMode::Require) && names_root) {
        return Err(bad("this sslmode would not look whose certificate it is: say sslmode=verify-full"));
    }
    let options = options.ssl_mode(mode).application_name("latchkey");
    // For developers: `log = "sqlx::query=trace"`.
    Ok(options.log_statements(LevelFilter::Trace).log_slow_statements(LevelFilter::Off, Duration::MAX))
}

fn is_on_this_machine(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    is_socket(options)
        || host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// True if the connection uses a socket of this machine.
pub(super) fn is_socket(options: &PgConnectOptions) -> bool {
    options.get_socket().is_some() || options.get_host().starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str, environment: Option<&str>) -> String {
        match options_beside(url, environment) {
            Ok(options) => format!("{:?}", options.get_ssl_mode()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn another_machines_database_must_prove_itself_unless_the_operator_says_otherwise() {
        for (url, expected) in [
            ("postgres://ada@db.example.com/latchkey", "VerifyFull"),
            ("postgres://ada@10.0.0.5:5432/latchkey", "VerifyFull"),
            ("postgres://ada@[2001:db8::1]/latchkey", "VerifyFull"),
            ("postgres://ada@localhost.example.com/latchkey?application_name=sslmode", "VerifyFull"),
            ("postgres://ada@db.example.com/latchkey?sslmode=disable", "Disable"),
            ("postgres://ada@db.example.com/latchkey?ssl-mode=require", "Require"),
            ("postgres://ada@localhost/latchkey", "Prefer"),
            ("postgres://ada@LocalHost/latchkey", "Prefer"),
            ("postgres://ada@127.0.0.1:5433/latchkey", "Prefer"),
            ("postgres://ada@[::1]/latchkey", "Prefer"),
            ("postgres://ada@localhost/latchkey?host=/run/postgresql", "Prefer"),
            ("postgres://ada@localhost/latchkey?host=db.example.com", "VerifyFull"),
            ("postgres://%2Frun%2Fpostgresql/latchkey", "Prefer"),
        ] {
            assert_eq!(mode(url, None), expected, "{url}");
            assert_eq!(mode(url, Some("")), expected, "{url}");
        }
        let url = "postgres://ada@db.example.com/latchkey";
        assert_eq!(mode(url, Some("disable")), "Disable");
        assert_eq!(mode("postgres://ada@db.example.com/latchkey?sslmode=verify-full", Some("disable")), "VerifyFull");
        assert_eq!(options_beside("postgres://ada@[::1]/latchkey", None).unwrap().get_host(), "::1");
    }

    #[test]
    fn what_would_look_at_no_certificate_without_a_word_is_refused() {
        let url = |query: &str| format!("postgres://ada@db.example.com/latchkey?{query}");
        for (query, told) in [
            ("sslmode=verify-ca&sslrootcert=root.crt", "say sslmode=verify-full"),
            ("sslmode=require&sslrootcert=root.crt", "say sslmode=verify-full"),
            ("sslmode=verify_full", "sslmode is disable"),
            ("sslpassword=hunter2", "it has no parameter sslpassword"),
            ("passwrd=hunter2&sslmode=disable", "it has no parameter passwrd"),
        ] {
            let error = mode(&url(query), None);
            assert!(error.starts_with("database_url cannot be read: ") && error.contains(told), "{query}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
        assert!(mode(&url(""), Some("verify_full")).contains("sslmode is disable"));
    }
}
