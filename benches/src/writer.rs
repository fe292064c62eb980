//! A connection that writes past the servers: many rows at once.

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection,
    postgres::{PgConnectOptions, PgConnection},
    sqlite::{SqliteConnectOptions, SqliteConnection, SqliteSynchronous},
};
use std::{str::FromStr, time::Duration};

use crate::fault::Outcome;

/// Rows of one statement. Seven cells each stay below the 32,766 parameters of SQLite.
const ROWS_AT_ONCE: usize = 2_000;

/// What a column holds.
pub enum Cell {
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A number.
    Number(i64),
    /// NULL in a column of numbers.
    None,
}

/// A connection.
pub enum Writer {
    /// To a file.
    Sqlite(SqliteConnection),
    /// To a PostgreSQL server.
    Postgres(PgConnection),
}

macro_rules! on {
    ($writer:expr, $connection:ident => $deed:expr) => {
        match $writer {
            Writer::Sqlite($connection) => $deed,
            Writer::Postgres($connection) => $deed,
        }
    };
}

macro_rules! bound {
    ($sql:expr, $rows:expr) => {{
        let mut query = sqlx::query(AssertSqlSafe($sql));
        for cell in $rows.into_iter().flatten() {
            query = match cell {
                Cell::Text(text) => query.bind(text),
                Cell::Bytes(bytes) => query.bind(bytes),
                Cell::Number(number) => query.bind(number),
                Cell::None => query.bind(None::<i64>),
            };
        }
        query
    }};
}

impl Writer {
    /// Connects to a database.
    pub async fn open(url: &str) -> Outcome<Self> {
        Ok(if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)?
                .busy_timeout(Duration::from_secs(30))
                .synchronous(SqliteSynchronous::Normal)
                .pragma("cache_size", "-524288")
                .disable_statement_logging();
            Self::Sqlite(options.connect().await?)
        } else {
            Self::Postgres(PgConnectOptions::from_str(url)?.disable_statement_logging().connect().await?)
        })
    }

    /// Runs a statement. Returns how many rows it changed.
    pub async fn execute(&mut self, sql: &str) -> Outcome<u64> {
        Ok(on!(self, connection => sqlx::query(AssertSqlSafe(sql)).execute(connection).await?.rows_affected()))
    }

    /// The one number that a statement returns.
    pub async fn number(&mut self, sql: &str) -> Outcome<i64> {
        Ok(on!(self, connection => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(connection).await?))
    }

    /// The tables, with the number of rows of each.
    pub async fn tables(&mut self) -> Outcome<Vec<(String, i64)>> {
        let sql = match self {
            Self::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlx%' ORDER BY name",
            Self::Postgres(_) => {
                "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '%sqlx%' ORDER BY 1"
            }
        };
        let names: Vec<String> = on!(self, connection => sqlx::query_scalar(sql).fetch_all(connection).await?);
        let mut tables = Vec::new();
        for name in names {
            let rows = self.number(&format!("SELECT COUNT(*) FROM {name}")).await?;
            tables.push((name, rows));
        }
        Ok(tables)
    }

    /// Adds rows to a table.
    pub async fn insert(&mut self, table: &str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Outcome<()> {
        let mut rows = rows.into_iter();
        loop {
            let portion: Vec<_> = rows.by_ref().take(ROWS_AT_ONCE).collect();
            if portion.is_empty() {
                return Ok(());
            }
            let sql = format!("INSERT INTO {table} ({}) VALUES {}", columns.join(", "), places(portion.len(), columns.len()));
            match self {
                Self::Sqlite(connection) => bound!(sql, portion).persistent(false).execute(connection).await.map(drop)?,
                Self::Postgres(connection) => bound!(sql, portion).persistent(false).execute(connection).await.map(drop)?,
            }
        }
    }

    /// Ends what writing many rows leaves to be done later, so that no server does it in the midst of a measurement.
    pub async fn settle(&mut self) -> Outcome<()> {
        match self {
            Self::Sqlite(_) => self.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?,
            Self::Postgres(_) => self.execute("ANALYZE").await?,
        };
        Ok(())
    }

    /// Writes a whole crowd to the disk. Not after fewer rows: PostgreSQL logs each page in full that it changes next.
    pub async fn settle_crowd(&mut self) -> Outcome<()> {
        self.settle().await?;
        if matches!(self, Self::Postgres(_)) {
            self.execute("CHECKPOINT").await?;
        }
        Ok(())
    }

    /// Closes the connection.
    pub async fn close(self) -> Outcome<()> {
        on!(self, connection => Ok(connection.close().await?))
    }
}

/// `($1, $2), ($3, $4)`: so many rows of so many cells.
fn places(rows: usize, cells: usize) -> String {
    let row = |row| {
        let cells: Vec<_> = (1..=cells).map(|cell| format!("${}", row * cells + cell)).collect();
        format!("({})", cells.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_cell_has_its_place() {
        assert_eq!(super::places(2, 2), "($1, $2), ($3, $4)");
    }
}
