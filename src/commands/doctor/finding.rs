//! What the doctor has found: a list of plain sentences, each with what to do where not all is well.

use std::io::{self, Write};

use serde::Serialize;

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The program itself, and whether the server is of the same version.
    Version,
    /// Whether the settings can be used.
    Settings,
    /// Whom files and folders are open to, and whether they are there.
    Files,
    /// Free space.
    Disk,
    /// The secret keys against what was sealed under them.
    Keys,
    /// Whether the database answers.
    Database,
    /// Whether the tables are those of this version.
    Schema,
    /// Whether the database's file is sound.
    Integrity,
    /// The clock of this machine against others.
    Clock,
    /// Whether the server answers where it listens.
    Server,
    /// Whether the public URL leads to the server.
    PublicUrl,
    /// What the proxies in between do to a request.
    Proxy,
    /// Until when certificates are good.
    Certificate,
    /// Whether browsers are told to come by https alone.
    Hsts,
    /// The name that passkeys are for.
    Passkeys,
    /// Password hashes that came along from another product.
    Passwords,
    /// The mail server.
    Mail,
    /// The hosts of webhook and push messages.
    Notices,
}

impl Check {
    /// Its name, as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Settings => "settings",
            Self::Files => "files",
            Self::Disk => "disk",
            Self::Keys => "keys",
            Self::Database => "database",
            Self::Schema => "schema",
            Self::Integrity => "integrity",
            Self::Clock => "clock",
            Self::Server => "server",
            Self::PublicUrl => "public-url",
            Self::Proxy => "proxy",
            Self::Certificate => "certificate",
            Self::Hsts => "hsts",
            Self::Passkeys => "passkeys",
            Self::Passwords => "passwords",
            Self::Mail => "mail",
            Self::Notices => "notices",
        }
    }
}

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// In order.
    Ok,
    /// It works, and could be better, or somebody has to know.
    Note,
    /// Something does not work, or is not safe.
    Wrong,
}

impl State {
    const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Wrong => "wrong",
        }
    }
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// How it is.
    pub state: State,
    /// A sentence in one line, without anything secret.
    pub sentence: String,
    /// What to do, in one line. Some of what is to be done stands in the sentence already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

impl Finding {
    /// All is well.
    pub fn ok(check: Check, sentence: impl Into<String>) -> Self {
        Self { check, state: State::Ok, sentence: one_line(sentence.into()), remedy: None }
    }

    /// It works, and could be better.
    pub fn note(check: Check, sentence: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, state: State::Note, sentence: one_line(sentence.into()), remedy: Some(one_line(remedy.into())) }
    }

    /// It does not work, or is not safe.
    pub fn wrong(check: Check, sentence: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { state: State::Wrong, ..Self::note(check, sentence, remedy) }
    }

    /// An error that says itself what to do.
    pub fn error(check: Check, error: impl ToString) -> Self {
        Self { check, state: State::Wrong, sentence: one_line(error.to_string()), remedy: None }
    }
}

/// Names and answers of others stand in sentences.
fn one_line(text: String) -> String {
    text.replace(char::is_control, " ")
}

/// All that was found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Version of this program.
    pub version: &'static str,
    /// How many findings are wrong.
    pub wrong: usize,
    /// How many are notes.
    pub notes: usize,
    /// The findings.
    pub findings: Vec<Finding>,
}

impl Report {
    /// A report of these findings.
    pub fn of(findings: Vec<Finding>) -> Self {
        let count = |state| findings.iter().filter(|finding| finding.state == state).count();
        Self { version: env!("CARGO_PKG_VERSION"), wrong: count(State::Wrong), notes: count(State::Note), findings }
    }

    /// Writes it for people: a line for each finding, and one for what to do.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        for Finding { check, state, sentence, remedy } in &self.findings {
            writeln!(out, "{:<6}{:<12}{sentence}", state.name(), check.name())?;
            if let Some(remedy) = remedy {
                writeln!(out, "{:<18}-> {remedy}", "")?;
            }
        }
        Ok(())
    }
}
