//! What an operator does about secret keys from the command line: `latchkey keys list` and `latchkey keys reseal`.
//!
//! ```text
//!  a new key after the old one,  ──>  the new one first,  ──>  keys reseal  ──>  keys list says that nothing
//!  on every server                    on every server                            is under the old one: it may go
//! ```

use std::io::{self, Write};

use crate::{
    auth::{KeysNotHere, check_keys},
    config::{Config, ConfigError},
    domain::{
        keys::Keyring,
        random::{OsRandom, Random},
    },
    store::{self, KeyUse, OpenError, Store, StoreError},
};
use secrecy::ExposeSecret;

/// Secrets that are sealed anew at a time.
const PORTION: u16 = 100;

/// Why a command did not do its work. Each is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is nothing to look after.
    #[error("database_url: the database holds no installation of Latchkey: name that of the servers")]
    NoInstallation,
    /// A server of this version has not yet run on it.
    #[error("database_url: the database is of an older version of Latchkey: start this version's servers first")]
    OldSchema,
    /// These are not the keys of this database.
    #[error(transparent)]
    Keys(#[from] KeysNotHere),
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A secret that the database holds does not open.
    #[error("the secret of account {0} {1}")]
    Unopened(String, crate::domain::keys::OpenError),
    /// Nobody reads what it says.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// Tells what depends on each key: one that nothing depends on may be taken away.
pub async fn list(config: &Config, out: &mut impl Write) -> Result<(), KeysError> {
    let (store, keys) = open(config).await?;
    let uses = store.key_uses().await?;
    store.close().await;
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
    let (store, keys) = open(config).await?;
    check_keys(&*store, &keys).await?;
    let sealed = all(&*store, &keys, &OsRandom).await?;
    store.close().await;
    writeln!(out, "{sealed} authenticators were sealed anew under the current key, {}.", keys.current_id())?;
    Ok(())
}

/// How many were sealed anew.
async fn all(store: &dyn Store, keys: &Keyring, random: &dyn Random) -> Result<usize, KeysError> {
    let mut sealed = 0;
    loop {
        let portion = store.sealed_under_others(&keys.current_id().to_owned(), PORTION).await?;
        if portion.is_empty() {
            return Ok(sealed);
        }
        for (account, read) in portion {
            let owner = account.0.as_bytes();
            let secret = keys.open(&read, owner).map_err(|error| KeysError::Unopened(account.to_string(), error))?;
            // Where it is not there any more, its person has just changed it: the next look tells.
            let anew = keys.seal(&secret, owner, random);
            sealed += usize::from(store.reseal_authenticator(account, &read, &anew).await?);
        }
    }
}

/// The database and the keys of an installation that there is: neither is made here.
async fn open(config: &Config) -> Result<(std::sync::Arc<dyn Store>, Keyring), KeysError> {
    let url = config.database_url();
    let keys = config.existing_keyring()?;
    let store = store::existing(url.expose_secret()).await?.ok_or(KeysError::NoInstallation)?;
    if !store.readiness().await?.schema_is_current {
        return Err(KeysError::OldSchema);
    }
    Ok((store, keys))
}
