//! Connections that are kept between uses.
//!
//! sqlx's pool pings a connection when it is acquired, and twice more when it is released (0.9.0, `pool/connection.rs`). For a
//! statement that takes 10 µs that is most of the work. So connections stay out of the pool while they are busy, and one is pinged
//! only if it was idle for a moment. The pool still opens them and takes those back whose state is unknown.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sqlx::{Connection, Database, Pool, pool::PoolConnection};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout},
};

use super::{StoreError, fault::ends_connection};
use crate::metrics;

/// How long a request waits for a connection.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// A connection used within this time is considered alive. A database that restarts takes longer.
const FRESH: Duration = Duration::from_millis(50);
/// How long a connection may take to prove that it is alive.
pub(super) const PING_TIMEOUT: Duration = Duration::from_secs(1);

/// The connections of a pool, as many as it has. Cheap to clone.
pub(super) struct Connections<D: Database>(Arc<Inner<D>>);

struct Inner<D: Database> {
    pool: Pool<D>,
    most: usize,
    places: Arc<Semaphore>,
    kept: Mutex<Vec<(PoolConnection<D>, Instant)>>,
}

impl<D: Database> Clone for Connections<D> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<D: Database> Connections<D> {
    /// Uses this pool alone.
    pub fn of(pool: Pool<D>) -> Self {
        let most = usize::try_from(pool.options().get_max_connections()).unwrap_or(Semaphore::MAX_PERMITS);
        Self(Arc::new(Inner { pool, most, places: Arc::new(Semaphore::new(most)), kept: Mutex::default() }))
    }

    /// Leases a connection that is alive for what must not be tried again.
    pub async fn lease(&self) -> Result<Lease<D>, StoreError> {
        self.lease_idle_for(Duration::ZERO).await
    }

    /// Leases a connection for what may be tried again: a query, or the begin of a transaction. One that was used a moment ago may have
    /// been ended by the server since: [`Lease::done`] says whether to try again.
    pub async fn lease_to_try(&self) -> Result<Lease<D>, StoreError> {
        self.lease_idle_for(FRESH).await
    }

    /// Leases a connection, the most recently used one first. One that was idle for longer than this proves that it is alive.
    async fn lease_idle_for(&self, fresh: Duration) -> Result<Lease<D>, StoreError> {
        let gone = || StoreError::Unavailable("no connection to the database is free".into());
        // One time for all of it: to wait for a place, to prove kept ones, to open one.
        timeout(ACQUIRE_TIMEOUT, self.find(fresh)).await.map_err(|_| gone())?
    }

    async fn find(&self, fresh: Duration) -> Result<Lease<D>, StoreError> {
        let closed = |_| StoreError::Unavailable("the database is closed".into());
        let place = Arc::clone(&self.0.places).acquire_owned().await.map_err(closed)?;
        while let Some((mut connection, used_at)) = self.pop() {
            let is_fresh = used_at.elapsed() < fresh;
            if is_fresh || matches!(timeout(PING_TIMEOUT, connection.ping()).await, Ok(Ok(()))) {
                return Ok(Lease { connection, of: self.clone(), is_proved: !is_fresh, place });
            }
            connection.close_on_drop();
        }
        let connection = self.0.pool.acquire().await?;
        Ok(Lease { connection, of: self.clone(), is_proved: true, place })
    }

    /// How many are in use at this moment, and how many are not.
    pub fn at_work(&self) -> metrics::Connections {
        let free = self.0.places.available_permits().min(self.0.most);
        metrics::Connections { busy: self.0.most - free, free }
    }

    /// Closes all connections, as soon as they are no longer used.
    pub async fn close(&self) {
        let closing = self.0.pool.close();
        // Kept ones count as used.
        self.forget_kept();
        closing.await;
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Vec<(PoolConnection<D>, Instant)>> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pop(&self) -> Option<(PoolConnection<D>, Instant)> {
        self.kept().pop()
    }

    /// Returns the kept connections to the pool, which pings them.
    fn forget_kept(&self) {
        let kept = std::mem::take(&mut *self.kept());
        drop(kept);
    }
}

/// A leased connection. Unless it is [kept](Self::keep), it goes back to the pool, which finds out what state it is in.
pub(super) struct Lease<D: Database> {
    connection: PoolConnection<D>,
    of: Connections<D>,
    /// False if it was used a moment ago and has not proved since that it is alive.
    is_proved: bool,
    place: OwnedSemaphorePermit,
}

impl<D: Database> Lease<D> {
    /// Keeps the connection for the next use. Call it after a statement that ended well, outside a transaction.
    pub fn keep(self) {
        let Self { connection, of, place, .. } = self;
        if !of.0.pool.is_closed() {
            of.kept().push((connection, Instant::now()));
        }
        drop(place);
    }

    /// Keeps the connection if this result is good. `None` if the server has ended it since its last use: try again.
    pub fn done<T>(self, result: Result<T, sqlx::Error>) -> Result<Option<T>, StoreError> {
        match result {
            Ok(done) => {
                self.keep();
                Ok(Some(done))
            }
            Err(error) if !ends_connection(&error) => Err(error.into()),
            Err(error) => {
                // The others are suspect, too.
                self.of.forget_kept();
                if self.is_proved { Err(error.into()) } else { Ok(None) }
            }
        }
    }

    /// Closes the connection when this is dropped.
    pub fn close_on_drop(&mut self) {
        self.connection.close_on_drop();
    }
}

impl<D: Database> Deref for Lease<D> {
    type Target = D::Connection;
    fn deref(&self) -> &D::Connection {
        &self.connection
    }
}

impl<D: Database> DerefMut for Lease<D> {
    fn deref_mut(&mut self) -> &mut D::Connection {
        &mut self.connection
    }
}
