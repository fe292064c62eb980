//! State of the database.

use async_trait::async_trait;
use uuid::Uuid;

use super::StoreError;
use crate::{domain::time::Timestamp, metrics::Connections};

/// State of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// True if the schema has everything that this server needs. It may have more during an upgrade.
    pub schema_is_current: bool,
    /// The database's clock, if it has its own.
    pub clock: Option<Timestamp>,
}

/// What a closer look at the database finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// The latest of Latchkey's own migrations that was applied. 0: none.
    pub schema: i64,
    /// The latest of those that this program has.
    pub newest: i64,
    /// How many migrations of this program are missing: a server applies them as it starts.
    pub missing: usize,
    /// A migration that this program does not know: no server of it starts.
    pub unknown: Option<i64>,
    /// A migration that was applied in another form than this program has it: no server of it starts.
    pub changed: Option<i64>,
    /// The database's clock, if it has its own.
    pub clock: Option<Timestamp>,
    /// The database's own check of its file. `None` where it has none, or the file is large.
    pub integrity: Option<Result<(), String>>,
    /// How the file keeps its changes: `wal`, or the words for another way. `None` where there is no file.
    pub journal: Option<String>,
}

/// Health checks and shutdown.
#[async_trait]
pub trait Health: Send + Sync {
    /// Reads the state of the database.
    async fn readiness(&self) -> Result<Readiness, StoreError>;
    /// Looks at schema, clock and file. Changes nothing, and may take seconds.
    async fn inspect(&self) -> Result<Inspection, StoreError>;
    /// Counts an attempt for a dummy subject and deletes it. Fails when signing in would: disk full, file locked, server is a
    /// standby. Each call has a different `name`, so that none waits for another.
    async fn probe_writing(&self, name: Uuid) -> Result<(), StoreError>;
    /// The connections that read, or all where there is one kind, at this moment. Asks nobody.
    fn connections(&self) -> Connections;
    /// Closes all connections.
    async fn close(&self);
}
