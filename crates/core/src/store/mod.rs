//! What is remembered, behind traits: one per noun, each method one whole operation in one transaction.
//!
//! The rules of this house:
//! 1. A one-time thing is one conditional `UPDATE` or `DELETE`; whether it touched a row is the answer.
//! 2. Not found is `Ok(None)` or `Ok(false)`. A [`StoreError`] means that something is broken.
//! 3. The SQL stands once, in `queries/`, and is compiled for each backend (`sqlite.rs`): the backends cannot drift.
//! 4. `contract` holds the promises as tests, and runs them on every backend.
//!
//! To add an operation: its method here, with what it promises; its SQL in `queries/`; its test in `contract`.

mod accounts;
mod attempts;
mod factors;
mod fault;
mod handoffs;
mod health;
mod keys;
mod postgres;
mod postgres_url;
mod prune;
mod sessions;
mod sql;
mod sqlite;
mod transaction;
pub mod transfer;

#[cfg(test)]
mod contract;

use std::sync::Arc;

use crate::domain::keys::{KeyId, Sealed};

pub use keys::KeyUse;
pub use sql::{Cell, Column, Kind, Row, Sql, SqlTransaction};

pub(crate) use accounts::Accounts;
pub(crate) use attempts::Attempts;
pub(crate) use factors::{Authenticator, RecoveryCodeWrite, SecondFactors, TwoFactorWrite};
pub(crate) use handoffs::{Handoff, HandoffKind, Handoffs};
pub(crate) use health::{Health, Readiness};
pub(crate) use keys::Keys;
pub(crate) use prune::Prune;
pub(crate) use sessions::{MAX_SESSIONS, PendingSignIn, PendingSignIns, Presented, Rotation, SessionWrite, Sessions};

/// Why the store could not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It does not answer now, but may soon: gone, busy, full, read-only.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// It holds something that cannot be read. Never taken for an absence.
    #[error("the database holds something unreadable: {0}")]
    Corrupt(String),
    /// A statement failed that should not have.
    #[error("a database statement failed: {0}")]
    Broken(String),
}

/// Why a store could not be opened. Each is a line for the operator that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL's scheme is of no backend.
    #[error("database_url must begin with sqlite: or postgres://")]
    UnknownScheme,
    /// The URL cannot be read.
    #[error("database_url cannot be read: {0}")]
    BadUrl(String),
    /// There is no such file.
    #[error("the database file {0} does not exist: check database_url, or add ?mode=rwc to it to have the file made")]
    Missing(String),
    /// Another program holds it.
    #[error("the database {0} is locked by another program: end that program, then start again")]
    Locked(String),
    /// It cannot be written.
    #[error(
        "the database {0} cannot be written: check the owner and the permissions of the file and of its folder, and the disk"
    )]
    ReadOnly(String),
    /// No server answers.
    #[error("the database {0} does not answer: start it, or check the host and the port in database_url")]
    Unreachable(String),
    /// The server refuses the user or the password.
    #[error("the database {0} refuses the user: check the name and the password in database_url, and the server's pg_hba.conf")]
    Denied(String),
    /// The server has no such database.
    #[error("there is no database {0}: make it with createdb, or check the name in database_url")]
    NoDatabase(String),
    /// The user may not make tables.
    #[error("the database {0} lets this user make no tables: make the user its owner (ALTER DATABASE ... OWNER TO ...)")]
    NoRight(String),
    /// The server only follows another.
    #[error("the database {0} is a standby and cannot be written: name the primary in database_url, or promote it")]
    Standby(String),
    /// The server has no connection left.
    #[error("the database {0} takes no more connections: lower database_connections, or raise the server's max_connections")]
    Full(String),
    /// Its schema is to be changed, and another program has a table in use for long.
    #[error(
        "the database {0} has a table in use that this version has to change: let the backup, or what else it is, end, then start again"
    )]
    InUse(String),
    /// No connection that is encrypted as the URL demands.
    #[error(
        "the database {0} cannot be reached over TLS: check sslmode and sslrootcert in database_url; where it names no sslmode, the database of another machine needs a valid certificate ({1})"
    )]
    NoTls(String, String),
    /// It was made by a version of Latchkey that this one does not know.
    #[error(
        "the database is of a newer version of Latchkey (schema {0}): start that version, or restore a backup made before the upgrade"
    )]
    Newer(i64),
    /// A migration that ran before was changed since.
    #[error("migration {0} of the database is not the one that this version of Latchkey knows: use a released version")]
    ChangedMigration(i64),
    /// Anything else.
    #[error("the database cannot be opened: {0}")]
    Other(String),
}

/// Everything that is remembered.
pub(crate) trait Store:
    Accounts + Attempts + PendingSignIns + Sessions + SecondFactors + Handoffs + Health + Keys + Prune + Sql + transfer::Transfer
{
    /// The narrow view, for the tables of one's own application.
    fn sql(&self) -> &dyn Sql;
}

impl<T> Store for T
where
    T: Accounts
        + Attempts
        + PendingSignIns
        + Sessions
        + SecondFactors
        + Handoffs
        + Health
        + Keys
        + Prune
        + Sql
        + transfer::Transfer,
{
    fn sql(&self) -> &dyn Sql {
        self
    }
}

/// An open database. What can be done with it is in the deeds.
#[derive(Clone)]
pub struct Database(pub(crate) Arc<dyn Store>);

impl Database {
    /// Opens the database at a URL, bringing its schema up to date, with at most so many connections that read.
    pub async fn open(url: &str, connections: u32) -> Result<Self, OpenError> {
        Ok(Self(open(url, connections).await?))
    }

    /// Opens the database at a URL as it is, over one connection: nothing is made, and its schema stays as it is. `None` where there
    /// is nothing of Latchkey's.
    pub async fn existing(url: &str) -> Result<Option<Self>, OpenError> {
        Ok(match url.split_once(':') {
            Some(("sqlite", _)) => sqlite::Sqlite::existing(url).await?.map(|store| Self(Arc::new(store))),
            Some(("postgres" | "postgresql", _)) => postgres::Postgres::existing(url).await?.map(|store| Self(Arc::new(store))),
            _ => return Err(OpenError::UnknownScheme),
        })
    }

    /// Ends all connections.
    pub async fn close(&self) {
        self.0.close().await;
    }
}

async fn open(url: &str, connections: u32) -> Result<Arc<dyn Store>, OpenError> {
    match url.split_once(':') {
        Some(("sqlite", _)) => Ok(Arc::new(sqlite::Sqlite::open(url, connections).await?)),
        Some(("postgres" | "postgresql", _)) => Ok(Arc::new(postgres::Postgres::open(url, connections).await?)),
        _ => Err(OpenError::UnknownScheme),
    }
}

/// A key id and bytes, read from a row.
fn sealed(key_id: KeyId, bytes: Vec<u8>) -> Sealed {
    Sealed { key_id, bytes }
}
