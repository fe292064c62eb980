//! Commands for secret keys: `latchkey keys list` and `latchkey keys reseal`.
//!
//! ```text
//!  a new key after the old one,  ──>  the new one first,  ──>  keys reseal  ──>  keys list says that nothing
//!  on every server                    on every server                            is under the old one: it may go
//! ```

use std::io::{self, Write};

use latchkey_core::{
    Database,
    domain::{keys::Keyring, random::OsRandom},
    keys::{self, KeyUse, NoInstallation, ResealError},
    store::StoreError,
};
use secrecy::ExposeSecret;

use serde::Serialize;

use super::answer::answer;
use crate::config::{AnswerFlags, Config, ConfigError};

/// Why a command failed. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// Invalid configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database could not be opened.
    #[error(transparent)]
    NoInstallation(#[from] NoInstallation),
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Resealing failed.
    #[error(transparent)]
    Reseal(#[from] ResealError),
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// Prints what depends on each key. A key on which nothing depends may be removed.
pub async fn list(config: &Config, how: AnswerFlags, out: &mut impl Write) -> Result<(), KeysError> {
    let (database, keys) = open(config).await?;
    let uses = keys::uses(&database).await?;
    database.close().await;
    let mut told = Vec::new();
    for (number, id) in keys.ids().into_iter().enumerate() {
        let none = KeyUse { key_id: Some(id), authenticators: 0, accounts_with_codes: 0, push_addresses: 0 };
        let used = uses.iter().find(|used| used.key_id == none.key_id).unwrap_or(&none);
        told.push(Told::of(used, if number == 0 { "current" } else { "older" }));
    }
    for used in &uses {
        match &used.key_id {
            Some(id) if keys.verifying_key(id).is_some() => {}
            Some(_) => told.push(Told::of(used, "not here")),
            None => told.push(Told::of(used, "not noted")),
        }
    }
    answer(out, how, &told, |out, told| {
        writeln!(
            out,
            "{:<18}{:<10}{:>15}{:>28}{:>17}",
            "key", "", "authenticators", "people with recovery codes", "push addresses"
        )?;
        told.iter().try_for_each(|key| key.line(out))?;
        writeln!(
            out,
            "\nAn older key may be taken away when nothing depends on it. `latchkey keys reseal` sees to authenticators and push addresses.\n\
             Recovery codes keep their key until their people make new ones; without it they no longer work."
        )
    })?;
    Ok(())
}

/// A key, and how much depends on it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    /// Its id; null for what was made before that was noted.
    key: Option<String>,
    /// Which one it is.
    state: &'static str,
    authenticators: i64,
    people_with_recovery_codes: i64,
    push_addresses: i64,
}

impl Told {
    fn of(used: &KeyUse, state: &'static str) -> Self {
        Self {
            key: used.key_id.clone(),
            state,
            authenticators: used.authenticators,
            people_with_recovery_codes: used.accounts_with_codes,
            push_addresses: used.push_addresses,
        }
    }

    fn line(&self, out: &mut impl Write) -> io::Result<()> {
        let (id, state) = (self.key.as_deref().unwrap_or("?"), self.state);
        let counts = (self.authenticators, self.people_with_recovery_codes, self.push_addresses);
        writeln!(out, "{id:<18}{state:<10}{:>15}{:>28}{:>17}", counts.0, counts.1, counts.2)
    }
}

/// How much was sealed anew.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resealed {
    authenticators: usize,
    push_addresses: usize,
    key: String,
}

/// Reseals every authenticator secret and every push address under the current key. Servers may keep running. If it stops half-way, the resealed secrets
/// stay resealed.
pub async fn reseal(config: &Config, how: AnswerFlags, out: &mut impl Write) -> Result<(), KeysError> {
    let (database, keys) = open(config).await?;
    let (authenticators, push_addresses) = keys::reseal(&database, &keys, &OsRandom).await?;
    database.close().await;
    let done = Resealed { authenticators, push_addresses, key: keys.current_id().to_owned() };
    answer(out, how, &done, |out, Resealed { authenticators, push_addresses, key }| {
        writeln!(
            out,
            "{authenticators} authenticators and {push_addresses} push addresses were sealed anew under the current key, {key}."
        )
    })?;
    Ok(())
}

/// Opens the database and the keys of an existing installation. Creates neither.
async fn open(config: &Config) -> Result<(Database, Keyring), KeysError> {
    let url = config.database_url();
    let keyring = config.existing_keyring()?;
    Ok((keys::installation(url.expose_secret()).await?, keyring))
}
