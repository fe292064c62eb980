//! What hyper does by itself with shapes that the guard refuses. Where this changes, `framing.rs` may have less to do.
use std::convert::Infallible;

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
};

use super::lab::Peer;

/// What a service of hyper is told of this request, or the status that hyper answers by itself.
async fn told(request: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    client.write_all(request.as_bytes()).await.unwrap();
    client.shutdown().await.unwrap();
    let service = service_fn(async |request: Request<Incoming>| {
        let (parts, body) = request.into_parts();
        let headers: Vec<_> =
            parts.headers.iter().map(|(name, value)| format!("{name}={}", String::from_utf8_lossy(value.as_bytes()))).collect();
        let body =
            body.collect().await.map_or_else(|_| "broken".into(), |body| String::from_utf8_lossy(&body.to_bytes()).into_owned());
        let told = format!("{} [{}] {body:?}", parts.uri, headers.join(" "));
        Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(told))))
    });
    let stream = TokioIo::new(listener.accept().await.unwrap().0);
    let mut http = http1::Builder::new();
    let _ = http.half_close(true).keep_alive(false).serve_connection(stream, service).await;
    let answer = Peer::new(client).rest().await;
    if answer.is_empty() {
        return "closed".into();
    }
    match answer.split_once("\r\n\r\n") {
        Some((_, told)) if !told.is_empty() => told.to_owned(),
        _ => answer.split(' ').nth(1).unwrap_or_default().to_owned(),
    }
}

#[tokio::test]
async fn what_leaves_no_trace() {
    for (request, result) in [
        // Of two lengths one is dropped.
        (
            "POST / HTTP/1.1\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
            "/ [transfer-encoding=chunked] \"a\"",
        ),
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n1\r\na\r\n0\r\n\r\n",
            "/ [transfer-encoding=chunked] \"a\"",
        ),
        ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", "/ [content-length=1] \"a\""),
        // A line may end without CR, but not that of a chunk.
        ("POST / HTTP/1.1\nContent-Length: 1\n\na", "/ [content-length=1] \"a\""),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\na\n0\n\n", "/ [transfer-encoding=chunked] \"broken\""),
        // A fragment is forgotten.
        ("GET /a#b HTTP/1.1\r\n\r\n", "/a [] \"\""),
    ] {
        assert_eq!(told(request).await, result, "{request:?}");
    }
}

#[tokio::test]
async fn what_is_passed_on_as_it_is() {
    for (request, result) in [
        (
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
            "/ [transfer-encoding=gzip, chunked] \"a\"",
        ),
        ("GET a:1 HTTP/1.1\r\n\r\n", "a:1 [] \"\""),
        ("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "http://b/ [host=a] \"\""),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "/ [host=a host=b] \"\""),
        ("GET / HTTP/1.1\r\nTransfer_Encoding: a\r\n\r\n", "/ [transfer_encoding=a] \"\""),
    ] {
        assert_eq!(told(request).await, result, "{request:?}");
    }
}

#[tokio::test]
async fn what_is_refused() {
    for lines in [
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n",
        "POST / HTTP/1.1\r\nContent-Length: +1\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n",
        "GET /a b HTTP/1.1\r\n",
        "GET  / HTTP/1.1\r\n",
        "GET /\u{1} HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nA: b\r\n c\r\n",
        "GET / HTTP/1.1\r\n A: b\r\n",
        "GET / HTTP/1.1\r\nA : b\r\n",
        "GET / HTTP/1.1\r\nA: b\rc\r\n",
        "GET / HTTP/1.1\r\nA: b\0c\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n",
    ] {
        assert_eq!(told(&format!("{lines}\r\n")).await, "400", "{lines:?}");
    }
}
