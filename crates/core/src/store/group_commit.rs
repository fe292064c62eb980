//! Group commit: deeds that wait for SQLite's one writer share a transaction, and the one fsync that makes it durable.
//!
//! The first deed begins the transaction. When it is done, a committer queues for the writer, behind all deeds that wait by then.
//! Each of these runs in a savepoint of its own. No deed is answered before the committer has committed, and one that fails undoes
//! its own savepoint alone. Where nobody waits, the committer's turn comes at once.

use std::{
    mem,
    ops::{Deref, DerefMut},
    sync::Arc,
};

use sqlx::{Pool, Sqlite, SqliteConnection, pool::PoolConnection, query::Query, sqlite::SqliteArguments};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard, watch},
    time::timeout,
};

use super::{StoreError, connections::ACQUIRE_TIMEOUT};

/// The one connection that writes. Whoever writes waits for the turn: first come, first served.
#[derive(Clone)]
pub(super) struct Writer(Arc<Mutex<Turn>>);

/// What passes from turn to turn.
struct Turn {
    pool: Pool<Sqlite>,
    connection: Option<PoolConnection<Sqlite>>,
    group: Option<Group>,
}

/// The transaction in progress.
struct Group {
    /// Tells its deeds how it ended, once.
    outcome: watch::Sender<Option<Result<(), StoreError>>>,
    /// True once a deed of it is done. Then a committer is on its way.
    has_deeds: bool,
}

/// What a deed undoes if it fails.
#[derive(Clone, Copy)]
enum Scope {
    /// The whole transaction, in which no other deed is done yet.
    Transaction,
    /// Its savepoint.
    Savepoint,
    /// Nothing: one statement undoes itself, and before its savepoint a deed has done nothing.
    Statement,
}

/// A deed in progress. It has the turn. Dropping it undoes it, and no other.
pub(super) struct Deed {
    writer: Writer,
    // Some until it ends.
    turn: Option<OwnedMutexGuard<Turn>>,
    scope: Scope,
    is_alone: bool,
}

/// Runs a statement without parameters, prepared once.
async fn run(connection: &mut SqliteConnection, statement: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(statement).execute(connection).await.map(drop)
}

fn lost() -> StoreError {
    StoreError::Unavailable("the transaction was lost".into())
}

impl Writer {
    /// Writes through the only connection of this pool.
    pub fn of(pool: Pool<Sqlite>) -> Self {
        Self(Arc::new(Mutex::new(Turn { pool, connection: None, group: None })))
    }

    /// Begins a deed in the group's transaction.
    pub async fn begin(&self) -> Result<Deed, StoreError> {
        let mut deed = self.turn().await?;
        if deed.enter().await? {
            // Until it is there, the last savepoint is another deed's, which is done.
            deed.scope = Scope::Statement;
            run(&mut deed, "SAVEPOINT deed").await?;
            deed.scope = Scope::Savepoint;
        }
        Ok(deed)
    }

    /// Begins a deed in a transaction of its own. For one that may take long: nobody waits for its end but those who come later.
    pub async fn begin_alone(&self) -> Result<Deed, StoreError> {
        let mut deed = self.turn().await?;
        deed.is_alone = true;
        deed.held()?.commit().await;
        deed.enter().await?;
        Ok(deed)
    }

    /// Runs one statement as a deed. Returns how many rows it changed, when that is durable.
    pub async fn execute(&self, query: Query<'_, Sqlite, SqliteArguments>) -> Result<u64, StoreError> {
        let mut deed = self.turn().await?;
        if deed.enter().await? {
            deed.scope = Scope::Statement;
        }
        match query.execute(&mut *deed).await {
            Ok(done) => {
                deed.share().await?;
                Ok(done.rows_affected())
            }
            Err(error) => {
                if let Scope::Statement = deed.scope {
                    deed.held()?.check().await;
                }
                Err(error.into())
            }
        }
    }

    /// Commits what is in progress and closes the connection.
    pub async fn close(&self) {
        let mut turn = self.0.lock().await;
        turn.commit().await;
        turn.close();
        turn.pool.close().await;
    }

    /// Waits for the turn.
    async fn turn(&self) -> Result<Deed, StoreError> {
        let busy = |_| StoreError::Unavailable("the database's writer is busy".into());
        let turn = timeout(ACQUIRE_TIMEOUT, Arc::clone(&self.0).lock_owned()).await.map_err(busy)?;
        Ok(Deed { writer: self.clone(), turn: Some(turn), scope: Scope::Transaction, is_alone: false })
    }
}

impl Turn {
    /// Commits the transaction in progress, if there is one, and tells its deeds.
    async fn commit(&mut self) {
        let Some(group) = &self.group else { return };
        if !group.has_deeds {
            return self.undo().await;
        }
        match self.run("COMMIT").await {
            Ok(()) => self.tell(Ok(())),
            Err(error) => {
                self.tell(Err(error.into()));
                self.undo().await;
            }
        }
    }

