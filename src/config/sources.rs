//! Sources of settings: a TOML file, the environment, the command line. Later sources win. Each value becomes a text with its
//! source, so that rules handle one form only and errors can name the source.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt, io,
    path::{Path, PathBuf},
};

use secrecy::ExposeSecret;
use serde::Serialize;
use toml::de::{DeArray, DeTable, DeValue};
use zeroize::Zeroizing;

use super::{App, ConfigError, apps, cli::Flags};
use crate::http::embedded;

const PREFIX: &str = "LATCHKEY_";
/// Settings that may also be given as `LATCHKEY_..._FILE`.
pub(super) const SECRETS: [&str; 6] =
    ["database_url", "mail_url", "operator_push_url", "secret_keys", "webhook_secret", "webhook_url"];
/// Settings that may be a TOML array.
const LISTS: [&str; 5] = ["notice_networks", "personal_push_hosts", "secret_keys", "trusted_proxies", "webhook_secret"];

/// The setting that is a list of tables.
const APPS: &str = "apps";

/// Error for a quoted value. Most of them come from `docker run --env-file`.
const QUOTED: &str = "begins and ends with a quote, which whoever read the line before did not take away: leave the quotes out";

pub(super) type Text = Zeroizing<String>;

/// What the configuration reads from its environment. Tests replace it.
pub struct Surroundings<'a> {
    /// Environment variables.
    pub environment: Vec<(OsString, OsString)>,
    /// Reads a text file.
    pub read: &'a dyn Fn(&Path) -> io::Result<String>,
    /// Default of `site_root`. `None`: the program has its site in itself.
    pub site_root: Option<PathBuf>,
    /// Number of processor cores.
    pub cores: usize,
}

impl Surroundings<'static> {
    /// The surroundings of this process.
    pub fn of_this_process() -> Self {
        let beside_the_program = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join("site")));
        let folder = || beside_the_program.filter(|folder| folder.is_dir()).unwrap_or_else(|| "target/site".into());
        Self {
            environment: std::env::vars_os().collect(),
            read: &|path| std::fs::read_to_string(path),
            // A folder that is left of another version would not fit the program.
            site_root: embedded::FILES.is_empty().then(folder),
            cores: std::thread::available_parallelism().map_or(1, Into::into),
        }
    }
}

/// The number of the line in which a place of a text is, from 1.
pub(super) fn line_of(text: &str, place: usize) -> usize {
    text.get(..place).map_or(1, |before| before.matches('\n').count() + 1)
}

/// Where the value of a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "name", rename_all = "kebab-case")]
pub enum Source {
    /// Nobody has set it.
    Default,
    /// This TOML file.
    File(String),
    /// This variable of the environment. One that ends in `_FILE` names the file with the value.
    Environment(String),
    /// This flag of the command line.
    CommandLine(&'static str),
}

/// As it follows the name of a setting in an error.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("not set"),
            Self::File(path) => write!(f, "in {path}"),
            Self::Environment(name) => write!(f, "from {name}"),
            Self::CommandLine(flag) => write!(f, "from {flag}"),
        }
    }
}

struct Given {
    text: Text,
    source: Source,
}

/// A setting whose value was asked for.
pub(super) struct Taken {
    /// Its name.
    pub key: &'static str,
    /// What it is, as written by who has set it, or its default. `None`: neither.
    pub text: Option<Text>,
    /// Who has set it.
    pub source: Source,
}

/// The given settings. Each value is taken once by its key. Values never taken are unknown settings.
#[derive(Default)]
pub(super) struct Settings {
    given: BTreeMap<String, Given>,
    apps: Option<(Vec<App>, Source)>,
    /// Every setting that there is, in the order in which the configuration asks for it.
    taken: Vec<Taken>,
}

impl Settings {
    /// Collects the settings from all sources.
    pub(super) fn collect(flags: &Flags, surroundings: &Surroundings) -> Result<Self, ConfigError> {
        let mut settings = Self::default();
        let mut environment = variables(&surroundings.environment)?;
        let file = match (&flags.config, environment.remove("LATCHKEY_CONFIG")) {
            (Some(path), _) => Some((path.clone(), "--config")),
            (None, Some(path)) => Some((path.to_string(), "LATCHKEY_CONFIG")),
            (None, None) => None,
        };
        if let Some((path, source)) = file {
            let text = read(&path, surroundings)
                .map_err(|error| ConfigError::new(format!("config (from {source}): the file {path} cannot be read ({error})")))?;
            settings.add_file(&path, &text)?;
        }
        settings.add_environment(environment, surroundings)?;
        settings.add_flags(flags)?;
        Ok(settings)
    }

