//! Keys that the database depends on.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::keys::KeyId;

/// What depends on one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// Key id. `None` for recovery codes from before it was recorded.
    pub key_id: Option<KeyId>,
    /// Number of authenticator secrets sealed under it.
    pub authenticators: i64,
    /// Number of accounts with unused recovery codes whose fingerprints were made under it.
    pub accounts_with_codes: i64,
    /// Number of addresses of push messages sealed under it.
    pub push_addresses: i64,
}

/// Keys in use.
#[async_trait]
pub trait Keys: Send + Sync {
    /// Lists the keys on which lasting data depends, by key id.
    async fn key_uses(&self) -> Result<Vec<KeyUse>, StoreError>;
    /// The current key of the servers that have claimed the database. `None`: nobody has.
    async fn claimed_for(&self) -> Result<Option<KeyId>, StoreError>;
    /// Claims the database for servers with these keys, current first. The first server's current key is recorded; each later
    /// server must have the recorded key, and records its own. Otherwise returns the id of the missing key.
    async fn claim_for_keys(&self, keys: &[KeyId]) -> Result<Result<(), KeyId>, StoreError>;
}
