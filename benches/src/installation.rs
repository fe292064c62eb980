//! An installation: the keys and the address that all of its servers share.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use latchkey_core::domain::{
    keys::Keyring,
    password::{HashCost, HashMemory, Password},
    random::OsRandom,
    token::Tokens,
};

use crate::{fault::Outcome, process::Program};

/// The password of everybody.
pub const PASSWORD: &str = "a long password for the bench";
/// Tokens name the site that they are of: one site, however many servers.
const PUBLIC_URL: &str = "http://localhost:9";

/// The host of an application before which the servers are the gate.
pub const APP_HOST: &str = "notes.localhost";
/// The settings that stand in a file.
const SETTINGS: &str = "[[apps]]\nhost = \"notes.localhost\"\npolicy = \"signed_in\"\n";

/// What is measured: a build.
#[derive(Clone, Debug)]
pub struct Build {
    /// The server.
    pub server: PathBuf,
    /// The compiled site.
    pub site: PathBuf,
}

/// Keys, tokens and a password's hash, as the servers have them.
pub struct Installation {
    secret_keys: String,
    /// The secret keys.
    pub keys: Keyring,
    /// Tokens of this installation.
    pub tokens: Tokens,
    /// The hash of [`PASSWORD`], at the usual cost.
    pub password_hash: String,
}

impl Installation {
    /// An installation with keys of its own.
    pub fn new() -> Outcome<Self> {
        let secret_keys = Keyring::generate(&OsRandom).to_string();
        let password = Password::parse(PASSWORD)?;
        let hash = HashCost::default().hash(&password, &OsRandom, &mut HashMemory::default());
        Ok(Self {
            keys: Keyring::parse(&secret_keys)?,
            secret_keys,
            tokens: Tokens::new(PUBLIC_URL),
            password_hash: hash.as_str().to_owned(),
        })
    }

    /// The secret keys once more, for whoever keeps them.
    pub fn keyring(&self) -> Outcome<Keyring> {
        Ok(Keyring::parse(&self.secret_keys)?)
    }

    /// Starts a server of this installation on a database, which guards this application.
    pub fn guard(&self, build: &Build, (database_url, folder): (&str, &Path), application: &str) -> Outcome<Server> {
        self.started(build, (database_url, folder), &[("LATCHKEY_GUARD_URL", application)])
    }

    /// Starts a server of this installation on a database.
    pub fn serve(&self, build: &Build, database_url: &str, folder: &Path) -> Outcome<Server> {
        self.started(build, (database_url, folder), &[])
    }

    fn started(&self, build: &Build, (database_url, folder): (&str, &Path), more: &[(&str, &str)]) -> Outcome<Server> {
        std::fs::write(folder.join("latchkey.toml"), SETTINGS)?;
        let settings = [
            ("LATCHKEY_CONFIG", "latchkey.toml"),
            ("LATCHKEY_DATABASE_URL", database_url),
            ("LATCHKEY_SECRET_KEYS", &self.secret_keys),
            ("LATCHKEY_PUBLIC_URL", PUBLIC_URL),
            ("LATCHKEY_TRUSTED_PROXIES", "127.0.0.0/8"),
        ];
        Server::start(build, folder, &[&settings, more].concat())
    }
}

/// A running server.
pub struct Server {
    program: Program,
    /// The port that it took.
    pub port: u16,
}

impl Server {
    /// Starts a server in a folder with these settings; the log is at its usual level, and goes nowhere.
    pub fn start(build: &Build, folder: &Path, settings: &[(&str, &str)]) -> Outcome<Self> {
        let mut command = Command::new(&build.server);
        command.arg("serve").current_dir(folder).env_clear().envs(settings.iter().copied());
        command.env("LATCHKEY_LISTEN", "127.0.0.1:0").env("LATCHKEY_SITE_ROOT", &build.site).stderr(nowhere()?);
        let (program, line) = Program::start(&mut command, false)?;
        Ok(Self { program, port: port_of(&line)? })
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.program.pid()
    }
}

/// Where a log is written without being kept.
pub fn nowhere() -> Outcome<Stdio> {
    Ok(File::options().write(true).open("/dev/null")?.into())
}

/// The port in a server's first line, `listening on http://HOST:PORT`.
pub fn port_of(line: &str) -> Outcome<u16> {
    let port = line.rsplit_once(':').and_then(|(_, port)| port.trim_end_matches('/').parse().ok());
    port.ok_or_else(|| format!("no port is in the first line of a server: {line}").into())
}