    /// Takes the value of `key`, if given, and parses it with `parse`. The error of `parse` must not repeat the value.
    pub(super) fn value<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        let (text, source) = match self.given.remove(key) {
            Some(Given { text, source }) => (Some(text), source),
            None => (None, Source::Default),
        };
        let parsed = text.as_ref().map(|text| parse(text)).transpose();
        self.taken.push(Taken { key, text, source });
        parsed.map_err(|reason| self.error(key, &reason))
    }

    /// The same, where `default` is the value unless another is given: by the same rule.
    pub(super) fn or<T>(
        &mut self,
        key: &'static str,
        default: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        let usual = || Given { text: Text::new(default.to_owned()), source: Source::Default };
        let Given { text, source } = self.given.remove(key).unwrap_or_else(usual);
        let parsed = parse(&text);
        self.taken.push(Taken { key, text: Some(text), source });
        parsed.map_err(|reason| self.error(key, &reason))
    }

    /// Takes the applications.
    pub(super) fn apps(&mut self) -> Vec<App> {
        let (apps, source) = self.apps.take().unwrap_or_else(|| (vec![], Source::Default));
        let lines: String = apps.iter().map(|app| format!("{app}\n")).collect();
        let text = Some(Text::new(lines)).filter(|lines| !lines.is_empty());
        self.taken.push(Taken { key: APPS, text, source });
        apps
    }

    /// Every setting, with where it comes from.
    pub(super) fn taken(&self) -> &[Taken] {
        &self.taken
    }

    /// Rejects values never taken: no such settings exist.
    pub(super) fn refuse_the_rest(&self) -> Result<(), ConfigError> {
        match self.given.iter().next() {
            Some((key, Given { source, .. })) => {
                Err(ConfigError::new(format!("{key} ({source}): there is no such setting; latchkey.example.toml lists them all")))
            }
            None => Ok(()),
        }
    }

    /// Creates an error about a taken or missing value.
    pub(super) fn error(&self, key: &'static str, reason: &str) -> ConfigError {
        let source = self.taken.iter().find(|taken| taken.key == key).map_or(&Source::Default, |taken| &taken.source);
        ConfigError::new(format!("{key} ({source}): {reason}"))
    }

    fn insert(&mut self, key: &str, text: &str, source: Source) -> Result<(), ConfigError> {
        let text = text.trim();
        if is_quoted(text) {
            return Err(ConfigError::new(format!("{key} ({source}): {QUOTED}")));
        }
        if text.is_empty() {
            return Err(ConfigError::new(format!(
                "{key} ({source}): is empty; give it a value, or take it away for the default"
            )));
        }
        self.given.insert(key.to_owned(), Given { text: Text::new(text.to_owned()), source });
        Ok(())
    }

    fn add_file(&mut self, path: &str, text: &str) -> Result<(), ConfigError> {
        // The parser's message, unlike its `Display`, does not quote the file, which may contain secrets.
        let table = DeTable::parse(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            ConfigError::new(format!("config: line {line} of {path} is not TOML: {}", error.message()))
        })?;
        for (key, value) in table.get_ref() {
            let (key, source) = (key.get_ref().as_ref(), Source::File(path.to_owned()));
            match (value.get_ref(), scalar(value.get_ref())) {
                (DeValue::Array(listed), None) if key == APPS => {
                    let wrong =
                        |(place, why)| ConfigError::new(format!("{APPS} (in {path}, line {}): {why}", line_of(text, place)));
                    self.apps = Some((apps::read(listed).map_err(wrong)?, source));
                }
                (_, Some(text)) => self.insert(key, &text, source)?,
                (DeValue::Array(array), None) if LISTS.contains(&key) => {
                    let text = lines(array).ok_or_else(|| {
                        ConfigError::new(format!("{key} ({source}): must be a list of texts: [\"...\", \"...\"]"))
                    })?;
                    self.given.insert(key.to_owned(), Given { text, source });
                }
                (DeValue::Table(_), None) if key == APPS => {
                    return Err(ConfigError::new(format!("{APPS} ({source}): is written with two brackets: [[apps]]")));
                }
                (DeValue::Table(_), None) => {
                    return Err(ConfigError::new(format!(
                        "{key} ({source}): is a table, and no setting is one: take its [{key}] away"
                    )));
                }
                _ => return Err(ConfigError::new(format!("{key} ({source}): must be one text, number, true or false"))),
            }
        }
        Ok(())
    }

    fn add_environment(
        &mut self,
        mut environment: BTreeMap<String, Text>,
        surroundings: &Surroundings,
    ) -> Result<(), ConfigError> {
        for key in SECRETS {
            let name = format!("{PREFIX}{}", key.to_ascii_uppercase());
            let file_name = format!("{name}_FILE");
            let Some(path) = environment.remove(&file_name) else { continue };
            if environment.contains_key(&name) {
                return Err(ConfigError::new(format!(
                    "{key} (from {name} and {file_name}): is set twice; take one of them away"
                )));
            }
            let text = read(&path, surroundings).map_err(|error| {
                ConfigError::new(format!("{key} (from {file_name}): the file {} cannot be read ({error})", path.as_str()))
            })?;
            self.insert(key, &text, Source::Environment(file_name))?;
        }
        for (name, text) in environment {
            // Setting names are upper case. Other names stay as they are and are rejected as unknown.
            let key =
                name.strip_prefix(PREFIX).filter(|rest| !rest.contains(|c: char| c.is_lowercase())).map(str::to_ascii_lowercase);
            self.insert(key.as_deref().unwrap_or(&name), &text, Source::Environment(name.clone()))?;
        }
        Ok(())
    }

    fn add_flags(&mut self, flags: &Flags) -> Result<(), ConfigError> {
        for (key, flag, text) in [
            ("listen", "--listen", flags.listen.as_deref()),
            ("database_url", "--database-url", flags.database_url.as_ref().map(|url| url.expose_secret())),
            ("public_url", "--public-url", flags.public_url.as_deref()),
            ("site_root", "--site-root", flags.site_root.as_deref()),
            ("data_dir", "--data-dir", flags.data_dir.as_deref()),
            ("guard_url", "the URL given to guard", flags.guarded.url.as_deref()),
            ("guard_policy", "--policy", flags.guarded.policy.as_deref()),
            ("tls_certificate_file", "--tls-certificate", flags.guarded.tls_certificate.as_deref()),
            ("tls_key_file", "--tls-key", flags.guarded.tls_key.as_deref()),
        ] {
            if let Some(text) = text {
                self.insert(key, text, Source::CommandLine(flag))?;
            }
        }
        Ok(())
    }
}

