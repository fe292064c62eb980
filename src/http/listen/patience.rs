//! Time limits for the stages of a connection.

use std::{
    future::{Pending, pending},
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker, ready},
    time::Duration,
};

use axum::body::{Body, Bytes, HttpBody};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Timeout, timeout},
};

use super::House;

/// Stage of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Receiving the head of a request.
    Head,
    /// Sending a response.
    Answer,
    /// Idle between two requests.
    Rest,
}

/// The current stage of a connection, the number of stages before it, and the waker for the next change.
#[derive(Default)]
pub struct Stages(AtomicU64, Mutex<Option<Waker>>);

impl Stages {
    /// Enters the next stage.
    pub fn enter(&self, stage: Stage) {
        let next = |now: u64| Some(((now >> 2) + 1) << 2 | stage as u64);
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        // hyper does not poll the stream again when a response ends, and the timer of the next stage starts with a poll.
        if let Some(waker) = self.1.lock().unwrap_or_else(PoisonError::into_inner).take() {
            waker.wake();
        }
    }

    fn wake(&self, waker: &Waker) {
        *self.1.lock().unwrap_or_else(PoisonError::into_inner) = Some(waker.clone());
    }

    fn now(&self) -> (u64, Stage) {
        let now = self.0.load(Ordering::Relaxed);
        let stage = match now & 3 {
            0 => Stage::Head,
            1 => Stage::Answer,
            _ => Stage::Rest,
        };
        (now, stage)
    }
}

/// Completes when its time is over.
type Timer = Pin<Box<Timeout<Pending<()>>>>;

fn timer(time: Duration) -> Timer {
    Box::pin(timeout(time, pending()))
}

/// A stream that fails when its client is too slow: over a stage, or over reading what is sent to it.
pub struct Patient {
    stream: TcpStream,
    stages: Arc<Stages>,
    house: Arc<House>,
    stage: Option<(u64, Timer)>,
    unread: Option<Timer>,
}

impl Patient {
    /// Wraps a stream.
    pub fn new(stream: TcpStream, stages: Arc<Stages>, house: Arc<House>) -> Self {
        Self { stream, stages, house, stage: None, unread: None }
    }

    /// Called while the stream makes no progress. Fails when the stage's time is over.
    fn wait<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        self.stages.wake(cx.waker());
        let (number, stage) = self.stages.now();
        if self.stage.as_ref().is_none_or(|(armed, _)| *armed != number) {
            self.stage = Some((number, timer(self.house.limits.of(stage, self.house.is_crowded()))));
        }
        if let Some((_, timer)) = &mut self.stage {
            let _ = ready!(timer.as_mut().poll(cx));
        }
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn written<T>(&mut self, cx: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.unread = None;
            return polled;
        }
        let time = self.house.limits.unread;
        if self.unread.get_or_insert_with(|| timer(time)).as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        self.wait(cx)
    }
}

impl AsyncRead for Patient {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        if polled.is_pending() {
            return self.wait(cx);
        }
        if buf.filled().len() > before && self.stages.now().1 == Stage::Rest {
            self.stages.enter(Stage::Head);
        }
        polled
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(cx, polled)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.written(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// A response body. When it ends, the connection becomes idle.
pub struct Watched {
    body: Body,
    stages: Arc<Stages>,
}

impl Watched {
    /// Wraps a body.
    pub fn new(body: Body, stages: Arc<Stages>) -> Self {
        Self { body, stages }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.stages.enter(Stage::Rest);
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        self.body.size_hint()
    }
}
