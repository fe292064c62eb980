//! PostgreSQL: several servers on one database. Any connection reads and writes.
//!
//! Statements run at READ COMMITTED. What must come one after the other locks the account's row first
//! (`queries/accounts.rs`), which also keeps transactions from waiting for each other in a circle.

#[path = "queries/mod.rs"]
mod queries;

use std::{net::IpAddr, str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection, PgConnection, Pool,
    migrate::{MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
};
use url::Url;

use super::{OpenError, StoreError, fault::sqlstate, transaction};

type Db = sqlx::Postgres;
type Backend = Postgres;
type Transaction = transaction::Transaction<Db>;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");
/// Asks the time, in milliseconds since the Unix epoch.
const CLOCK: Option<&str> = Some("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now");
/// Has a query lock the rows that it finds, and pass over those that somebody else has locked.
const SKIP_LOCKED: &str = "FOR UPDATE SKIP LOCKED";

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
/// What the database itself ends: a statement that takes too long, and a transaction whose server was lost.
const LIMITS: [(&str, &str); 2] = [("statement_timeout", "3s"), ("idle_in_transaction_session_timeout", "10s")];

/// A store in a PostgreSQL database.
pub struct Postgres {
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
        for (limit, _) in LIMITS {
            sqlx::query("SELECT set_config($1, '0', true)").bind(limit).execute(&mut *tx).await?;
        }
        Ok(tx)
    }
}

fn options(url: &str) -> Result<PgConnectOptions, OpenError> {
    let expected = "expected is postgres://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full";
    let mut options = PgConnectOptions::from_str(url).map_err(|_| OpenError::BadUrl(expected.into()))?;
    // PostgreSQL's own choice would be to go on in clear where the server, or whoever is in between, offers no TLS.
    if !says_sslmode(url) && !is_on_this_machine(&options) {
        options = options.ssl_mode(PgSslMode::VerifyFull);
    }
    Ok(options.application_name("latchkey").disable_statement_logging())
}

/// Whether the operator says what TLS is demanded: in the URL, or as all of PostgreSQL's programs read it.
fn says_sslmode(url: &str) -> bool {
    let named = |url: Url| url.query_pairs().any(|(name, _)| matches!(&*name, "sslmode" | "ssl-mode"));
    Url::parse(url).is_ok_and(named) || std::env::var_os("PGSSLMODE").is_some()
}

fn is_on_this_machine(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || address.is_ok_and(|address| address.is_loopback())
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
    pool.connect_with(options.clone().options(LIMITS)).await.map_err(|error| explain(&options, &error))
}

/// Brings the schema up to date, one server at a time. Over a connection without [`LIMITS`], since waiting for one's turn, or
/// building an index, may take its time.
async fn migrate(options: &PgConnectOptions) -> Result<(), OpenError> {
    let unanswered = || OpenError::Unreachable(place(options));
    let explain = |error: sqlx::Error| explain(options, &error);
    let connecting = tokio::time::timeout(CONNECT_TIMEOUT, PgConnection::connect_with(options));
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
        None if breaks_off_tls(error) => OpenError::NoTls(place, one_line(error)),
        None if matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut) => OpenError::Unreachable(place),
        _ => OpenError::Other(format!("{place}: {}", one_line(error))),
    }
}

/// Whether the server offers no TLS, or not the certificate that is demanded: rustls says so by invalid data.
fn breaks_off_tls(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Tls(_) => true,
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::InvalidData,
        _ => false,
    }
}

fn one_line(error: &sqlx::Error) -> String {
    error.to_string().replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_machines_database_must_prove_itself_unless_the_operator_says_otherwise() {
        for (url, mode) in [
            ("postgres://ada@db.example.com/latchkey", "VerifyFull"),
            ("postgres://ada@10.0.0.5:5432/latchkey", "VerifyFull"),
            ("postgres://ada@[2001:db8::1]/latchkey", "VerifyFull"),
            ("postgres://ada@localhost.example.com/latchkey?application_name=sslmode", "VerifyFull"),
            ("postgres://ada@db.example.com/latchkey?sslmode=disable", "Disable"),
            ("postgres://ada@db.example.com/latchkey?ssl-mode=require", "Require"),
            ("postgres://ada@localhost/latchkey", "Prefer"),
            ("postgres://ada@127.0.0.1:5433/latchkey", "Prefer"),
            ("postgres://ada@[::1]/latchkey", "Prefer"),
            ("postgres://ada@localhost/latchkey?host=/run/postgresql", "Prefer"),
            ("postgres://ada@localhost/latchkey?host=db.example.com", "VerifyFull"),
            ("postgres://%2Frun%2Fpostgresql/latchkey", "Prefer"),
        ] {
            assert_eq!(format!("{:?}", options(url).unwrap().get_ssl_mode()), mode, "{url}");
        }
    }
}
