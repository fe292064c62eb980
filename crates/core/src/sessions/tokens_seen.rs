//! Records that a browser has the latest tokens. After that, a use of the previous refresh token means that somebody has a copy.
//!
//! The first request with a new access token triggers it, in the background. Requests do not wait for a database that accepts no
//! writes, and such a database gets no notes for a while.

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

/// Maximum number of concurrent writes. Beyond it, the session's next request writes the note.
const AT_ONCE: usize = 8;
/// How long a request waits for its note.
const WAIT: Duration = Duration::from_millis(300);
/// Timeout of a note.
const GIVEN_UP: Duration = Duration::from_secs(5);
/// After a failed note, none is written for this long.
const QUIET: Duration = Duration::from_secs(10);

/// State of the notes in progress.
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
    /// Writes the note and waits for it briefly. If it fails, use of a copied previous token is noticed later.
    pub async fn note(&self, store: &Arc<dyn Store>, session: &Session, now: Timestamp) {
        let until = Timestamp(self.quiet_until.load(Ordering::Relaxed));
        if now < until && until.since(now) <= QUIET {
            return;
        }
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else { return };
        let (store, session, quiet_until) = (Arc::clone(store), session.clone(), Arc::clone(&self.quiet_until));
        // A separate task, so that the note is not cancelled half-way when the request stops waiting.
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
