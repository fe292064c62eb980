//! The store: one trait per noun. Each method is one complete operation in one transaction.
//!
//! Rules:
//! 1. A single-use item is consumed by one conditional `UPDATE` or `DELETE`. The result is whether it changed a row.
//! 2. Not found is `Ok(None)` or `Ok(false)`. A [`StoreError`] means that something is broken.
//! 3. The SQL is written once, in `queries/`, and compiled for each backend (`sqlite.rs`, `postgres.rs`). Backends cannot drift.
//! 4. `contract` tests the guarantees of every method on every backend.
//!
//! To add an operation: add its method here with its guarantees, its SQL in `queries/`, and its test in `contract`.

mod account_life;
mod accounts;
mod administration;
mod attempts;
mod authenticators;
pub mod backup;
mod connections;
mod events;
mod factors;
mod fault;
mod gate_codes;
mod group_commit;
mod handoffs;
mod health;
mod invitations;
mod keys;
mod letters;
mod look_ups;
mod passkeys;
mod password_resets;
mod postgres;
mod postgres_url;
mod prune;
mod push_addresses;
mod recovery_waits;
mod remembered;
mod sessions;
mod sql;
mod sqlite;
mod steps;
mod together;
mod transaction;
pub mod transfer;
mod trusted_browsers;
mod wal_index;

#[cfg(test)]
mod contract;

use std::sync::Arc;

use crate::domain::keys::{KeyId, Sealed};

pub use health::Inspection;
pub use keys::KeyUse;
pub use sql::{Cell, Column, Kind, Row, Sql, SqlTransaction};

pub(crate) use account_life::{AccountLife, Changed, NewEmail, Unsealing};
pub(crate) use accounts::{Accounts, Created, Entrance};
pub(crate) use administration::{Administration, Incoming, Ruled};
pub use administration::{Sought, Which};
pub(crate) use attempts::{Attempt, Attempts, Refused, Settlement};
pub(crate) use authenticators::{Authenticator, AuthenticatorChanged, AuthenticatorWrite, Authenticators, PendingAuthenticator};
pub(crate) use events::Events;
pub(crate) use factors::{Checkup, FirstFactor, RecoveryCodeWrite, SecondFactors, Spend, Spending, TwoFactorWrite};
pub(crate) use gate_codes::{GateCode, GateCodes};
pub(crate) use handoffs::{Handoff, HandoffKind, Handoffs};
pub(crate) use health::{Health, Readiness};
pub(crate) use invitations::Invitations;
pub(crate) use keys::Keys;
pub(crate) use letters::{Letter, LetterAttempt, Letters, Spread, Term};
pub(crate) use passkeys::{NewChallenge, Passkey, PasskeyChanged, Passkeys};
pub(crate) use password_resets::{PasswordResets, Reset, ResetDone};
pub(crate) use prune::Prune;
pub(crate) use push_addresses::{PushAddresses, StoredPushAddress};
pub(crate) use recovery_waits::{Beginning, RecoveryWaits};
pub(crate) use sessions::{
    AccountRead, Finished, MAX_SESSIONS, PendingSignIn, PendingSignIns, Presented, Rotation, SessionWrite, Sessions,
};
pub(crate) use trusted_browsers::{Trust, TrustUse, TrustedBrowsers};

/// Why an operation failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database does not answer at present: gone, busy, full or read-only.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The database contains something unreadable. Never treated as absent.
    #[error("the database holds something unreadable: {0}")]
    Corrupt(String),
    /// A statement failed that should not have.
    #[error("a database statement failed: {0}")]
    Broken(String),
}

