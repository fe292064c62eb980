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

use crate::config::{Config, ConfigError};

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
pub async fn list(config: &Config, out: &mut impl Write) -> Result<(), KeysError> {
    let (database, keys) = open(config).await?;
    let uses = keys::uses(&database).await?;
    database.close().await;
    writeln!(out, "{:<18}{:<10}{:>15}{:>28}", "key", "", "authenticators", "people with recovery codes")?;
    for (number, id) in keys.ids().into_iter().enumerate() {
        let none = KeyUse { key_id: Some(id), authenticators: 0, accounts_with_codes: 0 };
        let used = uses.iter().find(|used| used.key_id == none.key_id).unwrap_or(&none);
        line(used, if number == 0 { "current" } else { "older" }, out)?;
    }
    for used in &uses {
        match &used.key_id {
            Some(id) if keys.verifying_key(id).is_some() => {}
            Some(_) => line(used, "not here", out)?,
            None => line(used, "not noted", out)?,
        }
    }
    writeln!(
        out,
        "\nAn older key may be taken away when nothing depends on it. `latchkey keys reseal` sees to authenticators.\n\
         Recovery codes keep their key until their people make new ones; without it they no longer work."
    )?;
    Ok(())
}

fn line(used: &KeyUse, what: &str, out: &mut impl Write) -> io::Result<()> {
    let id = used.key_id.as_deref().unwrap_or("?");
    writeln!(out, "{id:<18}{what:<10}{:>15}{:>28}", used.authenticators, used.accounts_with_codes)
}

/// Reseals every authenticator secret under the current key. Servers may keep running. If it stops half-way, the resealed secrets
/// stay resealed.
pub async fn reseal(config: &Config, out: &mut impl Write) -> Result<(), KeysError> {
    let (database, keys) = open(config).await?;
    let sealed = keys::reseal(&database, &keys, &OsRandom).await?;
    database.close().await;
    writeln!(out, "{sealed} authenticators were sealed anew under the current key, {}.", keys.current_id())?;
    Ok(())
}

/// Opens the database and the keys of an existing installation. Creates neither.
async fn open(config: &Config) -> Result<(Database, Keyring), KeysError> {
    let url = config.database_url();
    let keyring = config.existing_keyring()?;
    Ok((keys::installation(url.expose_secret()).await?, keyring))
}
