//! Copying an installation to another database: the tables, and the steps at either end.
//!
//! ```text
//!  source, one snapshot          target, one transaction
//!  ───────────────────           ──────────────────────────────
//!  rows of each table  ───────>  inserted
//!  counts of each table ──────>  compared with its own: commit, or nothing happened
//! ```

use std::path::Path;

use async_trait::async_trait;
use tokio::sync::mpsc;

use super::{Cell, Column, Database, Kind, OpenError, Store, StoreError, backup::Return};
use crate::domain::account::AccountId;

/// Number of rows per batch.
pub(super) const PORTION: usize = 500;

/// A table to copy.
pub struct Table {
    /// Name.
    pub name: &'static str,
    /// Columns. The first `key` of them are the primary key.
    pub(super) columns: &'static [Column],
    pub(super) key: usize,
}

impl Table {
    /// A table of the application, with all its columns. The first `key` of them are the primary key.
    pub const fn new(name: &'static str, columns: &'static [Column], key: usize) -> Self {
        Self { name, columns, key }
    }

    /// The columns.
    pub const fn columns(&self) -> &'static [Column] {
        self.columns
    }
}
/// Latchkey's own tables to copy, referenced tables first. A contract test compares this list with the existing tables.
const MOVED: &[Table] = &[
    Table {
        name: "accounts",
        columns: &[
            ("id", Kind::Text),
            ("email", Kind::Text),
            ("name", Kind::Text),
            ("password_hash", Kind::Text),
            ("two_factor_since", Kind::Integer),
            ("language", Kind::Text),
            ("created_at", Kind::Integer),
            ("warned_until", Kind::Integer),
            ("sealed_at", Kind::Integer),
            ("devices_since", Kind::Integer),
            ("delete_at", Kind::Integer),
            ("password_changed_at", Kind::Integer),
            ("checkup_at", Kind::Integer),
            ("email_undone_from", Kind::Integer),
            ("email_undone_at", Kind::Integer),
            ("confirmed_email", Kind::Text),
            ("optional_letters", Kind::Integer),
            ("factor_demanded", Kind::Integer),
            ("has_password", Kind::Integer),
            ("role", Kind::Text),
            ("standing", Kind::Text),
            ("declared", Kind::Integer),
            ("in_groups", Kind::Text),
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
            ("id", Kind::Text),
            ("key_id", Kind::Text),
            ("secret", Kind::Bytes),
            ("last_used_step", Kind::Integer),
            ("created_at", Kind::Integer),
            ("name", Kind::Text),
            ("last_used_at", Kind::Integer),
        ],
        key: 2,
    },
    Table {
        name: "passkeys",
        columns: &[
            ("account_id", Kind::Text),
            ("id", Kind::Text),
            ("name", Kind::Text),
            ("credential_id", Kind::Bytes),
            ("rp_id", Kind::Text),
            ("algorithm", Kind::Integer),
            ("public_key", Kind::Bytes),
            ("user_handle", Kind::Bytes),
            ("sign_count", Kind::Integer),
            ("is_eligible", Kind::Integer),
            ("is_backed_up", Kind::Integer),
            ("transports", Kind::Text),
            ("created_at", Kind::Integer),
            ("last_used_at", Kind::Integer),
        ],
        key: 2,
    },
    Table {
        name: "recovery_codes",
        columns: &[("account_id", Kind::Text), ("fingerprint", Kind::Bytes), ("used_at", Kind::Integer), ("key_id", Kind::Text)],
        key: 2,
    },
    Table {
        name: "push_addresses",
        columns: &[("account_id", Kind::Text), ("key_id", Kind::Text), ("address", Kind::Bytes), ("created_at", Kind::Integer)],
        key: 1,
    },
    Table {
        name: "burnt_steps",
        columns: &[
            ("account_id", Kind::Text),
            ("authenticator_id", Kind::Text),
            ("step", Kind::Integer),
            ("expires_at", Kind::Integer),
        ],
        key: 3,
    },
    Table {
        name: "events",
        columns: &[
            ("id", Kind::Text),
            ("account_id", Kind::Text),
            ("at", Kind::Integer),
            ("kind", Kind::Text),
            ("actor", Kind::Text),
            ("session_id", Kind::Text),
            ("factors", Kind::Text),
            ("address", Kind::Text),
            ("user_agent", Kind::Text),
            ("is_new_device", Kind::Integer),
            ("acted_by", Kind::Text),
        ],
        key: 1,
    },
    Table {
        name: "invitations",
        columns: &[
            ("id", Kind::Text),
            ("fingerprint", Kind::Bytes),
            ("note", Kind::Text),
            ("most", Kind::Integer),
            ("used", Kind::Integer),
            ("created_at", Kind::Integer),
            ("expires_at", Kind::Integer),
            ("made_by", Kind::Text),
        ],
        key: 1,
    },
    Table {
        name: "installation",
        columns: &[("id", Kind::Integer), ("key_id", Kind::Text), ("set_up_at", Kind::Integer)],
        key: 1,
    },
];

/// Tables not copied: sessions and what stands in place of a second factor, and data that lives no longer than they do. Everybody signs in
/// again, with every factor.
const LEFT_BEHIND: &[&str] = &[
    "sessions",
    "pending_sign_ins",
    "pending_authenticators",
    "password_resets",
    "trusted_browsers",
    "passkey_challenges",
    "letters",
    "notes",
    "gate_codes",
];

/// Tables of an installation: Latchkey's own and the application's.
#[derive(Clone, Default)]
pub struct Tables {
    application: Vec<&'static Table>,
}

