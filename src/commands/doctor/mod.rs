//! `latchkey doctor`: looks whether everything is in order, and says what to do where it is not. Changes nothing.
//!
//! ```text
//!  settings ──▶ files: permissions, disk │ database: schema, keys, clock, passkeys │ site: the server, public_url, proxies, TLS
//!                                        │ channels: mail, webhook, push           └──▶ a finding each: ok, note or wrong
//! ```

mod certificate;
mod channels;
mod database;
mod files;
mod finding;
mod proxy;
mod site;

use std::{
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use latchkey_core::{
    Environment,
    domain::{
        keys::Keyring,
        random::OsRandom,
        time::{SystemClock, Timestamp},
    },
};

pub use self::finding::{Check, Finding, Report, State};
use super::answer::answer;
use crate::config::{Config, LookFlags, Setting, Source};

/// Clocks that differ by more are worth a word. Servers of one installation may differ by 2 s, and `Date` has whole seconds.
const CLOCK_NOTED: Duration = Duration::from_secs(5);
/// An authenticator's code is good for a step of 30 s (RFC 6238 §5.2).
const CLOCK_WRONG: Duration = Duration::from_secs(30);

/// Why the command fails. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum DoctorError {
    /// Something is wrong. It was told.
    #[error("{0} of {1} findings are wrong: do what stands beside them")]
    Wrong(usize, usize),
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// Looks at the installation of these settings, and tells what it finds.
pub async fn run(given: &LookFlags, out: &mut impl Write) -> Result<(), DoctorError> {
    let environment = Environment { clock: Arc::new(SystemClock), random: Arc::new(OsRandom) };
    let report = match Config::load_in_force(&given.settings) {
        Ok((config, settings)) => examine(&config, &settings, &environment).await,
        Err(error) => Report::of(vec![Finding::error(Check::Settings, error)]),
    };
    answer(out, given.answer, &report, |out, report| report.write(out))?;
    match report.wrong {
        0 => Ok(()),
        wrong => Err(DoctorError::Wrong(wrong, report.findings.len())),
    }
}

/// Looks at an installation.
pub async fn examine(config: &Config, settings: &[Setting], environment: &Environment) -> Report {
    let mut findings =
        vec![Finding::ok(Check::Version, format!("This is Latchkey {}.", env!("CARGO_PKG_VERSION"))), of_settings(settings)];
    findings.extend(files::examine(config, settings));
    let keyring = match config.existing_keyring() {
        Ok(keyring) => Some(keyring),
        Err(error) => {
            findings.push(without_keys(config, error));
            None
        }
    };
    let (of_database, of_site, of_channels) = tokio::join!(
        database::examine(config, keyring.as_ref(), environment),
        site::examine(config, keyring.as_ref(), environment),
        channels::examine(config, environment),
    );
    findings.extend(of_database.into_iter().chain(of_site).chain(of_channels));
    Report::of(findings)
}

fn of_settings(settings: &[Setting]) -> Finding {
    let set = settings.iter().filter(|setting| setting.source != Source::Default).count();
    let sentence = format!("{set} of {} settings are set, and all can be used: `latchkey settings` lists them.", settings.len());
    Finding::ok(Check::Settings, sentence)
}

fn without_keys(config: &Config, error: impl ToString) -> Finding {
    let file = config.key_file();
    match file.try_exists() {
        // A setting without a file is read when settings are.
        Ok(false) => Finding::note(
            Check::Keys,
            format!("There are no secret keys yet: the key file {} does not exist.", file.display()),
            "nothing before the first start, which makes them; otherwise restore the file from its backup, or name the right data_dir",
        ),
        Ok(true) | Err(_) => Finding::error(Check::Keys, error),
    }
}

/// A clock against that of this machine. `apart`: how far it is ahead or behind.
fn of_clock(whose: &str, apart: Duration) -> Finding {
    let seconds = apart.as_secs();
    let remedy = "let NTP set the clocks of both machines, such as by systemd-timesyncd or chrony";
    if apart > CLOCK_WRONG {
        let sentence =
            format!("{whose} and the clock of this machine are {seconds} s apart: codes of authenticators are refused.");
        Finding::wrong(Check::Clock, sentence, remedy)
    } else if apart > CLOCK_NOTED {
        Finding::note(Check::Clock, format!("{whose} and the clock of this machine are {seconds} s apart."), remedy)
    } else {
        Finding::ok(Check::Clock, format!("{whose} and the clock of this machine agree."))
    }
}

/// How far a clock that was read between two moments was from all of them.
fn apart(read: Timestamp, (before, after): (Timestamp, Timestamp)) -> Duration {
    before.since(read).max(read.since(after))
}

/// What an examination needs beside the settings: keys, where there are any.
type Keys<'a> = Option<&'a Keyring>;
