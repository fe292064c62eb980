//! A transaction of either database, by statements of our own.
//!
//! Where it is left without its end, by a fault or by a request that took too long, its connection is closed, and the transaction
//! with it. sqlx 0.9.0's own would leave a connection in the pool that is of no use to anybody: inside a transaction that nobody
//! ends, where its `BEGIN` was cancelled (sqlx issue 4385); waiting for ever, where the server no longer answers; and taken to be
//! inside a transaction for good, where SQLite itself rolled back, as it does on a full disk.

use std::ops::{Deref, DerefMut};

use sqlx::{Database, Executor, Pool, pool::PoolConnection};

use super::StoreError;

/// A transaction that has begun.
pub(super) struct Transaction<D: Database> {
    connection: PoolConnection<D>,
    ended: bool,
}

impl<D: Database> Transaction<D>
where
    for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
{
    /// Begins one, by this statement.
    pub async fn begin(pool: &Pool<D>, how: &'static str) -> Result<Self, StoreError> {
        let mut transaction = Self { connection: pool.acquire().await?, ended: false };
        if let Err(error) = sqlx::raw_sql(how).execute(&mut *transaction).await {
            // Where the database itself refuses to begin, because its file is locked, the connection is as it was. Another one would
            // have to wait for the file once more before it is open.
            transaction.ended = error.as_database_error().is_some();
            return Err(error.into());
        }
        Ok(transaction)
    }

    /// Keeps what it did.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.end("COMMIT").await
    }

    /// Takes back what it did.
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