    /// Undoes the transaction in progress.
    async fn undo(&mut self) {
        // SQLite refuses if there is none any more: it has undone it itself, as on a full disk.
        let undone = self.run("ROLLBACK").await;
        if undone.is_err_and(|error| error.as_database_error().is_none()) {
            self.close();
        }
        self.tell(Err(lost()));
    }

    /// Undoes the savepoint of the present deed.
    async fn undo_savepoint(&mut self) {
        // SQLite refuses if it has undone the whole transaction.
        if self.run("ROLLBACK TO deed").await.is_err() {
            self.undo().await;
        }
    }

    /// Finds out whether the transaction outlived a statement that failed. SQLite refuses to begin another in it.
    async fn check(&mut self) {
        if self.run("BEGIN").await.is_ok() {
            self.undo().await;
        }
    }

    async fn run(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        match &mut self.connection {
            Some(connection) => run(connection, statement).await,
            None => Err(sqlx::Error::WorkerCrashed),
        }
    }

    /// Closes the connection, which undoes all that is not committed.
    fn close(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            connection.close_on_drop();
        }
    }

    fn tell(&mut self, outcome: Result<(), StoreError>) {
        if let Some(group) = self.group.take() {
            group.outcome.send_replace(Some(outcome));
        }
    }
}

impl Deed {
    fn held(&mut self) -> Result<&mut Turn, StoreError> {
        self.turn.as_deref_mut().ok_or_else(lost)
    }

    /// Enters the transaction in progress, or begins one. True if others have done something in it.
    async fn enter(&mut self) -> Result<bool, StoreError> {
        let turn = self.held()?;
        if turn.group.is_some() {
            return Ok(true);
        }
        let connection = match &mut turn.connection {
            Some(connection) => connection,
            none => none.insert(turn.pool.acquire().await?),
        };
        // Set before it is known to have begun: then whoever is cancelled here undoes it.
        turn.group = Some(Group { outcome: watch::Sender::new(None), has_deeds: false });
        // `IMMEDIATE`, since SQLite refuses to upgrade a reading transaction later.
        let Err(error) = run(connection, "BEGIN IMMEDIATE").await else { return Ok(false) };
        turn.group = None;
        // If SQLite refuses because the file is locked, the connection is unchanged and is kept. A new one would have to wait for
        // the file again before it is open.
        if error.as_database_error().is_none() {
            turn.close();
        }
        self.turn = None;
        Err(error.into())
    }

    /// Ends the deed. Returns when it is durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        // Its savepoint ends with the transaction. Until then the next one is inside it.
        self.share().await
    }

    /// Undoes the deed. Returns when those before it are durable: what it has seen of them may be in its answer.
    pub async fn rollback(mut self) -> Result<(), StoreError> {
        let turn = self.turn.take().ok_or_else(lost)?;
        let others = turn.group.as_ref().filter(|group| group.has_deeds).map(|group| group.outcome.subscribe());
        undo(turn, self.scope).await;
        match others {
            Some(told) => outcome(told).await,
            None => Ok(()),
        }
    }

    /// Passes the turn on, and waits until the transaction is committed.
    async fn share(mut self) -> Result<(), StoreError> {
        let mut turn = self.turn.take().ok_or_else(lost)?;
        let group = turn.group.as_mut().ok_or_else(lost)?;
        let is_first = !mem::replace(&mut group.has_deeds, true);
        let (ending, told) = (group.outcome.clone(), group.outcome.subscribe());
        if self.is_alone {
            turn.commit().await;
        } else if is_first {
            let writer = self.writer.clone();
            // A task of its own: whoever asked may leave, and the others wait for it.
            tokio::spawn(async move {
                let mut turn = writer.0.lock().await;
                if turn.group.as_ref().is_some_and(|group| group.outcome.same_channel(&ending)) {
                    turn.commit().await;
                }
            });
        }
        drop(turn);
        outcome(told).await
    }
}

/// Waits until a transaction has ended.
async fn outcome(mut told: watch::Receiver<Option<Result<(), StoreError>>>) -> Result<(), StoreError> {
    let told = told.wait_for(Option::is_some).await.map_err(|_| lost())?;
    told.clone().unwrap_or_else(|| Err(lost()))
}

/// Undoes a deed.
async fn undo(mut turn: OwnedMutexGuard<Turn>, scope: Scope) {
    match scope {
        Scope::Transaction if turn.group.is_some() => turn.undo().await,
        Scope::Savepoint if turn.group.is_some() => turn.undo_savepoint().await,
        Scope::Transaction | Scope::Savepoint | Scope::Statement => {}
    }
}

impl Drop for Deed {
    fn drop(&mut self) {
        let Some(turn) = self.turn.take() else { return };
        // Statements that were cancelled are still run before this.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(undo(turn, self.scope));
        }
    }
}

impl Deref for Deed {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        self.turn.as_ref().and_then(|turn| turn.connection.as_deref()).expect("a deed in progress has the connection")
    }
}

impl DerefMut for Deed {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.turn.as_mut().and_then(|turn| turn.connection.as_deref_mut()).expect("a deed in progress has the connection")
    }
}

#[cfg(test)]
mod tests;
