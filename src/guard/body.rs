//! Bodies that pass through: the request's on its way to the application, and the answer's on its way back.

use std::{
    future::{Pending, pending},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderName, header},
};
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::time::{Timeout, timeout};

use super::{
    hop,
    pool::{Link, Pool, Slot},
    upgrade::{self, Stays},
};

/// Completes when its time is over.
type Timer = Pin<Box<Timeout<Pending<()>>>>;

/// A timer.
pub fn timer(time: Duration) -> Timer {
    Box::pin(timeout(time, pending()))
}

/// How long the body of a request with `Expect` is held back for the application's word (RFC 9110 §10.1.1).
const EXPECT: Duration = Duration::from_secs(1);

/// How far a request's body is.
#[derive(Default)]
pub struct Progress(AtomicU8);

impl Progress {
    const INVITED: u8 = 1;
    const ENDED: u8 = 2;
    const STALLED: u8 = 4;

    fn set(&self, state: u8) {
        self.0.fetch_or(state, Ordering::Relaxed);
    }

    fn is(&self, state: u8) -> bool {
        self.0.load(Ordering::Relaxed) & state != 0
    }

    /// The application asks for the body.
    pub fn invite(&self) {
        self.set(Self::INVITED);
    }

    /// True if all was sent, or nobody wants the rest.
    pub fn has_ended(&self) -> bool {
        self.is(Self::ENDED)
    }

    /// True if the client stopped sending.
    pub fn has_stalled(&self) -> bool {
        self.is(Self::STALLED)
    }
}

/// The body of a request, on its way to the application.
pub struct Sent {
    body: Body,
    progress: Arc<Progress>,
    /// Maximum time that the client may take for the next piece.
    patience: Duration,
    idle: Option<Timer>,
    expected: Option<Timer>,
    /// Names that a client must not use, in trailers either: some servers make headers of them.
    identity: Arc<[HeaderName]>,
}

impl Sent {
    /// Wraps a body.
    pub fn new(body: Body, patience: Duration, identity: Arc<[HeaderName]>) -> Self {
        let progress = Arc::<Progress>::default();
        if body.is_end_stream() {
            progress.set(Progress::ENDED);
        }
        Self { body, progress, patience, idle: None, expected: None, identity }
    }

    /// Holds the body back until the application asks for it, or has said nothing for a second.
    pub fn expected(mut self) -> Self {
        self.expected = Some(timer(EXPECT));
        self
    }

    /// How far it is.
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        self.progress.set(Progress::ENDED);
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let this = &mut *self;
        if let Some(expected) = &mut this.expected {
            if !this.progress.is(Progress::INVITED) && expected.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            this.expected = None;
        }
        let polled = Pin::new(&mut this.body).poll_frame(cx);
        let Poll::Ready(frame) = polled else {
            let patience = this.patience;
            if this.idle.get_or_insert_with(|| timer(patience)).as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            this.progress.set(Progress::STALLED | Progress::ENDED);
            return Poll::Ready(Some(Err("the client stopped sending".into())));
        };
        this.idle = None;
        if !matches!(frame, Some(Ok(_))) || this.body.is_end_stream() {
            this.progress.set(Progress::ENDED);
        }
        Poll::Ready(frame.map(|frame| frame.map(|frame| trailers_of_a_client(frame, &this.identity)).map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Takes out of trailers what a client must not say, as it is taken out of headers.
fn trailers_of_a_client(mut frame: Frame<Bytes>, identity: &[HeaderName]) -> Frame<Bytes> {
    if let Some(trailers) = frame.trailers_mut() {
        hop::end(trailers);
        hop::take_forged(trailers, identity);
        // Neither belongs there (RFC 9110 §6.5.1), and the cookies could be ours.
        trailers.remove(header::COOKIE);
        trailers.remove(header::AUTHORIZATION);
    }
    frame
}

/// The body of an answer, on its way to the client. Dropped before its end, it ends the request to the application.
pub struct Answer {
    body: Incoming,
    link: Option<(Link, Arc<Pool>)>,
    slot: Option<Slot>,
    broken: Option<hyper::Error>,
    stays: Option<Arc<dyn Stays>>,
    /// Asks whether it may stay. Begins when the application makes it wait.
    ended: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Answer {
    /// Wraps a body and the connection that it comes from.
    pub fn new(body: Incoming, (link, pool): (Link, Arc<Pool>), (slot, stays): (Slot, Option<Arc<dyn Stays>>)) -> Self {
        Self { body, stays, ended: None, link: Some((link, pool)), slot: Some(slot), broken: None }
    }

    /// Gives the connection back, if all has been read.
    pub fn end_if_complete(&mut self, cx: &mut Context<'_>) {
        if self.body.is_end_stream() {
            self.end(cx);
        }
    }

    fn end(&mut self, cx: &mut Context<'_>) {
        if let Some((link, pool)) = self.link.take() {
            pool.keep(link, cx);
        }
        self.slot = None;
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let this = &mut *self;
        if let Some(error) = this.broken.take() {
            return Poll::Ready(Some(Err(error.into())));
        }
        let mut polled = Pin::new(&mut this.body).poll_frame(cx);
        if polled.is_pending() && this.link.as_mut().is_some_and(|(link, _)| link.drive(cx)) {
            polled = Pin::new(&mut this.body).poll_frame(cx);
        }
        match polled {
            Poll::Ready(Some(Err(error))) => {
                // hyper drops what it has not sent yet when a body fails: it sends first if there is nothing else to do.
                (this.link, this.broken) = (None, Some(error));
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(None) => this.end(cx),
            Poll::Ready(Some(Ok(_))) => this.end_if_complete(cx),
            Poll::Pending => {
                if let Some(stays) = this.stays.take() {
                    this.ended = Some(Box::pin(upgrade::ended(Some(stays))));
                }
            }
        }
        if this.ended.as_mut().is_some_and(|ended| ended.as_mut().poll(cx).is_ready()) {
            (this.link, this.ended) = (None, None);
            return Poll::Ready(Some(Err("its session has ended".into())));
        }
        polled.map(|frame| frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
