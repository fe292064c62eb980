//! The database of a house, of either kind, seen from outside. `LATCHKEY_TEST_STORE=postgres` has every house on PostgreSQL.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use latchkey_core::Database as Opened;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool, Row, SqliteConnection, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions, PgRow},
    sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteRow},
};

use url::Url;

use super::cluster;

/// A database, with a connection of our own to it.
pub enum Storage {
    /// A file.
    Sqlite {
        /// Where it is.
        url: String,
        /// Our connection.
        pool: SqlitePool,
        /// What was read last, and of which state.
        read: Mutex<Option<(String, Arc<Tables>)>>,
    },
    /// A database on a server.
    Postgres {
        /// Where it is.
        url: String,
        /// What ends with it.
        _database: Option<cluster::Database>,
        /// Our connection.
        pool: PgPool,
    },
}

/// Each table by its name, with its rows, each as one text.
pub type Tables = Vec<(String, Vec<String>)>;

/// Keeps everybody from writing, until it is let go.
pub enum Lock {
    /// Holds a file.
    Sqlite(SqliteConnection),
    /// Holds all tables.
    Postgres(PgConnection),
}

/// Whether the tests are asked to run on PostgreSQL.
pub fn on_postgres() -> bool {
    match std::env::var("LATCHKEY_TEST_STORE").as_deref() {
        Ok("postgres") => true,
        Ok("sqlite") | Err(_) => false,
        Ok(other) => panic!("LATCHKEY_TEST_STORE is sqlite or postgres, not {other}"),
    }
}

impl Storage {
    /// A new database, with its tables: a file in the folder, or what the environment asks for.
    pub async fn new(folder: &Path) -> Self {
        // What the tests themselves ask of the database is no part of the app's log.
        if on_postgres() {
            let migrate = async |url: &str| Opened::open(url, 1).await.unwrap().close().await;
            return Self::postgres(cluster::Database::migrated(migrate).await).await;
        }
        let path = folder.join("latchkey.db");
        Opened::open(&format!("sqlite:{}?mode=rwc", path.display()), 1).await.unwrap().close().await;
        Self::sqlite(&path).await
    }

    /// A database on a server, as it is.
    pub async fn postgres(database: cluster::Database) -> Self {
        Self::on_server(database.url.clone(), Some(database)).await
    }

    /// A database on a server of the test's own, as it is.
    pub async fn at(url: &Url) -> Self {
        Self::on_server(url.to_string(), None).await
    }

    async fn on_server(url: String, database: Option<cluster::Database>) -> Self {
        let options = url.parse::<PgConnectOptions>().unwrap().disable_statement_logging();
        let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
        Self::Postgres { url, _database: database, pool }
    }

