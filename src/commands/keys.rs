//! What an operator does about secret keys from the command line: `latchkey keys list` and `latchkey keys reseal`.
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

/// Why a command did not do its work. Each is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database.
    #[error(transparent)]
    NoInstallation(#[from] NoInstallation),
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Secrets were not sealed anew.
    #[error(transparent)]
    Reseal(#[from] ResealError),
    /// Nobody reads what it says.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// Tells what depends on each key: one that nothing depends on may be taken away.
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

/// Seals every authenticator's secret under the current key. Servers go on meanwhile; what it did is done if it ends half-way.
pub async fn reseal(config: &Config, out: &mut impl Write) -> Result<(), KeysError> {
    let (database, keys) = open(config).await?;
    let sealed = keys::reseal(&database, &keys, &OsRandom).await?;
    database.close().await;
    writeln!(out, "{sealed} authenticators were sealed anew under the current key, {}.", keys.current_id())?;
    Ok(())
}

/// The database and the keys of an installation that there is: neither is made here.
async fn open(config: &Config) -> Result<(Database, Keyring), KeysError> {
    let url = config.database_url();
    let keyring = config.existing_keyring()?;
    Ok((keys::installation(url.expose_secret()).await?, keyring))
}