impl Tables {
    /// Adds the application's tables, referenced tables first.
    pub fn with(application: impl IntoIterator<Item = &'static Table>) -> Self {
        Self { application: application.into_iter().collect() }
    }

    /// The tables to copy.
    pub fn moved(&self) -> impl Iterator<Item = &'static Table> + Send {
        MOVED.iter().chain(self.application.iter().copied())
    }

    /// Names of all tables, in the order of [`Counts`]: first the copied ones, then the others.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + Send {
        self.moved().map(|table| table.name).chain(LEFT_BEHIND.iter().copied())
    }

    /// True if the rows of this table are copied.
    pub fn moves(&self, name: &str) -> bool {
        self.moved().any(|table| table.name == name)
    }
}

/// Number of rows of each table, in the order of [`Tables::names`].
pub type Counts = Vec<i64>;

/// A batch sent from source to target.
pub enum Portion {
    /// Rows of a table.
    Rows(&'static Table, Vec<Vec<Cell>>),
    /// The end: the number of rows sent from each table.
    End(Counts),
}

/// What becomes of an installation as it arrives.
#[derive(Clone)]
pub enum Arrival {
    /// It goes on from where it was.
    AsItWas,
    /// It comes back from some time ago: what may have been used since is void.
    FromABackup(Return),
}

/// Why nothing was copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// One of the databases could not be opened.
    #[error("{0}: {1}")]
    Open(&'static str, OpenError),
    /// The target's schema is of another version.
    #[error("the target is of another version of Latchkey: name an empty database in --to")]
    OldTarget,
    /// The source has no tables of Latchkey.
    #[error("the source holds no installation of Latchkey: check --from")]
    NoSource,
    /// The source's schema is of another version.
    #[error("the source is of another version of Latchkey: start this version on it once, which brings it up to date")]
    OldSource,
    /// The target is not empty.
    #[error("the target is not empty: {0} has rows. Name an empty database in --to")]
    NotEmpty(&'static str),
    /// The row counts of a table differ at the end.
    #[error("{table}: {sent} rows were read and {arrived} arrived; nothing was copied")]
    Lost {
        /// Name of the table.
        table: &'static str,
        /// Number of rows in the source.
        sent: i64,
        /// Number of rows in the target.
        arrived: i64,
    },
    /// The source stopped before the end.
    #[error("reading the source ended half-way; nothing was copied")]
    Interrupted,
    /// A statement failed.
    #[error("{0}; nothing was copied")]
    Store(#[from] StoreError),
}

/// Both ends of a copy.
#[async_trait]
pub(crate) trait Transfer: Send + Sync {
    /// Counts the rows of each table.
    async fn counts(&self, tables: &Tables) -> Result<Counts, StoreError>;
    /// Sends all copied tables from one snapshot.
    async fn export(&self, tables: &Tables, to: mpsc::Sender<Portion>) -> Result<(), CopyError>;
    /// Receives everything in one transaction, committed once all of it has arrived. Only into empty tables.
    async fn import(&self, tables: &Tables, from: mpsc::Receiver<Portion>, arrival: Arrival) -> Result<Counts, CopyError>;
    /// Writes everything as it is at one moment to a new SQLite file. False if this database is no SQLite.
    async fn snapshot(&self, to: &Path) -> Result<bool, StoreError>;
    /// Reads everything, and says what is damaged. A server does that by itself.
    async fn verify(&self) -> Result<Result<(), String>, StoreError>;
    /// Returns the rows of an application's table whose `account_id` is this account's, with all its columns, in the order of its key.
    async fn rows_of(&self, table: &Table, account: AccountId) -> Result<Vec<Vec<Cell>>, StoreError>;
}

/// Content of a database.
#[derive(Clone, Debug)]
pub struct Overview {
    /// True if the schema has everything that this version needs.
    pub schema_is_current: bool,
    /// Number of rows of each table. Empty if the schema is not current.
    pub counts: Counts,
}

/// Inspects the database at a URL without changing it. `None` if it contains nothing of Latchkey.
pub async fn look(url: &str, tables: &Tables) -> Result<Option<Overview>, OpenError> {
    let Some(Database(store)) = Database::existing(url).await? else { return Ok(None) };
    let unanswered = |error: StoreError| OpenError::Other(error.to_string());
    let schema_is_current = store.readiness().await.map_err(unanswered)?.schema_is_current;
    let counts = if schema_is_current { store.counts(tables).await.map_err(unanswered)? } else { vec![] };
    store.close().await;
    Ok(Some(Overview { schema_is_current, counts }))
}

/// Copies all lasting data to another, empty database. Returns the row counts of the target.
pub async fn copy(source: &Database, target: &Database, tables: &Tables) -> Result<Counts, CopyError> {
    between(&*source.0, &*target.0, tables, Arrival::AsItWas).await
}

pub(crate) async fn between(
    source: &dyn Store,
    target: &dyn Store,
    tables: &Tables,
    arrival: Arrival,
) -> Result<Counts, CopyError> {
    let (sender, receiver) = mpsc::channel(4);
    let (sent, arrived) = tokio::join!(source.export(tables, sender), target.import(tables, receiver, arrival));
    match (sent, arrived) {
        // The target ended first and has the cause.
        (Err(CopyError::Interrupted), Err(error)) | (Ok(()), Err(error)) | (Err(error), _) => Err(error),
        (Ok(()), Ok(counts)) => Ok(counts),
    }
}
