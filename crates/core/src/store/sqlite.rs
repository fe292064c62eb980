//! SQLite: one file, no set-up. One connection writes, several read.

#[path = "queries/mod.rs"]
mod queries;

use std::{
    fs::File,
    io::Read,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use log::LevelFilter;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Pool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    Cell, OpenError, Purpose, StoreError,
    connections::{ACQUIRE_TIMEOUT, Connections},
    fault::sqlite_code,
    group_commit::{Deed, Writer},
    steps::Steps,
    together::Together,
    wal_index::WalIndex,
};
pub(super) use queries::bound;
use queries::{Finders, Query};

type Db = sqlx::Sqlite;
type Backend = Sqlite;
type Transaction = Deed;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");
/// A file has no clock of its own.
const CLOCK: Option<&str> = None;
/// Row locks are not needed: the writer has the whole database to itself. The same holds for `STAYS`.
const SKIP_LOCKED: &str = "";
const STAYS: &str = "";

/// How long a statement waits while another process locks the database. Longer than [`ACQUIRE_TIMEOUT`]: when a statement gives up,
/// the requests queued behind it have already failed, and none of them starts another wait.
const BUSY_TIMEOUT: Duration = Duration::from_secs(4);

/// The writer keeps 8 MiB of pages, and moves those of its log into the database when there are 16 MiB of them. A page that was changed
/// several times meanwhile is moved once.
const WRITING: [(&str, &str); 2] = [("cache_size", "-8192"), ("wal_autocheckpoint", "4096")];

/// Bytes of a file up to which SQLite is asked to check all of it, which reads it.
const MOST_CHECKED: i64 = 256 * 1024 * 1024;

/// Store in an SQLite file.
pub(super) struct Sqlite {
    writer: Writer,
    together: Together,
    reader: Connections<Db>,
    finders: Finders,
    index: Option<Arc<WalIndex>>,
}

impl Sqlite {
    /// Opens the file at this URL with at most `readers` reading connections, and migrates its schema.
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
        // Setting the journal mode needs exclusive access, so the first connection does it before others open.
        let writing = WRITING.into_iter().fold(options.clone(), |options, (name, value)| options.pragma(name, value));
        let writer = pool(1).connect_with(writing.journal_mode(SqliteJournalMode::Wal)).await.map_err(explain)?;
        // A transaction also begins on a read-only file: only a write reveals it.
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
        // Connections that share a cache share what they see, too: one may begin with what another has seen before a commit.
        let index = if mode.contains("cache=shared") { None } else { index(&path, &writer).await };
        Ok(Self::of(writer, reader, index.map(Arc::new)))
    }

    /// Opens the file at this URL unchanged. `None` if it does not exist or contains nothing of Latchkey.
    pub async fn existing(url: &str, purpose: Purpose) -> Result<Option<Self>, OpenError> {
        let mut options = options(url)?.create_if_missing(false);
        let path = options.get_filename().to_owned();
        if !path.exists() {
            return Ok(None);
        }
        if purpose == Purpose::Looking {
            // Without a log nobody has it open, and nobody has died over it: one that is made to read would stay behind.
            let is_closed = !beside(&path, "-wal").exists();
            options = options.read_only(true).immutable(is_closed);
        }
        let explain = |error: sqlx::Error| explain(&path, &error.into());
        let reader = pool(1).connect_with(options.clone()).await.map_err(explain)?;
        let tables: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master WHERE name = 'accounts'")
            .fetch_one(&reader)
            .await
            .map_err(explain)?;
        Ok((tables > 0).then(|| Self::of(pool(1).connect_lazy_with(options), reader, None)))
    }

    fn of(writer: Pool<Db>, reader: Pool<Db>, index: Option<Arc<WalIndex>>) -> Self {
        let (writer, reader) = (Writer::of(writer), Connections::of(reader));
        Self { together: Together::by(writer.clone()), writer, finders: Finders::on(&reader, index.clone()), reader, index }
    }

    fn reader(&self) -> &Connections<Db> {
        &self.reader
    }

    /// What SQLite says of the file, and how that keeps its changes, as its header says. Not for a process that writes: closing the file
    /// ends the locks that it has on it (sqlite.org/howtocorrupt.html §2.2).
    async fn file(&self) -> Result<(Option<Result<(), String>>, Option<String>), StoreError> {
        let mut connection = self.reader.lease().await?;
        let name = "SELECT file FROM pragma_database_list WHERE name = 'main'";
        let path: String = sqlx::query_scalar(name).fetch_one(&mut *connection).await?;
        let mut header = [0; 20];
        let read = File::open(&path).and_then(|mut file| file.read_exact(&mut header));
        read.map_err(|error| StoreError::Unavailable(format!("{path}: {error}")))?;
        // "Read version" of the file format: 2 is WAL (sqlite.org/fileformat2.html §1.3.3).
        let journal = if header[19] == 2 { "wal" } else { "a rollback journal" }.to_owned();
        let size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
        let bytes: i64 = sqlx::query_scalar(size).fetch_one(&mut *connection).await?;
        if bytes > MOST_CHECKED {
            return Ok((None, Some(journal)));
        }
        let said: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut *connection).await?;
        let integrity = if said == "ok" { Ok(()) } else { Err(said.replace(char::is_control, " ")) };
        Ok((Some(integrity), Some(journal)))
    }

    /// Writes everything as it is at one moment to a new file. Readers and the writer go on meanwhile.
    async fn write_file(&self, to: &Path) -> Result<bool, StoreError> {
        let mut connection = self.reader.lease().await?;
        sqlx::query("VACUUM INTO $1").bind(to.to_string_lossy().into_owned()).execute(&mut *connection).await?;
        connection.keep();
        Ok(true)
    }

    /// Reads everything, and says what is damaged.
    async fn read_all(&self) -> Result<Result<(), String>, StoreError> {
        let mut connection = self.reader.lease().await?;
        let said: String = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut *connection).await?;
        let orphans: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM pragma_foreign_key_check()").fetch_one(&mut *connection).await?;
        connection.keep();
        Ok(match (said.as_str(), orphans) {
            ("ok", 0) => Ok(()),
            ("ok", orphans) => Err(format!("{orphans} rows belong to nothing")),
            _ => Err(said.replace(char::is_control, " ")),
        })
    }

    /// Runs a statement. Returns the number of affected rows. Committed on return.
    async fn write(&self, query: Query<'_>) -> Result<u64, StoreError> {
        self.writer.execute(query).await
    }

    /// Begins a transaction that may write. It shares its commit with others.
    async fn begin(&self) -> Result<Transaction, StoreError> {
        self.writer.begin().await
    }

    /// Runs steps. Returns for each how many rows it changed. Committed on return.
    async fn run(&self, steps: &'static Steps, values: Vec<Cell>) -> Result<Vec<u64>, StoreError> {
        self.together.run(steps, values).await
    }

    /// Begins a transaction of an application's own: what happens between its statements is not known here.
    async fn begin_alone(&self) -> Result<Transaction, StoreError> {
        self.writer.begin_alone().await
    }

    /// Begins a transaction with one consistent snapshot. In SQLite every transaction has one.
    async fn begin_unhurried(&self) -> Result<Transaction, StoreError> {
        self.writer.begin_alone().await
    }

    async fn close_all(&self) {
        self.index.iter().for_each(|index| index.give_up());
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// The index of the database's log, if a commit that changes nothing else proves it: where the disk is full, sessions are read all the same.
async fn index(path: &Path, writer: &Pool<Db>) -> Option<WalIndex> {
    let mut tx = writer.begin_with("BEGIN IMMEDIATE").await.ok()?;
    let same: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *tx).await.ok()?;
    // Setting it to what it is writes a page, as no UPDATE to the same value does.
    sqlx::query(AssertSqlSafe(format!("PRAGMA user_version = {same}"))).execute(&mut *tx).await.ok()?;
    WalIndex::proved_by(path, tx.commit()).await
}

