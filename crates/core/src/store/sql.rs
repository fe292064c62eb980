//! SQL access for the application's own tables, portable between both databases.
//!
//! Statements are constants. Values are bound to `$1`, `$2`, ... Results are read by the requested columns. SQLite and PostgreSQL
//! share a wide subset: text, 64-bit integers, bytes, `RETURNING`, `ON CONFLICT`.

use std::{fmt::Display, str::FromStr};

use async_trait::async_trait;
use uuid::Uuid;

use super::StoreError;
use crate::domain::{account::AccountId, time::Timestamp};

/// Type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `TEXT`.
    Text,
    /// `INTEGER` in SQLite, `BIGINT` in PostgreSQL.
    Integer,
    /// `BLOB` in SQLite, `BYTEA` in PostgreSQL.
    Bytes,
}

/// A column: name and type.
pub type Column = (&'static str, Kind);

/// A bound or returned value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text or NULL.
    Text(Option<String>),
    /// Integer or NULL.
    Integer(Option<i64>),
    /// Bytes or NULL.
    Bytes(Option<Vec<u8>>),
}

macro_rules! cell_from {
    ($($from:ty => |$value:ident| $cell:expr;)+) => {
        $(impl From<$from> for Cell {
            fn from($value: $from) -> Self {
                $cell
            }
        })+
    };
}

cell_from! {
    &str => |text| Self::Text(Some(text.to_owned()));
    &String => |text| Self::Text(Some(text.clone()));
    String => |text| Self::Text(Some(text));
    Option<String> => |text| Self::Text(text);
    i64 => |number| Self::Integer(Some(number));
    u32 => |number| Self::Integer(Some(number.into()));
    u16 => |number| Self::Integer(Some(number.into()));
    Option<i64> => |number| Self::Integer(number);
    Vec<u8> => |bytes| Self::Bytes(Some(bytes));
    Timestamp => |moment| Self::Integer(Some(moment.0));
    Uuid => |id| Self::Text(Some(id.to_string()));
    AccountId => |id| Self::Text(Some(id.to_string()));
}

/// A result row.
#[derive(Clone, Debug)]
pub struct Row {
    columns: &'static [Column],
    cells: Vec<Cell>,
}

impl Row {
    pub(super) fn new(columns: &'static [Column], cells: Vec<Cell>) -> Self {
        Self { columns, cells }
    }

    fn cell(&self, name: &str) -> Result<&Cell, StoreError> {
        let place = self.columns.iter().position(|(column, _)| *column == name);
        place.and_then(|place| self.cells.get(place)).ok_or_else(|| StoreError::Broken(format!("{name} was not asked for")))
    }

    /// Reads a text column.
    pub fn text(&self, name: &str) -> Result<String, StoreError> {
        match self.cell(name)? {
            Cell::Text(Some(text)) => Ok(text.clone()),
            _ => Err(unreadable(name, &"no text")),
        }
    }

    /// Reads an integer column.
    pub fn integer(&self, name: &str) -> Result<i64, StoreError> {
        match self.cell(name)? {
            Cell::Integer(Some(number)) => Ok(*number),
            _ => Err(unreadable(name, &"no integer")),
        }
    }

    /// Reads a time, stored in milliseconds since the Unix epoch.
    pub fn moment(&self, name: &str) -> Result<Timestamp, StoreError> {
        self.integer(name).map(Timestamp)
    }

    /// Parses a text column, such as an id or a URL.
    pub fn parsed<T: FromStr<Err: Display>>(&self, name: &str) -> Result<T, StoreError> {
        self.text(name)?.parse().map_err(|error| unreadable(name, &error))
    }
}

fn unreadable(name: &str, why: &dyn Display) -> StoreError {
    StoreError::Corrupt(format!("{name}: {why}"))
}

/// Statements on the application's own tables.
#[async_trait]
pub trait Sql: Send + Sync {
    /// Runs a statement. Returns the number of affected rows. Committed on return.
    async fn execute(&self, statement: &'static str, values: &[Cell]) -> Result<u64, StoreError>;
    /// Runs a query and returns its rows.
    async fn rows(&self, query: &'static str, values: &[Cell], columns: &'static [Column]) -> Result<Vec<Row>, StoreError>;
    /// Begins a transaction that may write. Dropping it without a commit undoes everything, and closes its connection: end one that has
    /// nothing to undo by a commit.
    async fn begin(&self) -> Result<Box<dyn SqlTransaction>, StoreError>;
}

/// A transaction.
#[async_trait]
pub trait SqlTransaction: Send {
    /// Locks an account until the transaction ends, so that concurrent operations on it are serialised: for example, counting
    /// rows and adding one. False if the account is gone. Must come first, as in all of Latchkey's own transactions.
    async fn lock_account(&mut self, id: AccountId) -> Result<bool, StoreError>;
    /// Runs a statement. Returns the number of affected rows.
    async fn execute(&mut self, statement: &'static str, values: &[Cell]) -> Result<u64, StoreError>;
    /// Runs a query and returns its rows.
    async fn rows(&mut self, query: &'static str, values: &[Cell], columns: &'static [Column]) -> Result<Vec<Row>, StoreError>;
    /// Commits the transaction.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
