//! PostgreSQL: several servers on one database. Any connection reads and writes.
//!
//! Statements run at READ COMMITTED. What must come one after the other locks the account's row first
//! (`queries/accounts.rs`), which also keeps transactions from waiting for each other in a circle.

#[path = "queries/mod.rs"]
mod queries;

use std::time::Duration;

use sqlx::{
    Connection, PgConnection, Pool,
    migrate::{MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{
    OpenError, StoreError,
    fault::sqlstate,
    postgres_url::{is_socket, options},
    transaction,
};

type Db = sqlx::Postgres;
type Backend = Postgres;
type Transaction = transaction::Transaction<Db>;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");
/// Asks the time, in milliseconds since the Unix epoch.
const CLOCK: Option<&str> = Some("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now");
/// Has a query lock the rows that it finds, and pass over those that somebody else has locked.
const SKIP_LOCKED: &str = "FOR UPDATE SKIP LOCKED";
/// Has a query find the rows that nobody is about to remove, and keep them until its transaction ends.
const STAYS: &str = "FOR KEY SHARE";

/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a connection that comes back from its use may take to show that it lives.
const PING_TIMEOUT: Duration = Duration::from_secs(1);
/// How long the start waits for an answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The advisory lock of whoever migrates: the program's name, as a number.
const MIGRATING: i64 = i64::from_be_bytes(*b"latchkey");
/// How long a migration waits for those who have a table in use. The servers that run wait for it meanwhile.
const TABLE_WAIT: &str = "2s";
/// The time after which the database itself ends a statement.
const STATEMENT_LIMIT: (&str, &str) = ("statement_timeout", "3s");
/// The times after which the database ends what a lost machine of ours left: an idle transaction, a silent connection.
const LOST: [(&str, &str); 4] = [
    ("idle_in_transaction_session_timeout", "10s"),
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
];

/// A store in a PostgreSQL database.
pub(super) struct Postgres {
    pool: Pool<Db>,
}

impl Postgres {
    /// Opens the database at this URL with at most so many connections, and brings its schema up to date.
    pub async fn open(url: &str, connections: u32) -> Result<Self, OpenError> {
        let options = options(url)?;
        migrate(&options).await?;
        Ok(Self { pool: pool(options, connections).await? })
    }

    /// Opens the database at this URL as it is; `None` when nothing of Latchkey's is in it.
    pub async fn existing(url: &str) -> Result<Option<Self>, OpenError> {
        let options = options(url)?;
        let pool = pool(options.clone(), 1).await?;
        let tables: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM pg_class WHERE relname = 'accounts' AND pg_table_is_visible(oid)")
                .fetch_one(&pool)
                .await
                .map_err(|error| explain(&options, &error))?;
        Ok((tables > 0).then_some(Self { pool }))
    }

    fn writer(&self) -> &Pool<Db> {
        &self.pool
    }

    fn reader(&self) -> &Pool<Db> {
        &self.pool
    }

    /// Begins a transaction.
    async fn begin(&self) -> Result<Transaction, StoreError> {
        Transaction::begin(&self.pool, "BEGIN").await
    }

    /// Begins a transaction that sees the database as it is at one moment, and may take its time.
    async fn begin_unhurried(&self) -> Result<Transaction, StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(&mut *tx).await?;
        for (limit, _) in [STATEMENT_LIMIT, LOST[0]] {
            sqlx::query("SELECT set_config($1, '0', true)").bind(limit).execute(&mut *tx).await?;
        }
        Ok(tx)
    }
}

/// No timeouts for connections, which do not age here: see `sqlite.rs`. One that was cut is found when it is next taken.
async fn pool(options: PgConnectOptions, connections: u32) -> Result<Pool<Db>, OpenError> {
    let pool = PgPoolOptions::new()
        .idle_timeout(None)
        .max_lifetime(None)
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A line for each that waited would be a line for each request.
        .acquire_slow_threshold(ACQUIRE_TIMEOUT)
        // sqlx asks each that comes back, too, but would wait for its answer for ever, and keep its place in the pool.
        .after_release(|connection, _| {
            Box::pin(async { Ok(matches!(tokio::time::timeout(PING_TIMEOUT, connection.ping()).await, Ok(Ok(())))) })
        });
    pool.connect_with(options.clone().options(LOST).options([STATEMENT_LIMIT])).await.map_err(|error| explain(&options, &error))
}

/// Brings the schema up to date, one server at a time. Over a connection without [`STATEMENT_LIMIT`], since waiting for one's turn,
/// or building an index, may take its time.
async fn migrate(options: &PgConnectOptions) -> Result<(), OpenError> {
    let unanswered = || OpenError::Unreachable(place(options));
    let explain = |error: sqlx::Error| explain(options, &error);
    let connecting_as = options.clone().options(LOST);
    let connecting = tokio::time::timeout(CONNECT_TIMEOUT, PgConnection::connect_with(&connecting_as));
    let mut connection = connecting.await.map_err(|_| unanswered())?.map_err(explain)?;
    // It ends with the connection. sqlx takes a lock of its own, too, but by then the next line holds for that.
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
    // It has done its work, however it ends.
    let _ = connection.close().await;
    Ok(())
}

/// Names the database without its password.
fn place(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or_else(|| options.get_username());
    format!("{database} at {}:{}", options.get_host(), options.get_port())
}

/// A sentence for the operator.
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

/// Whether the server offers no TLS, or not the certificate that is demanded, which rustls says by invalid data; or a file of our
/// own cannot be read.
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