fn is_quoted(text: &str) -> bool {
    let within = |quote: char| text.len() > 1 && text.starts_with(quote) && text.ends_with(quote);
    within('"') || within('\'')
}

/// Reads a file, without the byte order mark that some editors write.
fn read(path: &str, surroundings: &Surroundings) -> io::Result<Text> {
    if path.is_empty() {
        return Err(io::Error::other("no name of a file is given"));
    }
    if is_quoted(path) {
        return Err(io::Error::other(format!("its name {QUOTED}")));
    }
    let text = (surroundings.read)(Path::new(path)).map(Text::new)?;
    Ok(text.strip_prefix('\u{feff}').map(|rest| Text::new(rest.to_owned())).unwrap_or(text))
}

/// Latchkey's environment variables by name.
fn variables(environment: &[(OsString, OsString)]) -> Result<BTreeMap<String, Text>, ConfigError> {
    let mut variables = BTreeMap::new();
    for (name, value) in environment {
        let name = name.to_string_lossy().into_owned();
        if !name.starts_with(PREFIX) || is_service_link(&name, &value.to_string_lossy()) {
            continue;
        }
        let Some(text) = value.to_str() else {
            return Err(ConfigError::new(format!("{name} (in the environment): is not UTF-8")));
        };
        variables.insert(name, Text::new(text.trim().to_owned()));
    }
    Ok(variables)
}

/// True for a variable that Kubernetes or Docker sets for a service whose name starts with `latchkey`, such as
/// `LATCHKEY_SERVICE_HOST`, `LATCHKEY_DB_PORT=tcp://10.0.0.1:5432` or `LATCHKEY_PORT_80_TCP_ADDR`.
fn is_service_link(name: &str, value: &str) -> bool {
    let of_a_port = |(_, rest): (&str, &str)| rest.starts_with(|c: char| c.is_ascii_digit());
    name.ends_with("_SERVICE_HOST")
        || name.contains("_SERVICE_PORT")
        || name.split_once("_PORT_").is_some_and(of_a_port)
        || (name.ends_with("_PORT") && value.contains("://"))
}

fn scalar(value: &DeValue) -> Option<Text> {
    Some(Text::new(match value {
        DeValue::String(text) => text.to_string(),
        // A number that is too large is kept as text, and the rule of its key rejects it.
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or_else(|_| number.to_string(), |number| number.to_string())
        }
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => return None,
    }))
}

/// The texts of an array, one per line.
fn lines(array: &DeArray) -> Option<Text> {
    let mut text = Text::default();
    for value in array {
        let DeValue::String(line) = value.get_ref() else { return None };
        text.push_str(line);
        text.push('\n');
    }
    Some(text)
}
