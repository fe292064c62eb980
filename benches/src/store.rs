//! The two databases: one file, or one database of a throw-away PostgreSQL server.

use std::{cell::Cell, fmt, fs, path::Path, process::Command, rc::Rc};

use latchkey_core::Database;
use tempfile::TempDir;

use crate::{fault::Outcome, process::Program, writer::Writer};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A server, beside everything else on this machine.
    Postgres,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// Where databases are made.
pub struct Place {
    /// Which databases.
    pub kind: Kind,
    cluster: Option<Rc<Cluster>>,
}

/// A throw-away PostgreSQL server.
struct Cluster {
    _program: Program,
    url: String,
    made: Cell<usize>,
}

impl Place {
    /// A place for databases of this kind. PostgreSQL is started.
    pub fn of(kind: Kind) -> Outcome<Self> {
        let cluster = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => {
                let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/postgres");
                let (program, url) = Program::start(&mut Command::new(script), true)?;
                Some(Rc::new(Cluster { _program: program, url, made: Cell::new(0) }))
            }
        };
        Ok(Self { kind, cluster })
    }

    /// A new database without a table, with a folder for its server.
    pub async fn empty(&self) -> Outcome<Store> {
        let folder = tempfile::Builder::new().prefix("latchkey-bench-").tempdir()?;
        let url = match &self.cluster {
            None => format!("sqlite:{}?mode=rwc", folder.path().join("latchkey.db").display()),
            Some(cluster) => {
                let number = cluster.made.replace(cluster.made.get() + 1);
                let mut writer = Writer::open(&cluster.url).await?;
                writer.execute(&format!("CREATE DATABASE bench_{number}")).await?;
                writer.close().await?;
                let (server, _) = cluster.url.rsplit_once('/').ok_or("the URL of PostgreSQL names no database")?;
                format!("{server}/bench_{number}")
            }
        };
        Ok(Store { kind: self.kind, url, folder, _cluster: self.cluster.clone() })
    }

    /// A new database with its tables.
    pub async fn migrated(&self) -> Outcome<Store> {
        let store = self.empty().await?;
        Database::open(&store.url, 1).await?.close().await;
        Ok(store)
    }
}

/// A database, with a folder for its server. Both are gone with this value.
pub struct Store {
    /// Which database.
    pub kind: Kind,
    /// Its URL.
    pub url: String,
    /// The folder.
    pub folder: TempDir,
    _cluster: Option<Rc<Cluster>>,
}

impl Store {
    /// A connection that writes past the servers.
    pub async fn writer(&self) -> Outcome<Writer> {
        Writer::open(&self.url).await
    }

    /// The size of the database's files, in KiB; of PostgreSQL's tables and indexes.
    pub async fn size(&self, writer: &mut Writer) -> Outcome<u64> {
        let bytes = match self.kind {
            Kind::Sqlite => {
                let files = fs::read_dir(self.folder.path())?.filter_map(Result::ok);
                files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
            }
            Kind::Postgres => u64::try_from(writer.number("SELECT pg_database_size(current_database())").await?)?,
        };
        Ok(bytes / 1024)
    }
}
