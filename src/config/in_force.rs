//! The settings in force, as an operator may see them: each with where it comes from, and none that is secret.

use secrecy::ExposeSecret;
use serde::Serialize;
use url::Url;

use super::{
    Config, ConfigError, Flags,
    sources::{SECRETS, Source, Surroundings, Taken},
};

/// Parameters of a database's URL that may be shown. Whatever else there is stays away: `password`, for one.
const SHOWN_PARAMETERS: [&str; 7] = ["mode", "sslmode", "sslrootcert", "host", "port", "dbname", "user"];

/// A setting in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Its name in a file.
    pub key: &'static str,
    /// Its value. `None`: it has none, or it is hidden.
    pub value: Option<String>,
    /// Whether the value, or a part of it, is left out because it is secret.
    pub hidden: bool,
    /// Who has set it.
    pub source: Source,
}

impl Config {
    /// Loads the configuration of this process, with every setting that there is.
    pub fn load_in_force(flags: &Flags) -> Result<(Self, Vec<Setting>), ConfigError> {
        Self::in_force(flags, &Surroundings::of_this_process())
    }

    /// The same from these flags and surroundings.
    pub fn in_force(flags: &Flags, surroundings: &Surroundings) -> Result<(Self, Vec<Setting>), ConfigError> {
        let (config, given) = Self::read(flags, surroundings)?;
        let settings = given.taken().iter().map(|taken| config.shown(taken)).collect();
        Ok((config, settings))
    }

    fn shown(&self, Taken { key, text, source }: &Taken) -> Setting {
        let is_secret = SECRETS.contains(key) && text.is_some();
        let value = match *key {
            "database_url" => without_password(self.database_url().expose_secret()),
            "secret_keys" if text.is_none() => Some(format!("the file {}", self.key_file().display())),
            "public_url" => self.known_public_url().map(|origin| origin.to_string()),
            "passkey_rp_id" => {
                let party = self.known_public_url().and_then(|origin| self.relying_party(&origin).ok());
                party.map(|party| party.id().to_owned())
            }
            "site_root" => {
                Some(self.site_root.as_ref().map_or_else(|| "in the program".into(), |root| root.display().to_string()))
            }
            _ if is_secret => None,
            // A list in a file has one item a line.
            _ => text.as_ref().map(|text| text.trim_end().replace('\n', ", ")),
        };
        let hidden = is_secret && value.as_ref().is_none_or(|value| text.as_ref().is_some_and(|text| **text != *value));
        Setting { key, value, hidden, source: source.clone() }
    }
}

/// The URL of a database without its password. `None` where it cannot be told which part that is.
fn without_password(url: &str) -> Option<String> {
    if url.starts_with("sqlite:") {
        return Some(url.to_owned());
    }
    let mut shown = Url::parse(url).ok()?;
    // A password with a character that ends the host leaves the rest of itself, and the `@`, behind it.
    let behind_the_host = [Some(shown.path()), shown.query()].into_iter().flatten().any(|part| part.contains('@'));
    if behind_the_host || shown.fragment().is_some() {
        return None;
    }
    // A URL without a host, which has none, takes none away either.
    if shown.password().is_some() {
        shown.set_password(None).ok()?;
    }
    let kept: Vec<(String, String)> =
        shown.query_pairs().filter(|(name, _)| SHOWN_PARAMETERS.contains(&&**name)).map(|(n, v)| (n.into(), v.into())).collect();
    shown.set_query(None);
    if !kept.is_empty() {
        shown.query_pairs_mut().extend_pairs(kept);
    }
    Some(shown.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_of_a_database_is_shown_without_its_password_or_not_at_all() {
        for (url, shown) in [
            ("sqlite:data/latchkey.db?mode=rwc", Some("sqlite:data/latchkey.db?mode=rwc")),
            ("postgres://ada@db.example/latchkey", Some("postgres://ada@db.example/latchkey")),
            ("postgres://ada:hunter2@db.example:5433/latchkey", Some("postgres://ada@db.example:5433/latchkey")),
            ("postgres://ada:hunter2@db/latchkey?sslmode=disable", Some("postgres://ada@db/latchkey?sslmode=disable")),
            ("postgres:///latchkey?host=/run/pg&password=hunter2", Some("postgres:///latchkey?host=%2Frun%2Fpg")),
            ("postgres://ada:hunter2%40@db/x?options=-chunter2", Some("postgres://ada@db/x")),
            // Not as their writers meant them.
            ("postgres://ada:12#hunter2@db/latchkey", None),
            ("postgres://ada:12/hunter2@db/latchkey", None),
            ("postgres://ada:12?hunter2@db/latchkey", None),
            ("postgres://ada:hunter2#@db/latchkey", None),
        ] {
            assert_eq!(without_password(url).as_deref(), shown, "{url}");
        }
    }
}