fn options(url: &str) -> Result<SqliteConnectOptions, OpenError> {
    let options = SqliteConnectOptions::from_str(url).map_err(|error| OpenError::BadUrl(error.to_string()))?;
    Ok(options
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        // With NORMAL, a power cut could restore a spent recovery code.
        .synchronous(SqliteSynchronous::Full)
        // For developers: `log = "sqlx::query=trace"`.
        .log_statements(LevelFilter::Trace)
        // While another program locks the file, every statement is slow.
        .log_slow_statements(LevelFilter::Off, Duration::MAX))
}

/// No idle or lifetime limit for connections, which do not age here. sqlx 0.9.0 reaps expired connections and may hang in that at
/// full load, holding the writer (sqlx issue 3645).
fn pool(size: u32) -> SqlitePoolOptions {
    let lasting = SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None);
    // Logging each slow acquire would be one line per request.
    let quiet = lasting.acquire_timeout(ACQUIRE_TIMEOUT).acquire_slow_threshold(ACQUIRE_TIMEOUT).test_before_acquire(false);
    quiet.min_connections(1).max_connections(size)
}

/// Lets one process at a time migrate a file: sqlx takes no lock for SQLite. Released on drop or when the process ends.
struct MigrationLock {
    _file: File,
}

impl MigrationLock {
    fn take(database: &Path) -> Result<Self, OpenError> {
        let path = beside(database, "-migration.lock");
        let open = || -> std::io::Result<File> {
            let file = File::options().create(true).truncate(false).write(true).open(&path)?;
            file.lock()?;
            Ok(file)
        };
        let file = open().map_err(|_| OpenError::ReadOnly(database.display().to_string()))?;
        Ok(Self { _file: file })
    }
}

/// What another database left where the one at this URL is to be: it would be played over the new one. `None` also for what is no file.
pub(super) fn left_over(url: &str) -> Result<Option<PathBuf>, OpenError> {
    if !url.starts_with("sqlite:") {
        return Ok(None);
    }
    let path = options(url)?.get_filename().to_owned();
    Ok(["-wal", "-journal"].map(|end| beside(&path, end)).into_iter().find(|rest| rest.exists()))
}

/// The file beside a database whose name ends like this.
pub(super) fn beside(database: &Path, end: &str) -> PathBuf {
    let mut path = PathBuf::from(database).into_os_string();
    path.push(end);
    path.into()
}

/// Removes the access rights of other users to the database files, which contain all password hashes and e-mail addresses.
fn keep_private(database: &Path) {
    for end in ["", "-wal", "-shm", "-migration.lock"] {
        let path = &beside(database, end);
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

/// Converts an error to a message for the operator.
fn explain(path: &Path, error: &MigrateError) -> OpenError {
    let database = path.display().to_string();
    let code = match error {
        // The pool is not shared yet: the wait was for a lock on the file.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_open_database_has_an_index_unless_its_connections_share_a_cache() {
        let folder = tempfile::tempdir().unwrap();
        let url = |more: &str| format!("sqlite:{}?mode=rwc{more}", folder.path().join("db").display());
        for (more, is_there) in [("", true), ("&cache=private", true), ("&cache=shared", false)] {
            let store = Sqlite::open(&url(more), 2).await.unwrap();
            assert_eq!(store.index.as_ref().is_some_and(|index| index.state().is_some()), is_there, "{more}");
            store.close_all().await;
            assert!(store.index.is_none_or(|index| index.state().is_none()), "{more}");
        }
    }
}
