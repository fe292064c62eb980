//! Secret keys and the database: whether the keys that are here are the right ones, what depends on each, sealing anew.

mod in_use;

use crate::{
    Database,
    domain::{
        account::AccountId,
        keys::{self, Keyring},
        random::Random,
    },
    store::{OpenError, StoreError},
};

pub use crate::store::KeyUse;
pub use in_use::{KeysNotHere, check};

/// Secrets that are sealed anew at a time.
const PORTION: u16 = 100;

/// Why secrets were not sealed anew. What was done before stays done.
#[derive(Debug, thiserror::Error)]
pub enum ResealError {
    /// These are not the keys of this database.
    #[error(transparent)]
    Keys(#[from] KeysNotHere),
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A secret that the database holds does not open.
    #[error("the secret of account {0} {1}")]
    Unopened(AccountId, keys::OpenError),
}

/// Why there is no installation to look after. Each is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum NoInstallation {
    /// The database.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is nothing to look after.
    #[error("database_url: the database holds no installation of Latchkey: name that of the servers")]
    Empty,
    /// A server of this version has not yet run on it.
    #[error("database_url: the database is of an older version of Latchkey: start this version's servers first")]
    OldSchema,
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The database of an installation that there is, as it is: nothing is made, and its schema stays.
pub async fn installation(url: &str) -> Result<Database, NoInstallation> {
    let database = Database::existing(url).await?.ok_or(NoInstallation::Empty)?;
    if !database.0.readiness().await?.schema_is_current {
        return Err(NoInstallation::OldSchema);
    }
    Ok(database)
}

/// What depends on each key that anything depends on.
pub async fn uses(database: &Database) -> Result<Vec<KeyUse>, StoreError> {
    database.0.key_uses().await
}

/// Seals every authenticator's secret under the current key: how many were. Servers go on meanwhile.
pub async fn reseal(database: &Database, keys: &Keyring, random: &dyn Random) -> Result<usize, ResealError> {
    check(database, keys).await?;
    let store = &database.0;
    let mut sealed = 0;
    loop {
        let portion = store.sealed_under_others(&keys.current_id().to_owned(), PORTION).await?;
        if portion.is_empty() {
            return Ok(sealed);
        }
        for (account, read) in portion {
            let owner = account.0.as_bytes();
            let secret = keys.open(&read, owner).map_err(|error| ResealError::Unopened(account, error))?;
            // Where it is not there any more, its person has just changed it: the next look tells.
            let anew = keys.seal(&secret, owner, random);
            sealed += usize::from(store.reseal_authenticator(account, &read, &anew).await?);
        }
    }
}
