//! Time limits for the stages of a connection.
//!
//! In HTTP/2 a connection has several requests at a time: it rests when none of them runs.

use std::{
    future::{Pending, pending},
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
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
use tokio_rustls::server::TlsStream;

use super::{
    DOZE, House, LINGER, Place,
    framing::{Framing, Verdict},
    streams::Owed,
};

/// Stage of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Receiving the head of a request.
    Head,
    /// Sending a response.
    Answer,
    /// Idle between two requests.
    Rest,
    /// Another protocol's, for the rest of its time.
    Tunnel,
}

/// The current stage of a connection, the number of stages before it, the waker for the next change, and how many requests run.
#[derive(Default)]
pub struct Stages(AtomicU64, Mutex<Option<Waker>>, AtomicUsize);

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

    /// Enters the stage that the running requests make. The streams of HTTP/2 begin and end in several threads at a time.
    fn settle(&self) {
        let runs = || self.2.load(Ordering::SeqCst) > 0;
        loop {
            let was = runs();
            self.enter(if was { Stage::Answer } else { Stage::Rest });
            if was == runs() {
                return;
            }
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
            2 => Stage::Rest,
            _ => Stage::Tunnel,
        };
        (now, stage)
    }
}

/// A request that is being answered. When it is dropped, and no other runs, the connection becomes idle.
pub struct Running(Arc<Stages>);

impl Running {
    /// A request has arrived.
    pub fn new(stages: &Arc<Stages>) -> Self {
        if stages.2.fetch_add(1, Ordering::SeqCst) == 0 {
            stages.settle();
        }
        Self(Arc::clone(stages))
    }

    /// Its connection belongs to another protocol from here.
    pub fn becomes_a_tunnel(&self) {
        self.0.enter(Stage::Tunnel);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.2.fetch_sub(1, Ordering::SeqCst) == 1 && self.0.now().1 != Stage::Tunnel {
            self.0.settle();
        }
    }
}

/// Completes when its time is over.
pub type Timer = Pin<Box<Timeout<Pending<()>>>>;

/// A timer.
pub fn timer(time: Duration) -> Timer {
    Box::pin(timeout(time, pending()))
}

/// What carries the bytes of a connection.
pub enum Wire {
    /// TCP.
    Plain(TcpStream),
    /// TLS over it.
    Tls(Box<TlsStream<TcpStream>>),
}

/// Calls a method of the stream in a wire.
macro_rules! on {
    ($wire:expr, $stream:ident => $call:expr) => {
        match $wire {
            Wire::Plain($stream) => $call,
            Wire::Tls($stream) => $call,
        }
    };
}

/// A stream that fails when its client is too slow: over a stage, or over reading what is sent to it.
pub struct Patient {
    wire: Wire,
    stages: Arc<Stages>,
    house: Arc<House>,
    _place: Place,
    stage: Option<((u64, bool), Option<Timer>)>,
    unread: Option<Timer>,
    framing: Option<Framing>,
    /// What came after a head that asks for another protocol, until it is known whose it is.
    held: Option<Vec<u8>>,
    /// What hyper reads after something odd.
    after_odd: &'static [u8],
    linger: Option<Timer>,
    /// True if hyper has nothing to do with it for now.
    is_asleep: bool,
}

impl Patient {
    /// Wraps a stream.
    pub fn new(wire: Wire, stages: Arc<Stages>, (house, place): (Arc<House>, Place)) -> Self {
        let framing = house.is_guard.then(Framing::new);
        let (stage, unread, held, linger) = (None, None, None, None);
        // The end of a head: hyper looks at what it has.
        let after_odd = b"\r\n\r\n";
        let is_asleep = house.is_guard;
        Self { wire, stages, house, _place: place, stage, unread, framing, held, after_odd, linger, is_asleep }
    }

    /// True if it waits for a client that has sent nothing.
    pub const fn is_asleep(&self) -> bool {
        self.is_asleep
    }

    /// Waits until there is something for hyper to read, and keeps it. False if there will be nothing.
    pub fn poll_awake(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        let mut first = [0; 1024];
        let mut first = ReadBuf::new(&mut first);
        let polled = self.read(cx, &mut first);
        if polled.is_pending() {
            return self.wait::<()>(cx).map(|_| false);
        }
        if first.filled().is_empty() {
            return Poll::Ready(false);
        }
        self.is_asleep = false;
        self.held = Some(first.filled().to_vec());
        if self.stages.now().1 == Stage::Rest {
            self.stages.enter(Stage::Head);
        }
        Poll::Ready(true)
    }

    /// True if hyper holds nothing of this connection: neither a part of a request, nor of an answer.
    fn is_free(&self, stage: Stage) -> bool {
        let is_between = self.framing.as_ref().is_some_and(|framing| !framing.is_inside() && !framing.is_other());
        stage == Stage::Rest && is_between && self.unread.is_none() && self.held.is_none()
    }

