//! The SQL, shared by all backends. This module is compiled inside each of them, against its `Db`, [`Backend`], `Transaction`,
//! `MIGRATIONS`, `CLOCK`, `SKIP_LOCKED` and `STAYS`.
//!
//! Statements use the common subset of SQLite and PostgreSQL: `$1`, `RETURNING`, `ON CONFLICT`, text, 64-bit integers, bytes.

mod account_life;
mod accounts;
mod administration;
mod attempts;
mod authenticators;
mod events;
mod factors;
mod finders;
mod gate_codes;
mod handoffs;
mod health;
mod invitations;
mod keys;
mod letters;
mod passkeys;
mod password_resets;
mod pending_sign_ins;
mod prune;
mod push_addresses;
mod recovery_waits;
mod sessions;
mod sql;
mod transfer;
mod trusted_browsers;

use std::fmt::Display;

use sqlx::{Execute, Row, SqlSafeStr, SqlStr};

use super::{Backend, CLOCK, Db, MIGRATIONS, SKIP_LOCKED, STAYS, Transaction};
use crate::store::{Cell, StoreError, connections::Connections};

pub(super) use finders::Finders;

type DbRow = <Db as sqlx::Database>::Row;
pub(super) type Query<'q> = sqlx::query::Query<'q, Db, <Db as sqlx::Database>::Arguments>;

/// Reads a column of a row.
fn column<'r, T>(row: &'r DbRow, name: &'static str) -> Result<T, StoreError>
where
    T: sqlx::Decode<'r, Db> + sqlx::Type<Db>,
{
    row.try_get(name).map_err(|error| StoreError::Corrupt(format!("{name}: {error}")))
}

/// Parses a text column, such as an id.
fn parsed<T>(row: &DbRow, name: &'static str) -> Result<T, StoreError>
where
    T: std::str::FromStr,
    T::Err: Display,
{
    let text: String = column(row, name)?;
    text.parse().map_err(|error| StoreError::Corrupt(format!("{name}: {error}")))
}

/// Runs a statement in a transaction. Returns the number of affected rows.
async fn execute(tx: &mut Transaction, query: Query<'_>) -> Result<u64, StoreError> {
    Ok(query.execute(&mut **tx).await?.rows_affected())
}

/// Runs a query outside a transaction, and returns all rows.
async fn all(connections: &Connections<Db>, query: Query<'_>) -> Result<Vec<DbRow>, StoreError> {
    let mut again = Again::of(query)?;
    loop {
        let mut connection = connections.lease_to_try().await?;
        let rows = again.query().fetch_all(&mut *connection).await;
        if let Some(rows) = connection.done(rows)? {
            return Ok(rows);
        }
    }
}

/// Runs a query outside a transaction, and returns the row if there is one.
async fn optional(connections: &Connections<Db>, query: Query<'_>) -> Result<Option<DbRow>, StoreError> {
    let mut again = Again::of(query)?;
    loop {
        let mut connection = connections.lease_to_try().await?;
        let row = again.query().fetch_optional(&mut *connection).await;
        if let Some(row) = connection.done(row)? {
            return Ok(row);
        }
    }
}

/// A query that may be run again.
struct Again {
    text: SqlStr,
    values: <Db as sqlx::Database>::Arguments,
}

impl Again {
    fn of(mut query: Query<'_>) -> Result<Self, StoreError> {
        let values = query.take_arguments().map_err(|error| StoreError::Broken(format!("a parameter: {error}")))?;
        Ok(Self { text: query.sql(), values: values.unwrap_or_default() })
    }

    fn query(&mut self) -> Query<'static> {
        sqlx::query_with(self.text.clone(), self.values.clone())
    }
}

/// A query with these values bound to `$1`, `$2`, ...
pub(in crate::store) fn bound<'q, 'v>(statement: impl SqlSafeStr, values: impl IntoIterator<Item = &'v Cell>) -> Query<'q> {
    values.into_iter().cloned().fold(sqlx::query(statement), |query, value| match value {
        Cell::Text(text) => query.bind(text),
        Cell::Integer(number) => query.bind(number),
        Cell::Bytes(bytes) => query.bind(bytes),
    })
}
