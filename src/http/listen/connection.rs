//! One connection, from its handshake to its end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::StatusCode,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulConnection},
};
use rustix::net::sockopt;
use tokio::{net::TcpStream, sync::watch, time::timeout};
use tower::ServiceExt;

use super::{
    House, Place,
    doze::Shared,
    patience::{Patient, Running, Stages, Watched, Wire},
    streams::Streams,
};

/// Maximum size of a request head, and of the read and write buffers.
const BUFFER: usize = 64 * 1024;
/// Maximum number of requests at a time on a connection of HTTP/2.
const STREAMS: u32 = 100;
/// Maximum number of bytes waiting to be sent, for each of them.
const STREAM_BUFFER: usize = 64 * 1024;
/// How often a client of HTTP/2 is asked whether it is still there, and how long it may take to say so.
const PING: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(20));
/// How long a connection may be silent until TCP asks whether the client is still there, between two such questions, and how many.
const PROBE: (Duration, Duration, u32) = (Duration::from_secs(60), Duration::from_secs(15), 4);

/// Serves a connection. Its errors concern only its client. It has its place until its stream is dropped, which a tunnel keeps.
pub async fn connection((stream, peer, place): (TcpStream, SocketAddr, Place), router: Router, house: Arc<House>) {
    let (is_guard, unread, mut stops) = (house.is_guard, house.limits.unread, house.stops.subscribe());
    if is_guard {
        let _ = probe(&stream);
    }
    let wire = tokio::select! {
        wire = wire(stream, &house) => wire,
        _ = stops.wait_for(|stops| *stops) => None,
    };
    let (Some(wire), stages) = (wire, Arc::new(Stages::default())) else { return };
    let stream = Shared::new(Patient::new(wire, Arc::clone(&stages), (house, place)));
    if !is_guard {
        let service = service_fn(answers(router, peer, stages));
        return until_stopped(http().serve_connection(TokioIo::new(stream), service), &mut stops).await;
    }
    while stream.is_asleep() {
        let awakes = tokio::select! {
            awakes = stream.awakes() => awakes,
            _ = stops.wait_for(|stops| *stops) => false,
        };
        if !awakes {
            return;
        }
        let service = service_fn(answers(router.clone(), peer, Arc::clone(&stages)));
        let connection = both(unread).serve_connection_with_upgrades(TokioIo::new(stream.clone()), service).into_owned();
        // In a box of its own, or it would need its memory while it is asleep as well.
        Box::pin(until_stopped(connection, &mut stops)).await;
    }
}

/// Drives a connection. When the server stops, it ends after its running requests.
async fn until_stopped(connection: impl GracefulConnection, stops: &mut watch::Receiver<bool>) {
    tokio::pin!(connection);
    tokio::select! {
        biased;
        _ = &mut connection => return,
        _ = stops.wait_for(|stops| *stops) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// The stream of a connection, after its handshake if it has TLS.
async fn wire(stream: TcpStream, house: &House) -> Option<Wire> {
    match &house.tls {
        None => Some(Wire::Plain(stream)),
        Some(tls) => {
            let accepted = timeout(house.limits.head, tls.acceptor().accept(stream)).await;
            Some(Wire::Tls(Box::new(accepted.ok()?.ok()?)))
        }
    }
}

/// Lets TCP find out that a client is gone that says nothing and is told nothing: a tunnel has no limit of time.
fn probe(stream: &TcpStream) -> rustix::io::Result<()> {
    let (after, between, times) = PROBE;
    sockopt::set_tcp_keepidle(stream, after)?;
    sockopt::set_tcp_keepintvl(stream, between)?;
    sockopt::set_tcp_keepcnt(stream, times)?;
    // The same for what is sent and not acknowledged.
    #[cfg(target_os = "linux")]
    sockopt::set_tcp_user_timeout(stream, u32::try_from((after + between * times).as_millis()).unwrap_or(u32::MAX))?;
    sockopt::set_socket_keepalive(stream, true)
}

fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    // `patience.rs` limits the time for a head, and distinguishes it from idle time.
    http.max_buf_size(BUFFER).header_read_timeout(None);
    http
}

/// HTTP/1.1, or HTTP/2 if the client begins with its preface (RFC 9113 §3.4). hyper limits streams that are reset at once
/// (CVE-2023-44487), and does not announce extended CONNECT: browsers open another connection for WebSocket.
fn both(unread: Duration) -> auto::Builder<Streams> {
    let mut http = auto::Builder::new(Streams(unread));
    http.http1().max_buf_size(BUFFER).header_read_timeout(None);
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_send_buf_size(STREAM_BUFFER)
        .max_header_list_size(u32::try_from(BUFFER).unwrap_or(u32::MAX))
        .keep_alive_interval(PING.0)
        .keep_alive_timeout(PING.1);
    http
}

type Answer = Result<axum::http::Response<Watched>, std::convert::Infallible>;

/// The service that handles the requests of a connection.
fn answers(
    router: Router,
    peer: SocketAddr,
    stages: Arc<Stages>,
) -> impl Fn(Request<Incoming>) -> std::pin::Pin<Box<dyn Future<Output = Answer> + Send>> {
    move |request| {
        let running = Running::new(&stages);
        let router = router.clone();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        Box::pin(async move {
            let answer = router.oneshot(request).await?;
            if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
                running.becomes_a_tunnel();
            }
            Ok(answer.map(|body| Watched::new(body, running)))
        })
    }
}
