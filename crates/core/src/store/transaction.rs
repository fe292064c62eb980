//! A transaction on PostgreSQL, begun and ended by explicit statements.
//!
//! If it is dropped without an end, by a fault or a request timeout, its connection is closed, and the transaction with it. sqlx
//! 0.9.0's own transactions would leave an unusable connection in the pool: inside a transaction that nobody ends, if its `BEGIN`
//! was cancelled (sqlx issue 4385), or waiting for ever, if the server no longer answers.

use std::ops::{Deref, DerefMut};

use sqlx::{PgConnection, Postgres};

use super::{
    StoreError,
    connections::{Connections, Lease},
};

/// A transaction in progress.
pub(super) struct Transaction {
    connection: Lease<Postgres>,
}

impl Transaction {
    /// Begins a transaction.
    pub async fn begin(connections: &Connections<Postgres>) -> Result<Self, StoreError> {
        loop {
            let mut connection = connections.lease_to_try().await?;
            connection.close_on_drop();
            match sqlx::raw_sql("BEGIN").execute(&mut *connection).await {
                Ok(_) => return Ok(Self { connection }),
                Err(error) => drop(connection.done(Err::<(), _>(error))?),
            }
        }
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
        let ended = sqlx::raw_sql(how).execute(&mut *self.connection).await.map(drop);
        // A transaction is not tried again.
        self.connection.done(ended)?.ok_or_else(|| StoreError::Unavailable("the connection was lost".into()))
    }
}

impl Deref for Transaction {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.connection
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.connection
    }
}
