use async_trait::async_trait;

use super::{Backend, DbRow, Transaction, accounts::lock, all, bound, column};
use crate::{
    domain::account::AccountId,
    store::{Cell, Column, Kind, Row, Sql, SqlTransaction, StoreError},
};

/// Reads the cells of a row.
pub(super) fn cells(row: &DbRow, columns: &[Column]) -> Result<Vec<Cell>, StoreError> {
    let cell = |(name, kind): &Column| {
        Ok(match kind {
            Kind::Text => Cell::Text(column(row, name)?),
            Kind::Integer => Cell::Integer(column(row, name)?),
            Kind::Bytes => Cell::Bytes(column(row, name)?),
        })
    };
    columns.iter().map(cell).collect()
}

fn read(rows: &[DbRow], columns: &'static [Column]) -> Result<Vec<Row>, StoreError> {
    rows.iter().map(|row| Ok(Row::new(columns, cells(row, columns)?))).collect()
}

#[async_trait]
impl Sql for Backend {
    async fn execute(&self, statement: &'static str, values: &[Cell]) -> Result<u64, StoreError> {
        self.write(bound(statement, values)).await
    }

    async fn rows(&self, query: &'static str, values: &[Cell], columns: &'static [Column]) -> Result<Vec<Row>, StoreError> {
        read(&all(self.reader(), bound(query, values)).await?, columns)
    }

    async fn begin(&self) -> Result<Box<dyn SqlTransaction>, StoreError> {
        Ok(Box::new(self.begin_alone().await?))
    }
}

#[async_trait]
impl SqlTransaction for Transaction {
    async fn lock_account(&mut self, id: AccountId) -> Result<bool, StoreError> {
        lock(self, id).await
    }

    async fn execute(&mut self, statement: &'static str, values: &[Cell]) -> Result<u64, StoreError> {
        Ok(bound(statement, values).execute(&mut **self).await?.rows_affected())
    }

    async fn rows(&mut self, query: &'static str, values: &[Cell], columns: &'static [Column]) -> Result<Vec<Row>, StoreError> {
        read(&bound(query, values).fetch_all(&mut **self).await?, columns)
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        Transaction::commit(*self).await
    }
}
