//! SQLite: one file, no set-up. One connection writes, several read.

#[path = "queries/mod.rs"]
mod queries;

use std::{
    fs::File,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use sqlx::{
    ConnectOptions, Pool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{OpenError, StoreError, fault::sqlite_code, transaction};

type Db = sqlx::Sqlite;
type Backend = Sqlite;
type Transaction = transaction::Transaction<Db>;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");
/// The clock of a file is ours.
const CLOCK: Option<&str> = None;
/// Whoever writes has all rows to itself.
const SKIP_LOCKED: &str = "";
const STAYS: &str = "";

/// How long a statement waits for another process that holds the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(4);
/// How long a request waits for a connection. Less than a statement does: when one gives up, those behind it have long been told,
/// and none of them begins to wait once more.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// A store in an SQLite file.
pub(super) struct Sqlite {
    writer: Pool<Db>,
    reader: Pool<Db>,
}

impl Sqlite {
    /// Opens the file at this URL, for so many to read at once, and brings its schema up to date.
    pub async fn open(url: &str, readers: u32) -> Result<Self, OpenError> {
        let options = options(url)?;
        let path = options.get_filename().to_owned();
        if path.is_dir() {
            return Err(OpenError::Other(format!("{} is a folder", path.display())));
        }
        let mode = url.split_once('?').map_or("", |(_, parameters)| parameters);
        if !mode.contains("mode=rwc") && !mode.contains("mode=memory") && !path.exists() {
            return Err(OpenError::Missing(path.display().to_string()));
        }
        let explain = |error: sqlx::Error| explain(&path, &error.into());
        let lock = MigrationLock::take(&path)?;
        // Setting the journal mode needs the file alone, so the first connection does it before others open.
        let writer = pool(1).connect_with(options.clone().journal_mode(SqliteJournalMode::Wal)).await.map_err(explain)?;
        // A transaction begins on a read-only file, too: only a change tells.
        let mut probe = writer.begin_with("BEGIN IMMEDIATE").await.map_err(explain)?;
        sqlx::query("CREATE TABLE writable (probe INTEGER)").execute(&mut *probe).await.map_err(explain)?;
        probe.rollback().await.map_err(explain)?;
        MIGRATIONS.run(&writer).await.map_err(|error| match error {
            MigrateError::VersionMissing(version) => OpenError::Newer(version),
            MigrateError::VersionMismatch(version) => OpenError::ChangedMigration(version),
            error => self::explain(&path, &error),
        })?;
        drop(lock);
        keep_private(&path);
        let reader = pool(readers).connect_with(options).await.map_err(explain)?;
        Ok(Self { writer, reader })
    }

    /// Opens the file at this URL as it is; `None` when it is not there, or nothing of Latchkey's is in it.
    pub async fn existing(url: &str) -> Result<Option<Self>, OpenError> {
        let options = options(url)?.create_if_missing(false);
        let path = options.get_filename().to_owned();
        if !path.exists() {
            return Ok(None);
        }
        let explain = |error: sqlx::Error| explain(&path, &error.into());
        let reader = pool(1).connect_with(options).await.map_err(explain)?;
        let tables: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master WHERE name = 'accounts'")
            .fetch_one(&reader)
            .await
            .map_err(explain)?;
        Ok((tables > 0).then(|| Self { writer: reader.clone(), reader }))
    }

    fn writer(&self) -> &Pool<Db> {
        &self.writer
    }

    fn reader(&self) -> &Pool<Db> {
        &self.reader
    }

    /// Begins a transaction that may write: at once, since SQLite refuses a later change from reading to writing.
    async fn begin(&self) -> Result<Transaction, StoreError> {
        Transaction::begin(&self.writer, "BEGIN IMMEDIATE").await
    }

    /// Begins a transaction that sees the database as it is at one moment. Here, that is any.
    async fn begin_unhurried(&self) -> Result<Transaction, StoreError> {
        self.begin().await
    }
}

fn options(url: &str) -> Result<SqliteConnectOptions, OpenError> {
    let options = SqliteConnectOptions::from_str(url).map_err(|error| OpenError::BadUrl(error.to_string()))?;
    Ok(options
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        // With NORMAL, a power cut could bring a spent recovery code back to life.
        .synchronous(SqliteSynchronous::Full)
        // While another program holds the file, every statement is slow.
        .disable_statement_logging())
}

/// No timeouts for connections, which do not age here: sqlx 0.9.0 looks for those that have, and may get stuck in that, at full
/// load, with the writer in hand (sqlx issue 3645).
fn pool(size: u32) -> SqlitePoolOptions {
    let lasting = SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None);
    // A line for each that waited would be a line for each request.
    let quiet = lasting.acquire_timeout(ACQUIRE_TIMEOUT).acquire_slow_threshold(ACQUIRE_TIMEOUT);
    quiet.min_connections(1).max_connections(size)
}

/// One process at a time migrates a file: sqlx locks nothing here. Let go when it is dropped, or its process ends.
struct MigrationLock {
    _file: File,
}

impl MigrationLock {
    fn take(database: &Path) -> Result<Self, OpenError> {
        let mut path = PathBuf::from(database).into_os_string();
        path.push("-migration.lock");
        let open = || -> std::io::Result<File> {
            let file = File::options().create(true).truncate(false).write(true).open(&path)?;
            file.lock()?;
            Ok(file)
        };
        let file = open().map_err(|_| OpenError::ReadOnly(database.display().to_string()))?;
        Ok(Self { _file: file })
    }
}

/// Takes from others what they may do with the database's files, which hold everybody's hashes and addresses.
fn keep_private(database: &Path) {
    for end in ["", "-wal", "-shm", "-migration.lock"] {
        let mut path = PathBuf::from(database).into_os_string();
        path.push(end);
        let path = Path::new(&path);
        let mode = || std::fs::metadata(path).map(|found| (found.uid(), found.permissions().mode()));
        let Ok((owner, found)) = mode() else { continue };
        if found & 0o077 == 0 {
            continue;
        }
        if owner == rustix::process::geteuid().as_raw() {
            let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
        }
        if mode().is_ok_and(|(_, now)| now & 0o077 == 0) {
            tracing::info!(path = %path.display(), "store.kept_private: others could use the file");
        } else {
            tracing::warn!(
                path = %path.display(),
                "store.open_to_others: let this user own the file and run chmod 600 on it, or keep others out of its folder"
            );
        }
    }
}

/// A sentence for the operator.
fn explain(path: &Path, error: &MigrateError) -> OpenError {
    let database = path.display().to_string();
    let code = match error {
        // Nobody else has the pool yet: what kept it waiting is a lock on the file.
        MigrateError::Execute(sqlx::Error::PoolTimedOut) => Some(5),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => sqlite_code(error),
        _ => None,
    };
    match code {
        Some(5 | 6) => OpenError::Locked(database),
        Some(8 | 10 | 13 | 14) => OpenError::ReadOnly(database),
        _ => OpenError::Other(format!("{database}: {error}")),
    }
}