    /// Called while the stream makes no progress. Fails when the stage's time is over.
    fn wait<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        self.stages.wake(cx.waker());
        let (number, stage) = self.stages.now();
        let dozes = !self.is_asleep && self.is_free(stage);
        if self.stage.as_ref().is_none_or(|(armed, _)| *armed != (number, dozes)) {
            let time = self.house.time(stage);
            self.stage = Some(((number, dozes), time.map(|time| timer(if dozes { time.min(DOZE) } else { time }))));
        }
        match &mut self.stage {
            Some((_, Some(timer))) => _ = ready!(timer.as_mut().poll(cx)),
            _ => return Poll::Pending,
        }
        self.is_asleep = dozes;
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

    /// Reads from what was held back, or from the wire.
    fn read(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Some(held) = &mut self.held else {
            return on!(&mut self.wire, stream => Pin::new(stream).poll_read(cx, buf));
        };
        // Not before its request is answered.
        if self.stages.now().1 == Stage::Answer {
            return Poll::Pending;
        }
        let now = held.len().min(buf.remaining());
        buf.put_slice(held.get(..now).unwrap_or_default());
        held.drain(..now);
        if held.is_empty() {
            self.held = None;
        }
        // Nothing read would be the end.
        if now == 0 { on!(&mut self.wire, stream => Pin::new(stream).poll_read(cx, buf)) } else { Poll::Ready(Ok(())) }
    }

    /// Looks at the bytes that were read.
    fn look(&mut self, buf: &mut ReadBuf<'_>, before: usize) {
        let (Some(framing), stage) = (&mut self.framing, self.stages.now().1) else { return };
        if stage == Stage::Tunnel {
            framing.switch();
        }
        match framing.read(buf.filled().get(before..).unwrap_or_default()) {
            Verdict::Fine => {}
            Verdict::Odd(index) => {
                buf.set_filled(before + index + 1);
                if let Some(byte) = buf.filled_mut().last_mut() {
                    *byte = 0;
                }
            }
            Verdict::Upgrade(end) => {
                let mut held = buf.filled().get(before + end..).unwrap_or_default().to_vec();
                held.append(self.held.get_or_insert_default());
                self.held = Some(held);
                buf.set_filled(before + end);
            }
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.framing.as_ref().is_some_and(Framing::is_odd) {
            buf.put_slice(std::mem::take(&mut this.after_odd));
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        let polled = this.read(cx, buf);
        if polled.is_pending() {
            return this.wait(cx);
        }
        this.look(buf, before);
        let is_http2 = this.framing.as_ref().is_some_and(Framing::is_other);
        if buf.filled().len() > before && this.stages.now().1 == Stage::Rest && !is_http2 {
            this.stages.enter(Stage::Head);
        }
        polled
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = on!(&mut self.wire, stream => Pin::new(stream).poll_write(cx, bytes));
        self.written(cx, polled)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let polled = on!(&mut self.wire, stream => Pin::new(stream).poll_write_vectored(cx, bytes));
        self.written(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        on!(&self.wire, stream => stream.is_write_vectored())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = on!(&mut self.wire, stream => Pin::new(stream).poll_flush(cx));
        // TLS writes here what TCP did not take before.
        if polled.is_pending() { self.written(cx, polled) } else { polled }
    }

    /// In front of an application, a client may be sending still when its answer is complete, and bytes that nobody reads would take
    /// the answer from it (RFC 9112 §9.6).
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.is_asleep {
            // hyper goes, and takes what woke it for the end.
            return Poll::Ready(Ok(()));
        }
        if this.linger.is_none() {
            let polled = on!(&mut this.wire, stream => Pin::new(stream).poll_shutdown(cx));
            if polled.is_pending() {
                return this.written(cx, polled);
            }
            if !this.framing.as_ref().is_some_and(Framing::is_inside) {
                return polled;
            }
        }
        let linger = this.linger.get_or_insert_with(|| timer(LINGER));
        let mut rest = [0; 4096];
        loop {
            let mut rest = ReadBuf::new(&mut rest);
            match on!(&mut this.wire, stream => Pin::new(stream).poll_read(cx, &mut rest)) {
                Poll::Ready(Ok(())) if !rest.filled().is_empty() && linger.as_mut().poll(cx).is_pending() => {}
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => return linger.as_mut().poll(cx).map(|_| Ok(())),
            }
        }
    }
}

/// A response body. When it ends, its request does.
pub struct Watched {
    body: Body,
    _running: Running,
}

impl Watched {
    /// Wraps a body.
    pub fn new(body: Body, running: Running) -> Self {
        Self { body, _running: running }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        Owed::asked(polled.is_ready());
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        self.body.size_hint()
    }
}
