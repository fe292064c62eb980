//! Moving an installation to another database: which tables, and what happens at either end.
//!
//! ```text
//!  source, one snapshot          target, one transaction
//!  ───────────────────           ──────────────────────────────
//!  rows of each table  ───────>  inserted
//!  counts of each table ──────>  compared with its own: commit, or nothing happened
//! ```

use async_trait::async_trait;
use tokio::sync::mpsc;

use super::{OpenError, Store, StoreError};

/// Rows that travel at a time.
pub(super) const PORTION: usize = 500;

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Text,
    Integer,
    Bytes,
}

/// A value on its way.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Text.
    Text(Option<String>),
    /// An integer.
    Integer(Option<i64>),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
}

/// A table that is moved.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns; the first `key` of them are its primary key.
    pub(super) columns: &'static [(&'static str, Kind)],
    pub(super) key: usize,
}

impl Table {
    /// Its columns, as `table.column`.
    #[cfg(test)]
    pub(super) fn column_names(&self) -> Vec<String> {
        self.columns.iter().map(|(column, _)| format!("{}.{column}", self.name)).collect()
    }
}

/// What is moved: what others refer to comes first. A contract test compares it with the tables that there are.
pub const MOVED: &[Table] = &[
    Table {
        name: "accounts",
        columns: &[
            ("id", Kind::Text),
            ("email", Kind::Text),
            ("name", Kind::Text),
            ("password_hash", Kind::Text),
            ("two_factor_since", Kind::Integer),
            ("created_at", Kind::Integer),
        ],
        key: 1,
    },
    Table {
        name: "attempts",
        columns: &[
            ("subject", Kind::Text),
            ("misses", Kind::Integer),
            ("blocked_until", Kind::Integer),
            ("counted_at", Kind::Integer),
            ("forget_at", Kind::Integer),
        ],
        key: 1,
    },
    Table {
        name: "authenticators",
        columns: &[
            ("account_id", Kind::Text),
            ("key_id", Kind::Text),
            ("secret", Kind::Bytes),
            ("last_used_step", Kind::Integer),
            ("created_at", Kind::Integer),
        ],
        key: 1,
    },
    Table {
        name: "recovery_codes",
        columns: &[("account_id", Kind::Text), ("fingerprint", Kind::Bytes), ("used_at", Kind::Integer), ("key_id", Kind::Text)],
        key: 2,
    },
    Table {
        name: "posts",
        columns: &[
            ("id", Kind::Text),
            ("account_id", Kind::Text),
            ("title", Kind::Text),
            ("content", Kind::Text),
            ("created_at", Kind::Integer),
            ("updated_at", Kind::Integer),
        ],
        key: 1,
    },
    Table { name: "installation", columns: &[("id", Kind::Integer), ("key_id", Kind::Text)], key: 1 },
];

/// What is left behind: sessions, and what lives no longer than they do. Everybody signs in again.
pub const LEFT_BEHIND: &[&str] = &["sessions", "pending_sign_ins", "pending_authenticators", "notes"];

/// How many rows each table has, in the order of [`MOVED`] and then of [`LEFT_BEHIND`].
pub type Counts = Vec<i64>;

/// What travels.
pub enum Portion {
    /// Rows of the table of this number in [`MOVED`].
    Rows(usize, Vec<Vec<Cell>>),
    /// Everything was sent: so many rows of each table.
    End(Counts),
}

/// Why nothing was moved.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// One of the databases.
    #[error("{0}: {1}")]
    Open(&'static str, OpenError),
    /// The target's tables are of another version.
    #[error("the target is of another version of Latchkey: name an empty database in --to")]
    OldTarget,
    /// The source has no tables.
    #[error("the source holds no installation of Latchkey: check --from")]
    NoSource,
    /// The source's tables are of another version.
    #[error("the source is of another version of Latchkey: start this version on it once, which brings it up to date")]
    OldSource,
    /// There is something in the target already.
    #[error("the target is not empty: {0} has rows. Name an empty database in --to")]
    NotEmpty(&'static str),
    /// The counts of a table differ at the end.
    #[error("{table}: {sent} rows were read and {arrived} arrived; nothing was copied")]
    Lost {
        /// The table.
        table: &'static str,
        /// Rows in the source.
        sent: i64,
        /// Rows in the target.
        arrived: i64,
    },
    /// The source ended before its end.
    #[error("reading the source ended half-way; nothing was copied")]
    Interrupted,
    /// A statement failed.
    #[error("{0}; nothing was copied")]
    Store(#[from] StoreError),
}

/// The two ends of a move.
#[async_trait]
pub trait Transfer: Send + Sync {
    /// Counts the rows of each table.
    async fn counts(&self) -> Result<Counts, StoreError>;
    /// Sends all that is moved, as it was at one moment.
    async fn export(&self, to: mpsc::Sender<Portion>) -> Result<(), CopyError>;
    /// Takes in what is sent, in one transaction that is committed when everything has arrived. Only into empty tables.
    async fn import(&self, from: mpsc::Receiver<Portion>) -> Result<Counts, CopyError>;
}

/// Moves everything that lasts from one store to another, which is empty. How many rows the target has then.
pub async fn copy(source: &dyn Store, target: &dyn Store) -> Result<Counts, CopyError> {
    let (sender, receiver) = mpsc::channel(4);
    let (sent, arrived) = tokio::join!(source.export(sender), target.import(receiver));
    match (sent, arrived) {
        // Whoever receives has ended first, and knows why.
        (Err(CopyError::Interrupted), Err(error)) | (Ok(()), Err(error)) | (Err(error), _) => Err(error),
        (Ok(()), Ok(counts)) => Ok(counts),
    }
}

/// The names of the tables that [`Counts`] counts.
pub fn counted() -> impl Iterator<Item = &'static str> {
    MOVED.iter().map(|table| table.name).chain(LEFT_BEHIND.iter().copied())
}
