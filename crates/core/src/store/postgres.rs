//! PostgreSQL: several servers on one database. Every connection reads and writes.
//!
//! Statements run at READ COMMITTED. Operations that must be serialised lock the account's row first (`queries/accounts.rs`).
//! That also prevents deadlocks between transactions.

#[path = "queries/mod.rs"]
mod queries;

use std::{path::Path, time::Duration};

use sqlx::{
    AssertSqlSafe, Connection, PgConnection, Pool, Row,
    migrate::{MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions, PgRow},
};

use super::{
    Cell, OpenError, Purpose, StoreError,
    connections::{ACQUIRE_TIMEOUT, Connections, PING_TIMEOUT},
    fault::sqlstate,
    postgres_url::{is_socket, options},
    steps::Steps,
    transaction::Transaction,
};
use queries::{Finders, Query, bound};

type Db = sqlx::Postgres;
type Backend = Postgres;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");
/// Reads the database's clock, in milliseconds since the Unix epoch.
const CLOCK: Option<&str> = Some("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now");
/// Locks the found rows. Skips rows that another transaction has locked.
const SKIP_LOCKED: &str = "FOR UPDATE SKIP LOCKED";
/// Locks the found rows against deletion until the transaction ends.
const STAYS: &str = "FOR KEY SHARE";

/// Timeout for the first connection at start.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Advisory lock of the migrating server: the program's name as a number.
const MIGRATING: i64 = i64::from_be_bytes(*b"latchkey");
/// How long a migration waits for a table that is in use. Running servers wait for the migration meanwhile.
const TABLE_WAIT: &str = "2s";
/// Statement timeout in the database.
const STATEMENT_LIMIT: (&str, &str) = ("statement_timeout", "3s");
/// Timeouts after which the database cleans up after a lost server: an idle transaction, a silent connection.
const LOST: [(&str, &str); 4] = [
    ("idle_in_transaction_session_timeout", "10s"),
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
];

/// Store in a PostgreSQL database.
pub(super) struct Postgres {
    connections: Connections<Db>,
    finders: Finders,
}

impl Postgres {
    /// Opens the database at this URL with at most `connections` connections, and migrates its schema.
    pub async fn open(url: &str, connections: u32) -> Result<Self, OpenError> {
        let options = options(url)?;
        migrate(&options).await?;
        Ok(Self::of(pool(options, connections).await?))
    }

    /// Opens the database at this URL unchanged. `None` if it contains nothing of Latchkey.
    pub async fn existing(url: &str, purpose: Purpose) -> Result<Option<Self>, OpenError> {
        let options = match purpose {
            Purpose::Working => options(url)?,
            Purpose::Looking => options(url)?.options([("default_transaction_read_only", "on")]),
        };
        let pool = pool(options.clone(), 1).await?;
        let tables: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM pg_class WHERE relname = 'accounts' AND pg_table_is_visible(oid)")
                .fetch_one(&pool)
                .await
                .map_err(|error| explain(&options, &error))?;
        Ok((tables > 0).then(|| Self::of(pool)))
    }

    fn of(pool: Pool<Db>) -> Self {
        let connections = Connections::of(pool);
        Self { finders: Finders::on(&connections, None), connections }
    }

    fn reader(&self) -> &Connections<Db> {
        &self.connections
    }

    /// The files are the server's own concern.
    async fn file(&self) -> Result<(Option<Result<(), String>>, Option<String>), StoreError> {
        Ok((None, None))
    }

    /// It is no SQLite.
    async fn write_file(&self, _: &Path) -> Result<bool, StoreError> {
        Ok(false)
    }

    /// The server checks by itself.
    async fn read_all(&self) -> Result<Result<(), String>, StoreError> {
        Ok(Ok(()))
    }

    /// Runs a statement. Returns the number of affected rows. Committed on return.
    async fn write(&self, query: Query<'_>) -> Result<u64, StoreError> {
        let mut connection = self.connections.lease().await?;
        let done = query.execute(&mut *connection).await;
        let done = connection.done(done)?.ok_or_else(|| StoreError::Unavailable("the connection was lost".into()))?;
        Ok(done.rows_affected())
    }

    /// Begins a transaction.
    async fn begin(&self) -> Result<Transaction, StoreError> {
        Transaction::begin(&self.connections).await
    }

    /// Runs steps. Returns for each how many rows it changed. Committed on return.
    async fn run(&self, steps: &'static Steps, values: Vec<Cell>) -> Result<Vec<u64>, StoreError> {
        let Some((lock, parameters)) = steps.locking() else {
            // What only counts a try may count it twice, if the connection was lost in the midst of it.
            loop {
                let mut connection = self.connections.lease_to_try().await?;
                let row = bound(steps.at_once(), &values).fetch_one(&mut *connection).await;
                if let Some(row) = connection.done(row)? {
                    return counts(&row);
                }
            }
        };
        let mut tx = self.begin().await?;
        let found = bound(AssertSqlSafe(lock), &values[..parameters]).execute(&mut *tx).await?.rows_affected();
        if found == 0 {
            tx.rollback().await?;
            return Ok(vec![0; steps.len()]);
        }
        let mut changed = vec![found];
        changed.extend(counts(&bound(steps.at_once(), &values).fetch_one(&mut *tx).await?)?);
        tx.commit().await?;
        Ok(changed)
    }

