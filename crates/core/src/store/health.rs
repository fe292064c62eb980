//! What the database says of itself.

use async_trait::async_trait;
use uuid::Uuid;

use super::StoreError;
use crate::domain::time::Timestamp;

/// What the database says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Whether its schema has everything that this server asks for. It may have more, while versions change.
    pub schema_is_current: bool,
    /// Its clock, where it has one of its own.
    pub clock: Option<Timestamp>,
}

/// Whether it can do its work, and its end.
#[async_trait]
pub trait Health: Send + Sync {
    /// What the database says of itself, to whoever asks whether work can be done.
    async fn readiness(&self) -> Result<Readiness, StoreError>;
    /// Counts an attempt that is nobody's, and takes it back: fails as signing in does, where the disk is full, the file is locked,
    /// or the server is a standby. No two have the same `name`, so that none waits for another.
    async fn probe_writing(&self, name: Uuid) -> Result<(), StoreError>;
    /// Ends all connections.
    async fn close(&self);
}
