//! Whether the keys that are here are those of the database.

use crate::{
    Database,
    domain::keys::{KeyId, Keyring},
    store::StoreError,
};

/// Why they are not. Each is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum KeysNotHere {
    /// The keys that the database was sealed with.
    #[error(
        "secret_keys: authenticators in the database are sealed under the key {0}, which is not here: restore the key file from its backup"
    )]
    Lost(KeyId),
    /// Other servers use this database with other keys.
    #[error(
        "secret_keys: the database belongs to servers whose current key is {0}, which is not here: give every server the same keys, by secret_keys or by a copy of the key file"
    )]
    Others(KeyId),
    /// The database did not say.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Refuses keys that cannot open what the database holds, or that are not those of the other servers on it.
pub async fn check(Database(store): &Database, keys: &Keyring) -> Result<(), KeysNotHere> {
    for used in store.key_uses().await? {
        let Some(key) = used.key_id.filter(|id| keys.verifying_key(id).is_none()) else { continue };
        if used.authenticators > 0 {
            return Err(KeysNotHere::Lost(key));
        }
        // A key that fell into other hands must go at once, and the codes with it. Their people are told that they have none.
        tracing::warn!(key, people = used.accounts_with_codes, "keys.recovery_codes_lost");
    }
    store.claim_for_keys(&keys.ids()).await?.map_err(KeysNotHere::Others)
}
