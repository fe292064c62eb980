//! Backups: an installation in one file, written while servers run, and its return.
//!
//! ```text
//!  SQLite ───── VACUUM INTO ─────────────────┐
//!                                            ├──>  FILE.partial/  ──checked──>  FILE, an SQLite database
//!  PostgreSQL ─ copied from one snapshot ────┘
//!
//!  FILE ── a copy, brought up to this version ──>  an empty database of either kind, in one transaction,
//!                                                  with everything void that may have been used since
//! ```

use std::{
    fs::{self, DirBuilder, File, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use rustix::{
    fs::{CWD, RenameFlags, renameat_with},
    io::Errno,
};

use super::{
    Database, OpenError, StoreError,
    sqlite::beside,
    transfer::{Arrival, CopyError, Counts, Tables, between, look},
};
use crate::{
    domain::{
        account::AccountId,
        event::{Actor, Event, EventId, EventKind},
        keys::KeyId,
        random::Random,
        time::Timestamp,
        whereabouts::Whereabouts,
    },
    store::KeyUse,
};

/// Number of connections that a copy needs at either end.
const CONNECTIONS: u32 = 2;

/// Why there is no backup, or nothing was restored. Each message tells the operator what to do, in one line.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file exists already.
    #[error("{0} is there already: name another file")]
    Exists(PathBuf),
    /// Another backup is being written there, or was ended half-way.
    #[error("{0} is there: another backup is being written, or was ended half-way; then remove that folder")]
    UnderWay(PathBuf),
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// The file is no database of Latchkey.
    #[error("{0} is no backup of Latchkey: check its name")]
    NoBackup(PathBuf),
    /// What SQLite keeps beside an open database lies beside the file.
    #[error("{0} lies beside it: this is the file of a database in use and no backup. Take one with `latchkey backup`")]
    InUse(PathBuf),
    /// The file is damaged.
    #[error("the backup is damaged, and is not used: {0}")]
    Damaged(String),
    /// What is left of another database would be played over the restored one.
    #[error("{0} is left of another database: move it away, and what is named like it, then restore again")]
    LeftOver(PathBuf),
    /// The target holds something.
    #[error(
        "the target is not empty, or a server runs on it: {0} has rows. Stop the servers and name an empty database in database_url"
    )]
    NotEmpty(&'static str),
    /// A database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Copying failed.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A backup that was written and checked.
#[derive(Debug)]
pub struct Written {
    /// Its size.
    pub bytes: u64,
    /// Number of rows of each table, in the order of [`Tables::names`].
    pub counts: Counts,
}

/// A folder that only this user can look into, removed with everything in it on drop.
struct PrivateFolder(PathBuf);

impl PrivateFolder {
    fn beside(file: &Path) -> Result<Self, BackupError> {
        let path = beside(file, ".partial");
        match DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => Ok(Self(path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(BackupError::UnderWay(path)),
            Err(error) => Err(BackupError::File(path, error)),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The URL of an SQLite file, whatever characters its path has.
fn url(file: &Path, mode: &str) -> String {
    let path = percent_encoding::utf8_percent_encode(&file.to_string_lossy(), percent_encoding::NON_ALPHANUMERIC).to_string();
    format!("sqlite:{path}?mode={mode}")
}

/// Writes a backup of an installation to a file that does not exist yet. Servers may go on: it is as it was at one moment. What is sealed in it
/// needs the secret keys, which are not in it.
pub async fn write(source: &Database, tables: &Tables, file: &Path) -> Result<Written, BackupError> {
    if file.exists() {
        return Err(BackupError::Exists(file.to_owned()));
    }
    if !source.0.readiness().await?.schema_is_current {
        return Err(CopyError::OldSource.into());
    }
    let folder = PrivateFolder::beside(file)?;
    let whole = folder.file("whole");
    if !source.0.snapshot(&whole).await? {
        let copy = Database::open(&url(&folder.file("copy"), "rwc"), CONNECTIONS).await?;
        let copied = between(&*source.0, &*copy.0, tables, Arrival::AsItWas).await;
        let written = match copied {
            Ok(_) => copy.0.snapshot(&whole).await.map_err(BackupError::from),
            Err(error) => Err(error.into()),
        };
        copy.close().await;
        written?;
    }
    let counts = checked(&whole, tables).await?;
    let bytes = named(&whole, file).map_err(|error| BackupError::File(file.to_owned(), error))?;
    Ok(Written { bytes, counts })
}

/// Gives a file that is whole its name, for good. Returns its size.
fn named(whole: &Path, file: &Path) -> io::Result<u64> {
    fs::set_permissions(whole, Permissions::from_mode(0o600))?;
    let written = File::open(whole)?;
    written.sync_all()?;
    match renameat_with(CWD, whole, CWD, file, RenameFlags::NOREPLACE) {
        // Not every file system can promise that.
        Err(Errno::INVAL | Errno::NOSYS) => fs::rename(whole, file)?,
        renamed => renamed?,
    }
    // The name is as lasting as the content.
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent)?.sync_all()?;
    Ok(written.metadata()?.len())
}

/// Reads all of a backup, and counts its rows.
async fn checked(file: &Path, tables: &Tables) -> Result<Counts, BackupError> {
    let Some(backup) = Database::to_look_at(&url(file, "ro")).await? else { return Err(BackupError::NoBackup(file.to_owned())) };
    let found = async {
        backup.0.verify().await?.map_err(BackupError::Damaged)?;
        Ok(backup.0.counts(tables).await?)
    };
    let found = found.await;
    backup.close().await;
    found
}

/// A backup, opened to be restored: a copy of its file, brought up to this version.
pub struct Backup {
    database: Database,
    counts: Counts,
    // Dropped last: the database lies in it.
    _folder: PrivateFolder,
}

/// What becomes of an installation that comes back. Each account's log tells of it.
#[derive(Clone)]
pub struct Return {
    /// The present time.
    pub now: Timestamp,
    /// For the ids of events.
    pub random: Arc<dyn Random>,
    /// Recovery codes go on working, also those that were used since the backup. Otherwise all of them are void.
    pub keeps_recovery_codes: bool,
}

impl Return {
    /// Tells one account of it.
    pub(super) fn event(&self, account: AccountId, order: u16) -> Event {
        Event {
            id: EventId::next(self.now, order, &*self.random),
            account_id: account,
            at: self.now,
            kind: EventKind::ServiceRestored,
            actor: Actor::Operator,
            acted_by: None,
            session_id: None,
            factors: None,
            whereabouts: Whereabouts::default(),
            is_new_device: false,
            letters: vec![],
        }
    }
}

impl Backup {
    /// Opens a backup. Its file is not changed; the copy is made in `folder`.
    pub async fn open(file: &Path, folder: &Path, tables: &Tables) -> Result<Self, BackupError> {
        if let Some(rest) = ["-wal", "-journal"].map(|end| beside(file, end)).into_iter().find(|rest| rest.exists()) {
            return Err(BackupError::InUse(rest));
        }
        let folder = PrivateFolder::beside(&folder.join("restore"))?;
        let copy = folder.file("copy");
        fs::copy(file, &copy).map_err(|error| BackupError::File(file.to_owned(), error))?;
        match Database::to_look_at(&url(&copy, "ro")).await {
            Ok(Some(found)) => {
                let sound = found.0.verify().await;
                found.close().await;
                sound?.map_err(BackupError::Damaged)?;
            }
            // A file of another kind, or a database of another program.
            Ok(None) | Err(OpenError::Other(_)) => return Err(BackupError::NoBackup(file.to_owned())),
            Err(error) => return Err(error.into()),
        }
        let database = Database::open(&url(&copy, "rw"), CONNECTIONS).await?;
        let counts = database.0.counts(tables).await?;
        Ok(Self { database, counts, _folder: folder })
    }

    /// Number of rows of each table, in the order of [`Tables::names`].
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The key of the servers that ran on it last, and those that something in it depends on.
    pub async fn keys(&self) -> Result<(Option<KeyId>, Vec<KeyUse>), StoreError> {
        Ok((self.database.0.claimed_for().await?, self.database.0.key_uses().await?))
    }

    /// Restores it into the empty database at this URL, and closes it. Returns the number of rows there.
    pub async fn restore(&self, target: &str, tables: &Tables, how: Return) -> Result<Counts, BackupError> {
        let target = Database::open(target, CONNECTIONS).await?;
        let arrived = between(&*self.database.0, &*target.0, tables, Arrival::FromABackup(how)).await;
        target.close().await;
        match arrived {
            Err(CopyError::NotEmpty(table)) => Err(BackupError::NotEmpty(table)),
            arrived => Ok(arrived?),
        }
    }

    /// Closes it, and removes the copy.
    pub async fn close(self) {
        self.database.close().await;
    }
}

/// Asserts that a database can take a backup in: nothing of Latchkey is there, and nothing is left of another one. Changes nothing.
pub async fn is_free(target: &str, tables: &Tables) -> Result<(), BackupError> {
    if let Some(found) = look(target, tables).await? {
        if !found.schema_is_current {
            return Err(BackupError::NotEmpty("accounts"));
        }
        if let Some((table, _)) = tables.names().zip(&found.counts).find(|(_, rows)| **rows > 0) {
            return Err(BackupError::NotEmpty(table));
        }
        return Ok(());
    }
    match super::sqlite::left_over(target)? {
        Some(rest) => Err(BackupError::LeftOver(rest)),
        None => Ok(()),
    }
}
