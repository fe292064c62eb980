//! `latchkey import` and `latchkey export`: people move in and out, with their passwords and authenticators.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use latchkey_core::{
    Environment,
    domain::{account::Standing, random::OsRandom, time::SystemClock},
    keys::{self, NoInstallation},
    operator::{ExportError, Mover, Operator, OperatorError},
};
use secrecy::ExposeSecret;
use serde::Serialize;
use zeroize::Zeroizing;

use super::answer::answer;
use crate::{
    config::{Config, ConfigError, ExportFlags, ImportFlags},
    moving::{self, Candidate},
};

/// Why nobody moved. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Invalid configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// There is no installation.
    #[error(transparent)]
    NoInstallation(#[from] NoInstallation),
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// The file cannot be understood.
    #[error("{0}: {1}")]
    Format(PathBuf, String),
    /// Everybody could not be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A statement failed. Nothing was imported.
    #[error(transparent)]
    Operator(#[from] OperatorError),
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// One person of the file, as programs are told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    /// What the other product calls them.
    who: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    fate: Fate,
    /// Whether the password comes along.
    password: bool,
    /// Number of authenticators that come along.
    authenticators: usize,
    /// What does not come along and why, or why nobody comes.
    notes: Vec<String>,
}

/// What becomes of somebody.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Fate {
    /// An account is created.
    Comes,
    /// An account with that address is here already.
    IsHere,
    /// Nothing comes.
    Stays,
}

/// What an import does, as programs are told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Imported {
    /// False for a dry run.
    imported: bool,
    people: Vec<Row>,
}

fn text_of(file: &Path) -> Result<Zeroizing<String>, Error> {
    std::fs::read_to_string(file).map(Zeroizing::new).map_err(|error| Error::File(file.to_owned(), error))
}

async fn at_work(config: &Config) -> Result<Operator, Error> {
    let database = keys::installation(config.database_url().expose_secret()).await?;
    let environment = Environment { clock: Arc::new(SystemClock), random: Arc::new(OsRandom) };
    Ok(Operator::of(database, environment, config.tells()))
}

/// Creates the accounts of a file. Without `--execute`, only tells who would come.
pub async fn import(config: &Config, given: &ImportFlags, out: &mut impl Write) -> Result<(), Error> {
    let text = text_of(&given.file)?;
    let totp = given.totp.as_deref().map(text_of).transpose()?;
    let candidates = moving::read(given.format, &text, totp.as_deref().map(String::as_str))
        .map_err(|why| Error::Format(given.file.clone(), moving::clean(&why)))?;
    let (operator, keyring) = (at_work(config).await?, config.existing_keyring()?);
    let mut rows = Vec::with_capacity(candidates.len());
    let mut movers = Vec::new();
    for Candidate { who, mover, without } in candidates {
        rows.push(match mover {
            Ok(mover) => {
                let row = coming(who, &mover, without);
                movers.push(mover);
                row
            }
            Err(why) => {
                let notes = [why].into_iter().chain(without).collect();
                Row { who, email: None, fate: Fate::Stays, password: false, authenticators: 0, notes }
            }
        });
    }
    let are_new: Vec<bool> = match given.execute {
        true => operator.import(&movers, &keyring, config.hash_cost()).await?,
        false => operator.are_here(movers.iter().map(|mover| &mover.email)).await?.iter().map(|here| !here).collect(),
    };
    let coming = rows.iter_mut().filter(|row| row.fate == Fate::Comes);
    for (row, is_new) in coming.zip(are_new) {
        if !is_new {
            (row.fate, row.notes) = (Fate::IsHere, vec![]);
        }
    }
    answer(out, given.ask.answer, &Imported { imported: given.execute, people: rows }, print)?;
    Ok(())
}

fn coming(who: String, mover: &Mover, mut notes: Vec<String>) -> Row {
    if mover.standing == Standing::Disabled {
        notes.push("it is disabled, and stays so (latchkey user enable)".into());
    }
    Row {
        who,
        email: Some(mover.email.for_people()),
        fate: Fate::Comes,
        password: mover.password.is_some(),
        authenticators: mover.authenticators.len(),
        notes,
    }
}

fn print<W: Write>(out: &mut W, told: &Imported) -> io::Result<()> {
    if !told.imported {
        writeln!(out, "A dry run: nothing was changed.\n")?;
    }
    let width = told.people.iter().map(|row| shown(row).chars().count()).max().unwrap_or_default().max("person".len());
    writeln!(out, "{:<width$}  {:<10}  {:<8}  {:>14}", "person", "", "password", "authenticators")?;
    for row in &told.people {
        let fate = match row.fate {
            Fate::Comes if told.imported => "has come",
            Fate::Comes => "comes",
            Fate::IsHere => "is here",
            Fate::Stays => "stays",
        };
        let password = if row.password { "kept" } else { "none" };
        match row.fate {
            Fate::Comes => writeln!(out, "{:<width$}  {fate:<10}  {password:<8}  {:>14}", shown(row), row.authenticators)?,
            _ => writeln!(out, "{:<width$}  {fate}", shown(row))?,
        }
        row.notes.iter().try_for_each(|note| writeln!(out, "  - {}", moving::clean(note)))?;
    }
    let count = |fate| told.people.iter().filter(|row| row.fate == fate).count();
    let (come, here, stay) = (count(Fate::Comes), count(Fate::IsHere), count(Fate::Stays));
    writeln!(out, "\n{come} {}, {here} are here already, {stay} stay.", if told.imported { "have come" } else { "come" })?;
    if told.imported { Ok(()) } else { writeln!(out, "To import, run this again with --execute.") }
}

/// A name from a file, on one line.
fn shown(row: &Row) -> String {
    moving::clean(row.email.as_ref().unwrap_or(&row.who))
}

/// What an export wrote, as programs are told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Exported {
    file: String,
    people: usize,
    /// How many have passkeys alone, and are written without a second factor.
    without_their_factor: usize,
}

/// Writes everybody to a file.
pub async fn export(config: &Config, given: &ExportFlags, out: &mut impl Write) -> Result<(), Error> {
    let (operator, keyring) = (at_work(config).await?, config.existing_keyring()?);
    let people = operator.export(&keyring).await?;
    let text = moving::write(given.form, &people, &config.app_name).map_err(|why| Error::Format(given.file.clone(), why))?;
    let text = Zeroizing::new(text);
    let mut options = OpenOptions::new();
    let file = options.write(true).create_new(true).mode(0o600).open(&given.file);
    file.and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()))
        .map_err(|error| Error::File(given.file.clone(), error))?;
    let without_their_factor = people.iter().filter(|one| one.lost_factor).count();
    let told = Exported { file: given.file.display().to_string(), people: people.len(), without_their_factor };
    answer(out, given.ask.answer, &told, |out, told| {
        writeln!(out, "{}: {} people, with password hashes and secrets in clear: keep it from others.", told.file, told.people)?;
        match told.without_their_factor {
            0 => Ok(()),
            count => {
                writeln!(out, "{count} of them have a second factor that stays here (passkeys), and set up a new one there.")
            }
        }
    })?;
    Ok(())
}