    /// Begins a transaction of an application's own. Every transaction is alone.
    async fn begin_alone(&self) -> Result<Transaction, StoreError> {
        self.begin().await
    }

    /// Begins a transaction with one consistent snapshot and without timeouts.
    async fn begin_unhurried(&self) -> Result<Transaction, StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(&mut *tx).await?;
        for (limit, _) in [STATEMENT_LIMIT, LOST[0]] {
            sqlx::query("SELECT set_config($1, '0', true)").bind(limit).execute(&mut *tx).await?;
        }
        Ok(tx)
    }

    async fn close_all(&self) {
        self.connections.close().await;
    }
}

fn counts(row: &PgRow) -> Result<Vec<u64>, StoreError> {
    (0..row.len()).map(|step| Ok(u64::try_from(row.try_get::<i64, _>(step)?).unwrap_or_default())).collect()
}

/// No idle or lifetime limit for connections: see `sqlite.rs`. A broken connection is noticed when it is next acquired.
async fn pool(options: PgConnectOptions, connections: u32) -> Result<Pool<Db>, OpenError> {
    let pool = PgPoolOptions::new()
        .idle_timeout(None)
        .max_lifetime(None)
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // Logging each slow acquire would be one line per request.
        .acquire_slow_threshold(ACQUIRE_TIMEOUT)
        // sqlx also pings released connections, but without a timeout, and would keep their place in the pool for ever.
        .after_release(|connection, _| {
            Box::pin(async { Ok(matches!(tokio::time::timeout(PING_TIMEOUT, connection.ping()).await, Ok(Ok(())))) })
        });
    pool.connect_with(options.clone().options(LOST).options([STATEMENT_LIMIT])).await.map_err(|error| explain(&options, &error))
}

/// Migrates the schema, one server at a time. Uses a connection without [`STATEMENT_LIMIT`], since waiting for the lock or
/// building an index may take long.
async fn migrate(options: &PgConnectOptions) -> Result<(), OpenError> {
    let unanswered = || OpenError::Unreachable(place(options));
    let explain = |error: sqlx::Error| explain(options, &error);
    let connecting_as = options.clone().options(LOST);
    let connecting = tokio::time::timeout(CONNECT_TIMEOUT, PgConnection::connect_with(&connecting_as));
    let mut connection = connecting.await.map_err(|_| unanswered())?.map_err(explain)?;
    // The lock ends with the connection. sqlx also takes a lock, but by then the lock timeout set below applies to it.
    sqlx::query("SELECT pg_advisory_lock($1)").bind(MIGRATING).execute(&mut connection).await.map_err(explain)?;
    sqlx::query("SELECT set_config('lock_timeout', $1, false)")
        .bind(TABLE_WAIT)
        .execute(&mut connection)
        .await
        .map_err(explain)?;
    MIGRATIONS.run(&mut connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => OpenError::Newer(version),
        MigrateError::VersionMismatch(version) => OpenError::ChangedMigration(version),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => explain(error),
        error => OpenError::Other(format!("{}: {error}", place(options))),
    })?;
    // Its work is done, whatever closing returns.
    let _ = connection.close().await;
    Ok(())
}

/// Name of the database without its password.
fn place(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or_else(|| options.get_username());
    format!("{database} at {}:{}", options.get_host(), options.get_port())
}

/// Converts an error to a message for the operator.
fn explain(options: &PgConnectOptions, error: &sqlx::Error) -> OpenError {
    let place = place(options);
    match sqlstate(error) {
        Some("28P01" | "28000") => OpenError::Denied(place),
        Some("3D000") => OpenError::NoDatabase(place),
        Some("42501") => OpenError::NoRight(place),
        Some("25006") => OpenError::Standby(place),
        Some("53300") => OpenError::Full(place),
        Some("55P03") => OpenError::InUse(place),
        Some("57P03") => OpenError::Unreachable(place),
        None if breaks_off_tls(options, error) => OpenError::NoTls(place, one_line(error)),
        None if matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut) => OpenError::Unreachable(place),
        _ => OpenError::Other(format!("{place}: {}", one_line(error))),
    }
}

/// True if the server does not offer TLS or the required certificate (rustls reports `InvalidData`), or if a local file cannot be
/// read.
fn breaks_off_tls(options: &PgConnectOptions, error: &sqlx::Error) -> bool {
    use std::io::ErrorKind::{InvalidData, NotFound, PermissionDenied};
    match error {
        sqlx::Error::Tls(_) => true,
        sqlx::Error::Io(error) => match error.kind() {
            InvalidData => true,
            NotFound | PermissionDenied => !is_socket(options),
            _ => false,
        },
        _ => false,
    }
}

fn one_line(error: &sqlx::Error) -> String {
    error.to_string().replace(char::is_control, " ")
}
