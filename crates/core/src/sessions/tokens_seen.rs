//! Noting that a browser has the tokens that came last: from then on the refresh token before them is a copy that somebody has.
//!
//! It is noted by the way, at the first request with a new access token. Whoever asks for something does not wait for a database
//! that takes no changes, and one that takes none is left alone for a while.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use tokio::sync::Semaphore;

use crate::{
    domain::{session::Session, time::Timestamp},
    store::Store,
};

/// Notes under way at a time. Where there are more, the next request of the session notes it.
const AT_ONCE: usize = 8;
/// How long a request waits for its note.
const WAIT: Duration = Duration::from_millis(300);
/// How long a note may take at all.
const GIVEN_UP: Duration = Duration::from_secs(5);
/// How long nothing is noted after the database did not take a note.
const QUIET: Duration = Duration::from_secs(10);

/// What is under way.
pub(crate) struct TokensSeen {
    places: Arc<Semaphore>,
    quiet_until: Arc<AtomicI64>,
}

impl Default for TokensSeen {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), quiet_until: Arc::default() }
    }
}

impl TokensSeen {
    /// Notes it, if the database takes it soon. Otherwise a copy of the former token is noticed later.
    pub async fn note(&self, store: &Arc<dyn Store>, session: &Session, now: Timestamp) {
        let until = Timestamp(self.quiet_until.load(Ordering::Relaxed));
        if now < until && until.since(now) <= QUIET {
            return;
        }
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else { return };
        let (store, session, quiet_until) = (Arc::clone(store), session.clone(), Arc::clone(&self.quiet_until));
        // On its own: it is not given up half-way when whoever asked has waited long enough.
        let noted = tokio::spawn(async move {
            let _place = place;
            if !matches!(tokio::time::timeout(GIVEN_UP, store.note_tokens_seen(&session)).await, Ok(Ok(()))) {
                quiet_until.store((now + QUIET).0, Ordering::Relaxed);
                tracing::debug!(session = %session.id, "session.tokens_seen_not_noted");
            }
        });
        let _ = tokio::time::timeout(WAIT, noted).await;
    }
}