/// Why a store could not be opened. Each message tells the operator what to do, in one line.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL's scheme belongs to no backend.
    #[error("database_url must begin with sqlite: or postgres://")]
    UnknownScheme,
    /// The URL is invalid.
    #[error("database_url cannot be read: {0}")]
    BadUrl(String),
    /// The file does not exist.
    #[error("the database file {0} does not exist: check database_url, or add ?mode=rwc to it to have the file made")]
    Missing(String),
    /// Another program has locked the file.
    #[error("the database {0} is locked by another program: end that program, then start again")]
    Locked(String),
    /// The file cannot be written.
    #[error(
        "the database {0} cannot be written: check the owner and the permissions of the file and of its folder, and the disk"
    )]
    ReadOnly(String),
    /// No server answers.
    #[error("the database {0} does not answer: start it, or check the host and the port in database_url")]
    Unreachable(String),
    /// The server rejects the user or the password.
    #[error("the database {0} refuses the user: check the name and the password in database_url, and the server's pg_hba.conf")]
    Denied(String),
    /// The server has no such database.
    #[error("there is no database {0}: make it with createdb, or check the name in database_url")]
    NoDatabase(String),
    /// The user may not create tables.
    #[error("the database {0} lets this user make no tables: make the user its owner (ALTER DATABASE ... OWNER TO ...)")]
    NoRight(String),
    /// The server is a standby.
    #[error("the database {0} is a standby and cannot be written: name the primary in database_url, or promote it")]
    Standby(String),
    /// The server has no free connections.
    #[error("the database {0} takes no more connections: lower database_connections, or raise the server's max_connections")]
    Full(String),
    /// A migration is needed, but another program keeps a table in use.
    #[error(
        "the database {0} has a table in use that this version has to change: let the backup, or what else it is, end, then start again"
    )]
    InUse(String),
    /// No connection with the encryption that the URL requires.
    #[error(
        "the database {0} cannot be reached over TLS: check sslmode and sslrootcert in database_url; where it names no sslmode, the database of another machine needs a valid certificate ({1})"
    )]
    NoTls(String, String),
    /// The database was created by a version of Latchkey that this one does not know.
    #[error(
        "the database is of a newer version of Latchkey (schema {0}): start that version, or restore a backup made before the upgrade"
    )]
    Newer(i64),
    /// A migration that already ran has been changed since.
    #[error("migration {0} of the database is not the one that this version of Latchkey knows: use a released version")]
    ChangedMigration(i64),
    /// Anything else.
    #[error("the database cannot be opened: {0}")]
    Other(String),
}

/// The whole store.
pub(crate) trait Store:
    Accounts
    + AccountLife
    + Administration
    + Attempts
    + Authenticators
    + Events
    + PendingSignIns
    + Sessions
    + SecondFactors
    + GateCodes
    + Handoffs
    + Health
    + Invitations
    + Keys
    + Letters
    + Passkeys
    + PasswordResets
    + Prune
    + PushAddresses
    + Sql
    + transfer::Transfer
    + TrustedBrowsers
    + RecoveryWaits
{
    /// Access to the application's own tables.
    fn sql(&self) -> &dyn Sql;
}

impl<T> Store for T
where
    T: Accounts
        + AccountLife
        + Administration
        + Attempts
        + Authenticators
        + Events
        + PendingSignIns
        + Sessions
        + SecondFactors
        + GateCodes
        + Handoffs
        + Health
        + Invitations
        + Keys
        + Letters
        + Passkeys
        + PasswordResets
        + Prune
        + PushAddresses
        + Sql
        + transfer::Transfer
        + TrustedBrowsers
        + RecoveryWaits,
{
    fn sql(&self) -> &dyn Sql {
        self
    }
}

/// For what an existing database is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// To read and write.
    Working,
    /// To read. The database refuses to write.
    Looking,
}

/// An open database. The deeds operate on it.
#[derive(Clone)]
pub struct Database(pub(crate) Arc<dyn Store>);

impl Database {
    /// Opens the database at a URL, with at most `connections` reading connections, and migrates its schema.
    pub async fn open(url: &str, connections: u32) -> Result<Self, OpenError> {
        Ok(Self(open(url, connections).await?))
    }

    /// Opens the database at a URL unchanged, with one connection: creates nothing and does not migrate. `None` if it contains
    /// nothing of Latchkey.
    pub async fn existing(url: &str) -> Result<Option<Self>, OpenError> {
        Self::opened(url, Purpose::Working).await
    }

    /// Opens the database at a URL to look at it alone: as [`existing`](Self::existing), and the database itself refuses every
    /// change.
    pub async fn to_look_at(url: &str) -> Result<Option<Self>, OpenError> {
        Self::opened(url, Purpose::Looking).await
    }

    async fn opened(url: &str, purpose: Purpose) -> Result<Option<Self>, OpenError> {
        Ok(match url.split_once(':') {
            Some(("sqlite", _)) => sqlite::Sqlite::existing(url, purpose).await?.map(|store| Self(Arc::new(store))),
            Some(("postgres" | "postgresql", _)) => {
                postgres::Postgres::existing(url, purpose).await?.map(|store| Self(Arc::new(store)))
            }
            _ => return Err(OpenError::UnknownScheme),
        })
    }

    /// Closes all connections.
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

/// Builds a sealed value from the columns of a row.
fn sealed(key_id: KeyId, bytes: Vec<u8>) -> Sealed {
    Sealed { key_id, bytes }
}
