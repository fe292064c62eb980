//! Which keys the database depends on.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::keys::KeyId;

/// What depends on a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// Its name. `None` for recovery codes from before it was noted.
    pub key_id: Option<KeyId>,
    /// How many authenticators' secrets are sealed under it.
    pub authenticators: i64,
    /// How many accounts have recovery codes that are not used and whose fingerprints were made under it.
    pub accounts_with_codes: i64,
}

/// The keys in use.
#[async_trait]
pub trait Keys: Send + Sync {
    /// The keys on which anything depends that lasts, by name.
    async fn key_uses(&self) -> Result<Vec<KeyUse>, StoreError>;
    /// Claims the database for servers with these keys, current first: the first server's current key is written down, and every
    /// later one must have it, and writes down its own. Otherwise the name of the key that is missing.
    async fn claim_for_keys(&self, keys: &[KeyId]) -> Result<Result<(), KeyId>, StoreError>;
}