    /// A file, as it is.
    pub async fn sqlite(path: &Path) -> Self {
        let url = format!("sqlite:{}?mode=rwc", path.display());
        let options =
            SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_secs(30)).disable_statement_logging();
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
        Self::Sqlite { url, pool, read: Mutex::default() }
    }

    /// The one number that a query gives.
    pub async fn number(&self, query: &str) -> i64 {
        self.column(query).await.first().unwrap_or_else(|| panic!("no row: {query}")).parse().unwrap()
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        match self {
            Self::Sqlite { url, .. } => url,
            Self::Postgres { url, .. } => url,
        }
    }

    /// Runs a statement, in the words that both have or SQLite's. How many rows it touched.
    pub async fn execute(&self, statement: &str) -> u64 {
        match self {
            Self::Sqlite { pool, .. } => sqlx::raw_sql(AssertSqlSafe(statement)).execute(pool).await.unwrap().rows_affected(),
            Self::Postgres { pool, .. } => {
                let statement = statement.replace(" x'", " '\\x").replace(" AS BLOB", " AS BYTEA");
                sqlx::raw_sql(AssertSqlSafe(statement)).execute(pool).await.unwrap().rows_affected()
            }
        }
    }

    /// The first column of every row, as text.
    pub async fn column(&self, query: &str) -> Vec<String> {
        let query = sqlx::raw_sql(AssertSqlSafe(query));
        match self {
            Self::Sqlite { pool, .. } => {
                let rows = query.fetch_all(pool).await.unwrap();
                rows.iter().map(|row: &SqliteRow| row.get_unchecked::<Option<String>, _>(0).unwrap_or_default()).collect()
            }
            Self::Postgres { pool, .. } => {
                let rows = query.fetch_all(pool).await.unwrap();
                rows.iter().map(|row: &PgRow| row.get_unchecked::<Option<String>, _>(0).unwrap_or_default()).collect()
            }
        }
    }

    /// The tables of the app.
    pub async fn tables(&self) -> Vec<String> {
        self.column(match self {
            Self::Sqlite { .. } => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> '_sqlx_migrations' ORDER BY name"
            }
            Self::Postgres { .. } => {
                "SELECT table_name::text FROM information_schema.tables
                 WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations' ORDER BY 1"
            }
        })
        .await
    }

    /// All that is stored, table by table. What did not change meanwhile is read once: thousands of deeds are looked at before and after.
    pub async fn everything(&self) -> Arc<Tables> {
        let Self::Sqlite { read, .. } = self else { return Arc::new(self.read().await) };
        // The first two change with a commit of any other connection, and with ours.
        let state = "SELECT (SELECT data_version FROM pragma_data_version) || '/' || total_changes()
                     || '/' || (SELECT schema_version FROM pragma_schema_version)";
        let state = self.column(state).await.remove(0);
        if let Some((_, tables)) = read.lock().unwrap().as_ref().filter(|(read, _)| *read == state) {
            return tables.clone();
        }
        let tables = Arc::new(self.read().await);
        *read.lock().unwrap() = Some((state, tables.clone()));
        tables
    }

    async fn read(&self) -> Tables {
        let mut tables = vec![];
        for table in self.tables().await {
            let rows = self.rows(&table).await;
            tables.push((table, rows));
        }
        tables
    }

    /// The rows of a table, each as one text.
    pub async fn rows(&self, table: &str) -> Vec<String> {
        let (columns, quote) = match self {
            Self::Sqlite { .. } => (format!("SELECT name FROM pragma_table_info('{table}')"), "quote"),
            Self::Postgres { .. } => (
                format!("SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}'"),
                "quote_nullable",
            ),
        };
        let columns = self.column(&columns).await;
        let row: Vec<String> = columns.iter().map(|column| format!("'{column}=' || {quote}({column})")).collect();
        self.column(&format!("SELECT {} FROM {table} ORDER BY 1", row.join(" || ' ' || "))).await
    }

    /// Keeps everybody else from writing.
    pub async fn lock(&self) -> Lock {
        match self {
            Self::Sqlite { url, .. } => {
                let mut connection = SqliteConnection::connect(url).await.unwrap();
                sqlx::query("BEGIN EXCLUSIVE").execute(&mut connection).await.unwrap();
                Lock::Sqlite(connection)
            }
            Self::Postgres { url, .. } => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                let tables = self.tables().await.join(", ");
                let lock = format!("BEGIN; LOCK TABLE {tables} IN EXCLUSIVE MODE");
                sqlx::raw_sql(AssertSqlSafe(lock)).execute(&mut connection).await.unwrap();
                Lock::Postgres(connection)
            }
        }
    }

    /// All that is stored, as a thief of the disk reads it. Blocks: it is asked where a test ends, too.
    pub fn stored(&self) -> Vec<u8> {
        match self {
            Self::Sqlite { url, .. } => {
                let file = Path::new(url.trim_start_matches("sqlite:").split('?').next().unwrap());
                let files = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
                // SQLite removes its write-ahead log when it likes.
                files.filter_map(|path| std::fs::read(path).ok()).flatten().collect()
            }
            Self::Postgres { url, .. } => {
                let url = url.clone();
                // A runtime of its own: that of the test may be about to end.
                let reading = move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                    runtime.block_on(stored_at(&url))
                };
                std::thread::spawn(reading).join().unwrap()
            }
        }
    }
}

/// The bytes in every column of every row.
async fn stored_at(url: &str) -> Vec<u8> {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let columns = "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'";
    let mut stored = Vec::new();
    for column in sqlx::query(columns).fetch_all(&mut connection).await.unwrap() {
        let (table, column): (String, String) = (column.get(0), column.get(1));
        let query = format!(
            "SELECT CASE WHEN pg_typeof({column}) = 'bytea'::regtype THEN {column}::text::bytea
             ELSE convert_to({column}::text, 'UTF8') END FROM {table} WHERE {column} IS NOT NULL"
        );
        for row in sqlx::query(AssertSqlSafe(query)).fetch_all(&mut connection).await.unwrap() {
            stored.extend(row.get::<Vec<u8>, _>(0));
            stored.push(b'\n');
        }
    }
    stored
}

impl Lock {
    /// Lets everybody write again.
    pub async fn release(self) {
        match self {
            Self::Sqlite(mut connection) => drop(sqlx::query("ROLLBACK").execute(&mut connection).await.unwrap()),
            Self::Postgres(mut connection) => drop(sqlx::query("ROLLBACK").execute(&mut connection).await.unwrap()),
        }
    }
}
