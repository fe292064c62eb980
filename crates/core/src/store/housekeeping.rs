//! What an operator's tasks and health checks need.

use async_trait::async_trait;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{keys::KeyId, time::Timestamp};

/// What the database says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Whether its schema has everything that this server asks for. It may have more, while versions change.
    pub schema_is_current: bool,
    /// Its clock, where it has one of its own.
    pub clock: Option<Timestamp>,
}

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

/// What an operator's tasks need.
#[async_trait]
pub trait Housekeeping: Send + Sync {
    /// Removes what has expired: sessions (also those not used since `idle_since`), pending sign-ins, pending authenticators,
    /// notes, forgotten attempts. How many rows went. Not one transaction: what was not removed now is removed the next time.
    async fn prune(&self, now: Timestamp, idle_since: Timestamp) -> Result<u64, StoreError>;
    /// The keys on which anything depends that lasts, by name.
    async fn key_uses(&self) -> Result<Vec<KeyUse>, StoreError>;
    /// Claims the database for servers with these keys, current first: the first server's current key is written down, and every
    /// later one must have it, and writes down its own. Otherwise the name of the key that is missing.
    async fn claim_for_keys(&self, keys: &[KeyId]) -> Result<Result<(), KeyId>, StoreError>;
    /// What the database says of itself, to whoever asks whether work can be done.
    async fn readiness(&self) -> Result<Readiness, StoreError>;
    /// Counts an attempt that is nobody's, and takes it back: fails as signing in does, where the disk is full, the file is locked,
    /// or the server is a standby. No two have the same `name`, so that none waits for another.
    async fn probe_writing(&self, name: Uuid) -> Result<(), StoreError>;
    /// Ends all connections.
    async fn close(&self);
}
