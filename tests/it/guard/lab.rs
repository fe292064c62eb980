//! A guard, an application that the test plays, and clients.
use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderName, HeaderValue, Response},
};
use latchkey::{
    guard::{Passing, Patience, Stays, Upstream},
    http::listen::{self, Limits, Service, tls::Tls},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::timeout,
};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(30);
/// The host of all requests.
pub const HOST: &str = "notes.example.com";

/// Waits, but not for ever.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    timeout(LONG, what).await.expect("it takes too long")
}

/// How a guard is set up.
pub struct Setup {
    pub patience: Patience,
    pub most: usize,
    pub limits: Limits,
    pub tls: Option<Arc<Tls>>,
    pub stays: Option<Arc<dyn Stays>>,
}

impl Default for Setup {
    fn default() -> Self {
        let (limits, _) = Limits::guarding(4096, 8, LONG, vec![]);
        Self { patience: Patience::default(), most: 100, limits, tls: None, stays: None }
    }
}

/// A running guard.
pub struct Guard {
    pub address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

impl Guard {
    /// Starts a guard in front of an application.
    pub async fn start(application: SocketAddr, setup: Setup) -> Self {
        let Setup { patience, most, limits, tls, stays } = setup;
        let identity = vec![HeaderName::from_static("x-user"), HeaderName::from_static("remote-user")];
        let url = format!("http://{application}").parse().unwrap();
        let upstream = Arc::new(Upstream::with_patience(&url, (most, identity), patience).unwrap());
        let scheme = if tls.is_some() { "https" } else { "http" };
        let router = Router::new().fallback(move |ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request| {
            let (upstream, stays) = (Arc::clone(&upstream), stays.clone());
            async move {
                let identity = vec![(HeaderName::from_static("remote-user"), HeaderValue::from_static("mia"))];
                let host = HeaderValue::from_static(HOST);
                let passing = Passing { client: peer.ip(), scheme, host, identity, by_method: true, stays };
                let failed = |failure: latchkey::guard::Failure| {
                    Response::builder().status(failure.status()).body(Body::from(failure.to_string())).unwrap()
                };
                upstream.pass(request, passing).await.unwrap_or_else(failed)
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, (stop, stopped)) = (listener.local_addr().unwrap(), oneshot::channel::<()>());
        let service = Service::guard(limits, tls);
        tokio::spawn(listen::serve(listener, router, service, async { _ = stopped.await }, Duration::from_secs(1)));
        Self { address, _stop: stop }
    }

    /// Connects, and sends this.
    pub async fn sent(&self, bytes: impl AsRef<[u8]>) -> Peer<TcpStream> {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        // A guard that refuses may close before all is sent.
        let _ = stream.write_all(bytes.as_ref()).await;
        Peer::new(stream)
    }

    /// The whole answer to this.
    pub async fn answer(&self, bytes: impl AsRef<[u8]>) -> String {
        self.sent(bytes).await.rest().await
    }
}

/// An application that the test plays.
pub struct App(TcpListener);

impl App {
    /// An application, and a guard in front of it.
    pub async fn guarded(setup: Setup) -> (Self, Guard) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let guard = Guard::start(listener.local_addr().unwrap(), setup).await;
        (Self(listener), guard)
    }

    /// The next connection of the guard.
    pub async fn next(&self) -> Peer<TcpStream> {
        Peer::new(soon(self.0.accept()).await.unwrap().0)
    }

    /// True if no connection waits.
    pub async fn is_alone(&self) -> bool {
        timeout(Duration::ZERO, self.0.accept()).await.is_err()
    }
}

/// One end of a connection.
pub struct Peer<S> {
    pub stream: S,
    read: Vec<u8>,
}

impl<S: AsyncRead + tokio::io::AsyncWrite + Unpin> Peer<S> {
    pub fn new(stream: S) -> Self {
        Self { stream, read: vec![] }
    }

    /// Sends this.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        soon(self.stream.write_all(bytes.as_ref())).await.unwrap();
    }

    /// Reads until there is this, and returns what comes before it, with it.
    pub async fn until(&mut self, end: &str) -> String {
        loop {
            if let Some(at) = self.read.windows(end.len()).position(|window| window == end.as_bytes()) {
                let rest = self.read.split_off(at + end.len());
                return String::from_utf8_lossy(&std::mem::replace(&mut self.read, rest)).into_owned();
            }
            let read = soon(self.stream.read_buf(&mut self.read)).await;
            assert!(matches!(read, Ok(1..)), "{read:?} before {end:?}: {}", String::from_utf8_lossy(&self.read));
        }
    }

    /// Reads a head.
    pub async fn head(&mut self) -> String {
        self.until("\r\n\r\n").await
    }

    /// Reads until the other side closes.
    pub async fn rest(&mut self) -> String {
        while matches!(soon(self.stream.read_buf(&mut self.read)).await, Ok(1..)) {}
        String::from_utf8_lossy(&std::mem::take(&mut self.read)).into_owned()
    }
}

/// A GET with these lines, after which the client wants no more.
pub fn get(lines: &str) -> String {
    format!("GET /a?b=c HTTP/1.1\r\nHost: {HOST}\r\n{lines}Connection: close\r\n\r\n")
}

pub const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
