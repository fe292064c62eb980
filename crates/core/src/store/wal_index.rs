//! Whether an SQLite file has changed, without asking SQLite.
//!
//! In WAL mode every commit of every process rewrites the first bytes of the file `-shm`, which all of them map: a counter of changes, the
//! number of frames, a checksum over them (sqlite.org/walformat.html §2.1). They are written twice, and before the commit returns. Whoever
//! finds both copies as they were knows that nothing was committed meanwhile.

use std::{
    fs::File,
    mem::ManuallyDrop,
    os::unix::fs::FileExt,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use super::sqlite::beside;

/// Length of one copy.
const COPY: usize = 48;
/// Where a copy says whether it is in use.
const IS_INIT: usize = 12;

/// What the file says at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State([u8; COPY]);

/// The index of a database's log.
pub(super) struct WalIndex {
    // Never closed: a process that closes a file loses the locks that it has on it by other descriptors, as SQLite has them.
    file: Option<ManuallyDrop<File>>,
    /// True once a commit has changed it.
    is_proved: AtomicBool,
}

impl WalIndex {
    /// The index of an open database. Where it has none that can be read, nothing is known of its changes.
    pub fn of(database: &Path) -> Self {
        // SQLite puts it beside the file itself, not beside a link to it.
        let file = database.canonicalize().and_then(|database| File::open(beside(&database, "-shm")));
        Self { file: file.ok().map(ManuallyDrop::new), is_proved: AtomicBool::new(false) }
    }

    /// What an answer is tied to: the same state later means that nothing was committed. `None` if that is not known.
    pub fn state(&self) -> Option<State> {
        self.read().filter(|_| self.is_proved.load(Ordering::Relaxed))
    }

    /// Learns by a commit whether this is the right file.
    pub async fn watches<T>(&self, commit: impl Future<Output = T>) -> T {
        if self.is_proved.load(Ordering::Relaxed) {
            return commit.await;
        }
        let before = self.read();
        let done = commit.await;
        // Whoever commits is alone with that: nobody else can have changed it.
        let is_proved = before.is_some() && self.read().is_some_and(|after| Some(after) != before);
        self.is_proved.store(is_proved, Ordering::Relaxed);
        done
    }

    /// Reads both copies. `None` while somebody writes them.
    fn read(&self) -> Option<State> {
        let mut copies = [0; 2 * COPY];
        self.file.as_ref()?.read_exact_at(&mut copies, 0).ok()?;
        let (first, second) = copies.split_first_chunk::<COPY>()?;
        (first == second && first[IS_INIT] == 1).then_some(State(*first))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::{
        fs,
        os::unix::fs::symlink,
        path::{Path, PathBuf},
    };

    use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
    use tempfile::TempDir;

    use super::*;

    /// A database whose index is written by hand.
    pub struct Written {
        folder: TempDir,
    }

    impl Written {
        pub fn new() -> Self {
            let written = Self { folder: tempfile::tempdir().unwrap() };
            fs::write(written.database(), "").unwrap();
            written.says([1, 1]);
            written
        }

        pub fn database(&self) -> PathBuf {
            self.folder.path().join("db")
        }

        /// Writes both copies.
        pub fn says(&self, copies: [u8; 2]) {
            let copy = |change: u8| [vec![change; IS_INIT], vec![1], vec![change; COPY - IS_INIT - 1]].concat();
            fs::write(beside(&self.database(), "-shm"), copies.map(copy).concat()).unwrap();
        }

        /// An index that has seen a commit.
        pub async fn proved(&self) -> WalIndex {
            let index = WalIndex::of(&self.database());
            index.watches(async { self.says([2, 2]) }).await;
            index
        }
    }

    #[tokio::test]
    async fn nothing_is_known_before_a_commit_has_changed_it_and_while_somebody_writes() {
        let written = Written::new();
        let index = WalIndex::of(&written.database());
        assert_eq!(index.state(), None);
        index.watches(async {}).await;
        assert_eq!(index.state(), None, "a commit of nothing proves nothing");
        let index = written.proved().await;
        let second = index.state();
        assert!(second.is_some());
        written.says([2, 3]);
        assert_eq!(index.state(), None, "one copy is new");
        written.says([3, 3]);
        assert!(index.state().is_some_and(|third| Some(third) != second));
        fs::write(beside(&written.database(), "-shm"), [0; 2 * COPY]).unwrap();
        assert_eq!(index.state(), None, "it is not in use");
        fs::write(beside(&written.database(), "-shm"), [2; COPY]).unwrap();
        assert_eq!(index.state(), None, "it is too short");
        assert_eq!(WalIndex::of(Path::new("/nowhere")).read(), None);
    }

    #[tokio::test]
    async fn sqlite_writes_it_at_each_commit_and_at_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("db"), folder.path().join("link"));
        symlink(&file, &link).unwrap();
        let options = SqliteConnectOptions::new()
            .create_if_missing(true)
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
            .pragma("wal_autocheckpoint", "0");
        let open = async |name: &Path| SqliteConnection::connect_with(&options.clone().filename(name)).await.unwrap();
        let (mut one, mut other) = (open(&link).await, open(&file).await);
        let run = async |connection: &mut SqliteConnection, statement: &'static str| {
            sqlx::query(statement).execute(connection).await.map(drop)
        };
        run(&mut one, "CREATE TABLE t (n INTEGER)").await.unwrap();
        let index = WalIndex::of(&link);
        index.watches(async { run(&mut one, "INSERT INTO t VALUES (1)").await.unwrap() }).await;
        let mut known = index.state();
        assert!(known.is_some());
        for (by_other, statement, changes) in [
            (false, "SELECT * FROM t", false),
            (true, "SELECT * FROM t", false),
            (true, "INSERT INTO t VALUES (2)", true),
            (false, "BEGIN IMMEDIATE", false),
            (false, "INSERT INTO t VALUES (3)", false),
            (false, "ROLLBACK", false),
            (false, "BEGIN IMMEDIATE", false),
            (false, "UPDATE t SET n = 4", false),
            (false, "COMMIT", true),
            (true, "PRAGMA wal_checkpoint(RESTART)", false),
            // The log begins anew.
            (true, "DELETE FROM t", true),
            (false, "INSERT INTO t VALUES (1)", true),
            (false, "DELETE FROM t", true),
            (false, "INSERT INTO t VALUES (1)", true),
            (true, "VACUUM", true),
        ] {
            run(if by_other { &mut other } else { &mut one }, statement).await.unwrap();
            let now = index.state();
            assert!(now.is_some());
            assert_eq!(now != known, changes, "{statement}");
            known = now;
        }
    }
}
