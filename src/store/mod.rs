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
mod posts;
mod sessions;
mod sqlite;

#[cfg(test)]
mod contract;

use std::sync::Arc;

use async_trait::async_trait;

use crate::domain::{keys::KeyId, session::SessionId, time::Timestamp};

pub use accounts::Accounts;
pub use attempts::Attempts;
pub use factors::{Authenticator, SecondFactors, TurnOn};
pub use posts::{Post, PostId, PostPlace, Posts};
pub use sessions::{MAX_SESSIONS, Opening, PendingSignIn, PendingSignIns, Presented, Rotation, Sessions};

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
    #[error("database_url must begin with sqlite:")]
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
pub trait Store: Accounts + Attempts + PendingSignIns + Sessions + SecondFactors + Notes + Posts + Housekeeping {}

impl<T: Accounts + Attempts + PendingSignIns + Sessions + SecondFactors + Notes + Posts + Housekeeping> Store for T {}

/// What a short-lived note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// Recovery codes that were made and not yet confirmed as kept.
    RecoveryCodes,
    /// A post that was refused, to be mended.
    PostDraft,
}

impl NoteKind {
    /// Its name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RecoveryCodes => "recovery_codes",
            Self::PostDraft => "post_draft",
        }
    }
}

/// A sealed note that one session leaves for its own next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Whose.
    pub session_id: SessionId,
    /// What about. There is one of a kind at a time.
    pub kind: NoteKind,
    /// What it says, sealed.
    pub body: crate::domain::keys::Sealed,
    /// When it is gone.
    pub expires_at: Timestamp,
}

/// Short-lived notes from one page to the next, for what a redirect cannot carry.
#[async_trait]
pub trait Notes: Send + Sync {
    /// Leaves a note in place of an earlier one of its kind. False when its session is gone.
    async fn put_note(&self, note: &Note) -> Result<bool, StoreError>;
    /// Reads a note that has not expired.
    async fn note(&self, session: SessionId, kind: NoteKind, now: Timestamp) -> Result<Option<Note>, StoreError>;
    /// Takes a note away. False when there was none.
    async fn drop_note(&self, session: SessionId, kind: NoteKind) -> Result<bool, StoreError>;
}

/// What an operator's tasks need.
#[async_trait]
pub trait Housekeeping: Send + Sync {
    /// Removes what has expired: sessions (also those not used since `idle_since`), pending sign-ins, pending authenticators,
    /// notes, forgotten attempts. How many rows went.
    async fn prune(&self, now: Timestamp, idle_since: Timestamp) -> Result<u64, StoreError>;
    /// The names of the keys under which authenticators' secrets are sealed.
    async fn sealing_key_ids(&self) -> Result<Vec<KeyId>, StoreError>;
    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StoreError>;
    /// Ends all connections.
    async fn close(&self);
}

/// Opens the store at a URL, bringing its schema up to date.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    if url.starts_with("sqlite:") { Ok(Arc::new(sqlite::Sqlite::open(url).await?)) } else { Err(OpenError::UnknownScheme) }
}

/// A key id and bytes, read from a row.
fn sealed(key_id: KeyId, bytes: Vec<u8>) -> crate::domain::keys::Sealed {
    crate::domain::keys::Sealed { key_id, bytes }
}
