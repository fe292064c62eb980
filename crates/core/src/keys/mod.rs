//! Secret keys and the database: whether this server's keys are the right ones, what depends on each, and resealing.

mod in_use;

use crate::{
    Database,
    domain::{
        account::AccountId,
        authenticator::AuthenticatorId,
        keys::{self, Keyring},
        random::Random,
    },
    mail,
    store::{OpenError, Store, StoreError},
};

pub use crate::store::KeyUse;
pub use in_use::{KeysNotHere, check, would_check};

/// Number of secrets resealed per batch.
const PORTION: u16 = 100;

/// Why resealing failed. Completed batches stay resealed.
#[derive(Debug, thiserror::Error)]
pub enum ResealError {
    /// The keys are not those of this database.
    #[error(transparent)]
    Keys(#[from] KeysNotHere),
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored secret cannot be opened.
    #[error("the secret of account {0} {1}")]
    Unopened(AccountId, keys::OpenError),
}

/// Why no installation was opened. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum NoInstallation {
    /// The database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database contains no installation.
    #[error("database_url: the database holds no installation of Latchkey: name that of the servers")]
    Empty,
    /// No server of this version has run on it yet.
    #[error("database_url: the database is of an older version of Latchkey: start this version's servers first")]
    OldSchema,
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens the database of an existing installation unchanged: creates nothing and does not migrate the schema.
pub async fn installation(url: &str) -> Result<Database, NoInstallation> {
    let database = Database::existing(url).await?.ok_or(NoInstallation::Empty)?;
    if !database.0.readiness().await?.schema_is_current {
        return Err(NoInstallation::OldSchema);
    }
    Ok(database)
}

/// Lists what depends on each key in use.
pub async fn uses(database: &Database) -> Result<Vec<KeyUse>, StoreError> {
    database.0.key_uses().await
}

/// Reseals every authenticator secret under the current key, and for its account and itself, and every push address. Servers may keep running,
/// but none of a version that knows of one authenticator for an account only: those could no longer open it. Returns how many authenticators
/// and how many push addresses were resealed.
pub async fn reseal(database: &Database, keys: &Keyring, random: &dyn Random) -> Result<(usize, usize), ResealError> {
    check(database, keys).await?;
    let store = &*database.0;
    Ok((reseal_authenticators(store, keys, random).await?, reseal_push_addresses(store, keys, random).await?))
}

async fn reseal_authenticators(store: &dyn Store, keys: &Keyring, random: &dyn Random) -> Result<usize, ResealError> {
    let mut sealed = 0;
    loop {
        let portion = store.to_be_resealed(&keys.current_id().to_owned(), PORTION).await?;
        if portion.is_empty() {
            return Ok(sealed);
        }
        for (account, id, read) in portion {
            let secret = keys.open(&read, &id.sealed_for(account)).map_err(|error| ResealError::Unopened(account, error))?;
            // One from before an account could have several gets an id of its own.
            let new_id = if id == AuthenticatorId::first() { AuthenticatorId::random(random) } else { id };
            // If the secret no longer matches, its owner has just changed it. The next iteration handles it.
            let anew = keys.seal(&secret, &new_id.sealed_for(account), random);
            sealed += usize::from(store.reseal_authenticator(account, (id, &read), (new_id, &anew)).await?);
        }
    }
}

async fn reseal_push_addresses(store: &dyn Store, keys: &Keyring, random: &dyn Random) -> Result<usize, ResealError> {
    let (mut sealed, mut after) = (0, None);
    loop {
        let portion = store.push_addresses_to_be_resealed(&keys.current_id().to_owned(), (after, PORTION)).await?;
        let Some((last, _)) = portion.last() else { return Ok(sealed) };
        after = Some(*last);
        for (account, read) in portion {
            // One whose key is gone is set again by its owner. It holds up no other.
            match mail::resealed((keys, random), account, &read) {
                Ok(anew) => sealed += usize::from(store.reseal_push_address(account, &read, &anew).await?),
                Err(error) => tracing::warn!(%account, %error, "keys.push_address_lost"),
            }
        }
    }
}
