//! Whether an SQLite file has changed, without asking SQLite.
//!
//! In WAL mode every commit of every process rewrites the first bytes of the file `-shm`, which all of them map: a counter of changes, the
//! number of frames, a checksum over them (sqlite.org/walformat.html §2.1). They are written twice, and before the commit returns. Whoever
//! finds both copies as they were knows that nothing was committed meanwhile.
//!
//! A process that closes a file loses the locks that it has on it by other descriptors, as SQLite has them. So this one stays open until
//! the file is gone. It is read where it is needed: its bytes are mapped, and in memory.

use std::{
    fs::File,
    os::unix::fs::{FileExt, MetadataExt},
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::sqlite::beside;

/// Length of one copy.
const COPY: usize = 48;
/// Where a copy says whether it is in use.
const IS_INIT: usize = 12;

/// Files that nobody here reads any more.
static RETIRED: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// What the file says at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State([u8; COPY]);

/// The index of a database's log.
pub(super) struct WalIndex {
    // Some until this is dropped.
    file: Option<File>,
    is_given_up: AtomicBool,
}

impl WalIndex {
    /// The index of an open database, which this commit must change: it writes something, and has the lock to write already. `None` where
    /// there is none, or it is not the one that SQLite has, or nothing was committed.
    pub async fn proved_by<T, E>(database: &Path, commit: impl Future<Output = Result<T, E>>) -> Option<Self> {
        // SQLite puts it beside the file itself, not beside a link to it.
        let file = database.canonicalize().and_then(|database| File::open(beside(&database, "-shm"))).ok();
        retired().retain(|file| !is_gone(file));
        let index = Self { file, is_given_up: AtomicBool::new(false) };
        let before = index.state();
        let is_committed = commit.await.is_ok();
        let after = index.state();
        (is_committed && before.is_some() && after.is_some() && before != after).then_some(index)
    }

    /// What an answer is tied to: the same state later means that nothing was committed. `None` if that is not known, as while somebody
    /// commits.
    pub fn state(&self) -> Option<State> {
        let file = self.file.as_ref().filter(|_| !self.is_given_up.load(Ordering::Relaxed))?;
        let mut copies = [0; 2 * COPY];
        file.read_exact_at(&mut copies, 0).ok()?;
        // Made anew, after all connections of this process were closed for a moment: nobody writes to this one any more.
        if is_gone(file) {
            self.give_up();
            return None;
        }
        let (first, second) = copies.split_first_chunk::<COPY>()?;
        (first == second && first[IS_INIT] == 1).then_some(State(*first))
    }

    /// From now on nothing is known. For a database that is about to be closed.
    pub fn give_up(&self) {
        self.is_given_up.store(true, Ordering::Relaxed);
    }
}

impl Drop for WalIndex {
    fn drop(&mut self) {
        retired().extend(self.file.take());
    }
}

fn retired() -> MutexGuard<'static, Vec<File>> {
    RETIRED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// True for a file without a name.
fn is_gone(file: &File) -> bool {
    file.metadata().is_ok_and(|about| about.nlink() == 0)
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

        /// Its index after a commit that changed it to this.
        pub async fn index(&self, copies: [u8; 2]) -> Option<WalIndex> {
            let commit = async {
                self.says(copies);
                Ok::<_, ()>(())
            };
            WalIndex::proved_by(&self.database(), commit).await
        }
    }

    #[tokio::test]
    async fn an_index_is_one_that_the_commit_has_changed() {
        let written = Written::new();
        assert!(written.index([1, 1]).await.is_none(), "it is another file");
        assert!(written.index([1, 2]).await.is_none());
        let failing = async {
            written.says([2, 2]);
            Err::<(), _>(())
        };
        assert!(WalIndex::proved_by(&written.database(), failing).await.is_none());
        assert!(WalIndex::proved_by(Path::new("/nowhere"), async { Ok::<_, ()>(()) }).await.is_none());
        assert!(written.index([3, 3]).await.is_some());
    }

    #[tokio::test]
    async fn nothing_is_known_while_somebody_writes_and_when_it_is_gone() {
        let written = Written::new();
        let index = written.index([2, 2]).await.unwrap();
        let (second, file) = (index.state(), beside(&written.database(), "-shm"));
        assert!(second.is_some());
        written.says([2, 3]);
        assert_eq!(index.state(), None, "one copy is new");
        written.says([3, 3]);
        assert!(index.state().is_some_and(|third| Some(third) != second));
        fs::write(&file, [0; 2 * COPY]).unwrap();
        assert_eq!(index.state(), None, "it is not in use");
        fs::write(&file, [2; COPY]).unwrap();
        assert_eq!(index.state(), None, "it is too short");
        written.says([2, 2]);
        assert_eq!(index.state(), second);
        fs::remove_file(&file).unwrap();
        assert_eq!(index.state(), None, "it has no name any more");
        written.says([2, 2]);
        assert_eq!(index.state(), None, "another has its name");
    }

    #[tokio::test]
    async fn a_file_stays_open_until_it_is_gone() {
        let written = Written::new();
        let index = written.index([2, 2]).await.unwrap();
        let number = index.file.as_ref().unwrap().metadata().unwrap().ino();
        let is_open = || retired().iter().any(|file| file.metadata().unwrap().ino() == number);
        drop(index);
        assert!(is_open());
        fs::remove_file(beside(&written.database(), "-shm")).unwrap();
        assert!(Written::new().index([2, 2]).await.is_some());
        assert!(!is_open());
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
        let index = WalIndex::proved_by(&link, run(&mut one, "INSERT INTO t VALUES (1)")).await.unwrap();
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
            (false, "PRAGMA wal_checkpoint(TRUNCATE)", true),
            (false, "INSERT INTO t VALUES (1)", true),
        ] {
            run(if by_other { &mut other } else { &mut one }, statement).await.unwrap();
            let now = index.state();
            assert!(now.is_some());
            assert_eq!(now != known, changes, "{statement}");
            known = now;
        }
        for connection in [one, other] {
            connection.close().await.unwrap();
        }
        assert_eq!(index.state(), None, "the last one to close it removes it");
        let mut anew = open(&file).await;
        run(&mut anew, "DELETE FROM t").await.unwrap();
        assert_eq!(index.state(), None);
    }
}
