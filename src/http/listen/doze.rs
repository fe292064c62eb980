//! Idle connections without hyper, whose buffers are 16 KiB for each.
//!
//! A connection that has rested for a moment fails for hyper, which goes and leaves the stream. When the client sends something, hyper
//! comes back. That costs microseconds, and saves three quarters of an idle
//! connection's memory.

use std::{
    future::poll_fn,
    io::{self, IoSlice},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::patience::Patient;

/// A stream that outlives what reads from it.
#[derive(Clone)]
pub struct Shared(Arc<Mutex<Patient>>);

impl Shared {
    /// Wraps a stream.
    pub fn new(stream: Patient) -> Self {
        Self(Arc::new(Mutex::new(stream)))
    }

    /// True if hyper left it because it rests, not because it has ended.
    pub fn is_asleep(&self) -> bool {
        self.stream().is_asleep()
    }

    /// Waits until the client sends something. False if it will not.
    pub async fn awakes(&self) -> bool {
        poll_fn(|cx| self.stream().poll_awake(cx)).await
    }

    fn stream(&self) -> MutexGuard<'_, Patient> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsyncRead for Shared {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream()).poll_read(cx, buf)
    }
}

impl AsyncWrite for Shared {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream()).poll_write(cx, bytes)
    }

    fn poll_write_vectored(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream()).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream().is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream()).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream()).poll_shutdown(cx)
    }
}
