//! A transaction on either database, begun and ended by explicit statements.
//!
//! If it is dropped without an end, by a fault or a request timeout, its connection is closed, and the transaction with it. sqlx
//! 0.9.0's own transactions would leave an unusable connection in the pool: inside a transaction that nobody ends, if its `BEGIN`
//! was cancelled (sqlx issue 4385); waiting for ever, if the server no longer answers; or permanently considered inside a
//! transaction, if SQLite itself rolled back, as it does on a full disk.

use std::ops::{Deref, DerefMut};

use sqlx::{Database, Executor, Pool, pool::PoolConnection};

use super::StoreError;

/// A transaction in progress.
pub(super) struct Transaction<D: Database> {
    connection: PoolConnection<D>,
    ended: bool,
}

impl<D: Database> Transaction<D>
where
    for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
{
    /// Begins a transaction with the given statement.
    pub async fn begin(pool: &Pool<D>, how: &'static str) -> Result<Self, StoreError> {
        let mut transaction = Self { connection: pool.acquire().await?, ended: false };
        if let Err(error) = sqlx::raw_sql(how).execute(&mut *transaction).await {
            // If the database itself refuses to begin because its file is locked, the connection is unchanged and is kept. A new
            // connection would have to wait for the file again before it is open.
            transaction.ended = error.as_database_error().is_some();
            return Err(error.into());
        }
        Ok(transaction)
    }

    /// Commits the transaction.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.end("COMMIT").await
    }

    /// Rolls the transaction back.
    pub async fn rollback(self) -> Result<(), StoreError> {
        self.end("ROLLBACK").await
    }

    async fn end(mut self, how: &'static str) -> Result<(), StoreError> {
        sqlx::raw_sql(how).execute(&mut *self).await?;
        self.ended = true;
        Ok(())
    }
}

impl<D: Database> Drop for Transaction<D> {
    fn drop(&mut self) {
        if !self.ended {
            self.connection.close_on_drop();
        }
    }
}

impl<D: Database> Deref for Transaction<D> {
    type Target = D::Connection;
    fn deref(&self) -> &D::Connection {
        &self.connection
    }
}

impl<D: Database> DerefMut for Transaction<D> {
    fn deref_mut(&mut self) -> &mut D::Connection {
        &mut self.connection
    }
}
