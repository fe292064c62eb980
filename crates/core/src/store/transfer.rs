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

use super::{Cell, Column, Database, Kind, OpenError, Store, StoreError};

/// Rows that travel at a time.
pub(super) const PORTION: usize = 500;

/// A table that is moved.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns; the first `key` of them are its primary key.
    pub(super) columns: &'static [Column],
    pub(super) key: usize,
}

impl Table {
    /// A table of one's own application: all its columns, of which the first `key` are its primary key.
    pub const fn new(name: &'static str, columns: &'static [Column], key: usize) -> Self {
        Self { name, columns, key }
    }

    /// Its columns.
    pub const fn columns(&self) -> &'static [Column] {
        self.columns
    }
}
/// What is moved of the product's own: what others refer to comes first. A contract test compares it with the tables that there are.
const MOVED: &[Table] = &[
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
    Table { name: "installation", columns: &[("id", Kind::Integer), ("key_id", Kind::Text)], key: 1 },
];

/// What is left behind: sessions, and what lives no longer than they do. Everybody signs in again.
const LEFT_BEHIND: &[&str] = &["sessions", "pending_sign_ins", "pending_authenticators", "notes"];

/// The tables of an installation: the product's own, and those of one's own application.
#[derive(Clone, Default)]
pub struct Tables {
    application: Vec<&'static Table>,
}

impl Tables {
    /// With these of one's own application, in the order in which they refer to each other.
    pub fn with(application: impl IntoIterator<Item = &'static Table>) -> Self {
        Self { application: application.into_iter().collect() }
    }

    /// Those that are moved.
    pub fn moved(&self) -> impl Iterator<Item = &'static Table> + Send {
        MOVED.iter().chain(self.application.iter().copied())
    }

    /// The names of all, in the order of [`Counts`]: those that are moved, then those that are left behind.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + Send {
        self.moved().map(|table| table.name).chain(LEFT_BEHIND.iter().copied())
    }

    /// Whether rows of this table are moved.
    pub fn moves(&self, name: &str) -> bool {
        self.moved().any(|table| table.name == name)
    }
}

/// How many rows each table has, in the order of [`Tables::names`].
pub type Counts = Vec<i64>;

/// What travels.
pub enum Portion {
    /// Rows of a table.
    Rows(&'static Table, Vec<Vec<Cell>>),
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
pub(crate) trait Transfer: Send + Sync {
    /// Counts the rows of each table.
    async fn counts(&self, tables: &Tables) -> Result<Counts, StoreError>;
    /// Sends all that is moved, as it was at one moment.
    async fn export(&self, tables: &Tables, to: mpsc::Sender<Portion>) -> Result<(), CopyError>;
    /// Takes in what is sent, in one transaction that is committed when everything has arrived. Only into empty tables.
    async fn import(&self, tables: &Tables, from: mpsc::Receiver<Portion>) -> Result<Counts, CopyError>;
}

/// What a database holds.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Whether its schema has everything that this version asks for.
    pub schema_is_current: bool,
    /// How many rows each table has. None where the schema is not current.
    pub counts: Counts,
}

/// Looks at the database of a URL without changing it. `None` where there is nothing of Latchkey's.
pub async fn look(url: &str, tables: &Tables) -> Result<Option<Overview>, OpenError> {
    let Some(Database(store)) = Database::existing(url).await? else { return Ok(None) };
    let unanswered = |error: StoreError| OpenError::Other(error.to_string());
    let schema_is_current = store.readiness().await.map_err(unanswered)?.schema_is_current;
    let counts = if schema_is_current { store.counts(tables).await.map_err(unanswered)? } else { vec![] };
    store.close().await;
    Ok(Some(Overview { schema_is_current, counts }))
}

/// Moves everything that lasts from one database to another, which is empty. How many rows the target has then.
pub async fn copy(source: &Database, target: &Database, tables: &Tables) -> Result<Counts, CopyError> {
    between(&*source.0, &*target.0, tables).await
}

pub(crate) async fn between(source: &dyn Store, target: &dyn Store, tables: &Tables) -> Result<Counts, CopyError> {
    let (sender, receiver) = mpsc::channel(4);
    let (sent, arrived) = tokio::join!(source.export(tables, sender), target.import(tables, receiver));
    match (sent, arrived) {
        // Whoever receives has ended first, and knows why.
        (Err(CopyError::Interrupted), Err(error)) | (Ok(()), Err(error)) | (Err(error), _) => Err(error),
        (Ok(()), Ok(counts)) => Ok(counts),
    }
}
