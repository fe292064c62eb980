//! Checks that this server's keys match the database.

use crate::{
    Database,
    domain::keys::{KeyId, Keyring},
    store::{KeyUse, StoreError},
};

/// Why the keys do not match. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum KeysNotHere {
    /// The database contains secrets sealed with a key that is missing.
    #[error(
        "secret_keys: authenticators in the database are sealed under the key {0}, which is not here: restore the key file from its backup"
    )]
    Lost(KeyId),
    /// Other servers use this database with other keys.
    #[error(
        "secret_keys: the database belongs to servers whose current key is {0}, which is not here: give every server the same keys, by secret_keys or by a copy of the key file"
    )]
    Others(KeyId),
    /// The database query failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What [`check`] would say of these keys, without claiming the database for them. Changes nothing.
pub async fn would_check(Database(store): &Database, keys: &Keyring) -> Result<(), KeysNotHere> {
    let missing = |used: &KeyUse| used.key_id.clone().filter(|id| keys.verifying_key(id).is_none());
    let uses = store.key_uses().await?;
    if let Some(key) = uses.iter().filter(|used| used.authenticators > 0).find_map(missing) {
        return Err(KeysNotHere::Lost(key));
    }
    match store.claimed_for().await? {
        Some(current) if keys.verifying_key(&current).is_none() => Err(KeysNotHere::Others(current)),
        Some(_) | None => Ok(()),
    }
}

/// Rejects keys that cannot open the database's secrets, or that differ from those of other servers on it.
pub async fn check(Database(store): &Database, keys: &Keyring) -> Result<(), KeysNotHere> {
    for used in store.key_uses().await? {
        let Some(key) = used.key_id.filter(|id| keys.verifying_key(id).is_none()) else { continue };
        if used.authenticators > 0 {
            return Err(KeysNotHere::Lost(key));
        }
        // A leaked key must be removed at once, and recovery codes made under it are lost. Their owners are told that they have
        // none.
        if used.accounts_with_codes > 0 {
            tracing::warn!(key, people = used.accounts_with_codes, "keys.recovery_codes_lost");
        }
        if used.push_addresses > 0 {
            tracing::warn!(key, people = used.push_addresses, "keys.push_addresses_lost");
        }
    }
    store.claim_for_keys(&keys.ids()).await?.map_err(KeysNotHere::Others)
}
