//! Streams of HTTP/2, each in a task of its own: one whose client does not take what is there for it is cut, and its connection goes on.
//!
//! In HTTP/1.1 a client that reads nothing is found by the socket (`patience.rs`). In HTTP/2 it need not enlarge a stream's window
//! (RFC 9113 §5.2), while the connection looks alive, and hyper waits for ever.

use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use hyper::rt::Executor;

use super::patience::{Timer, timer};

tokio::task_local! {
    static OWED: Arc<Owed>;
}

/// How often a stream's body was asked for more. An odd number: it gave something, which the client has not taken yet.
#[derive(Debug, Default)]
pub struct Owed(AtomicU64);

impl Owed {
    /// The body of the running stream is asked for more. Nothing happens outside of HTTP/2.
    pub fn asked(gave: bool) {
        let _ = OWED.try_with(|owed| {
            let now = owed.0.load(Ordering::Relaxed);
            owed.0.store(now + if now.is_multiple_of(2) != gave { 2 } else { 1 }, Ordering::Relaxed);
        });
    }

    /// Completes when the client has taken nothing for so long. Polled after its stream.
    fn poll_too_long(&self, cx: &mut Context<'_>, (unread, armed): (Duration, &mut Option<(u64, Timer)>)) -> Poll<()> {
        let now = self.0.load(Ordering::Relaxed);
        if now.is_multiple_of(2) {
            *armed = None;
            return Poll::Pending;
        }
        if armed.as_ref().is_none_or(|(at, _)| *at != now) {
            *armed = Some((now, timer(unread)));
        }
        match armed {
            Some((_, timer)) => timer.as_mut().poll(cx).map(drop),
            None => Poll::Pending,
        }
    }
}

/// Runs the streams of a connection.
#[derive(Clone, Debug)]
pub struct Streams(pub Duration);

impl<F> Executor<F> for Streams
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, stream: F) {
        let (unread, owed) = (self.0, Arc::<Owed>::default());
        tokio::spawn(async move {
            let mut armed = None;
            tokio::select! {
                biased;
                () = OWED.scope(Arc::clone(&owed), stream) => {}
                // Dropped before its end, it is reset.
                () = poll_fn(|cx| owed.poll_too_long(cx, (unread, &mut armed))) => {}
            }
        });
    }
}
