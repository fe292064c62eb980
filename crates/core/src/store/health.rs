//! State of the database.

use async_trait::async_trait;
use uuid::Uuid;

use super::StoreError;
use crate::domain::time::Timestamp;

/// State of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// True if the schema has everything that this server needs. It may have more during an upgrade.
    pub schema_is_current: bool,
    /// The database's clock, if it has its own.
    pub clock: Option<Timestamp>,
}

/// Health checks and shutdown.
#[async_trait]
pub trait Health: Send + Sync {
    /// Reads the state of the database.
    async fn readiness(&self) -> Result<Readiness, StoreError>;
    /// Counts an attempt for a dummy subject and deletes it. Fails when signing in would: disk full, file locked, server is a
    /// standby. Each call has a different `name`, so that none waits for another.
    async fn probe_writing(&self, name: Uuid) -> Result<(), StoreError>;
    /// Closes all connections.
    async fn close(&self);
}
