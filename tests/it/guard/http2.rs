//! HTTP/2 and TLS from the client.
use std::{fs, path::PathBuf, sync::Arc};

use axum::body::Bytes;
use http_body_util::{BodyExt, Empty, Full, combinators::BoxBody};
use hyper::{Request, Response, body::Incoming, client::conn::http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use latchkey::http::listen::tls::{Reloaded, Tls};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::lab::{App, Guard, HOST, OK, Peer, Setup, get, soon};

type Sender = http2::SendRequest<BoxBody<Bytes, std::convert::Infallible>>;

async fn open(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> Sender {
    let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

fn request(path: &str) -> axum::http::request::Builder {
    Request::builder().uri(format!("https://{HOST}{path}"))
}

async fn got(answer: Response<Incoming>) -> String {
    String::from_utf8_lossy(&soon(answer.into_body().collect()).await.unwrap().to_bytes()).into_owned()
}

#[tokio::test]
async fn http2_without_tls_becomes_http1() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let mut sender = open(TcpStream::connect(guard.address).await.unwrap()).await;
    let some =
        request("/a?b").header("cookie", "a=1").header("cookie", "latchkey-x=2").header("cookie", "b=2").header("te", "trailers");
    let answering = sender.send_request(some.body(Empty::new().boxed()).unwrap());
    let playing = async {
        let mut at_app = app.next().await;
        let head = at_app.head().await;
        assert!(head.starts_with("GET /a?b HTTP/1.1\r\n") && head.contains("host: notes.example.com\r\n"), "{head}");
        assert!(head.contains("cookie: a=1; b=2\r\n") && head.contains("te: trailers\r\n"), "{head}");
        let answer =
            "HTTP/1.1 200 OK\r\nConnection: close\r\nKeep-Alive: 5\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n";
        at_app.send(format!("{answer}2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n")).await;
    };
    let (answer, ()) = tokio::join!(soon(answering), playing);
    let answer = answer.unwrap();
    assert!(!answer.headers().contains_key("keep-alive"));
    let whole = soon(answer.into_body().collect()).await.unwrap();
    assert_eq!(whole.trailers().unwrap()["x-sum"], "1");
    assert_eq!(whole.to_bytes(), "ok");
    // A body without a length is chunked.
    let body = Full::new(Bytes::from_static(b"abc")).boxed();
    let streamed =
        http_body_util::StreamBody::new(futures_util::stream::iter([Ok(hyper::body::Frame::data(Bytes::from_static(b"abc")))]));
    for (body, framing) in [(body, "content-length: 3\r\n"), (BodyExt::boxed(streamed), "transfer-encoding: chunked\r\n")] {
        let answering = sender.send_request(request("/").method("POST").body(body).unwrap());
        let playing = async {
            let mut at_app = app.next().await;
            let head = at_app.head().await;
            assert!(head.contains(framing), "{head}");
            at_app.until("abc").await;
            at_app.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok").await;
        };
        let (answer, ()) = tokio::join!(soon(answering), playing);
        assert_eq!(got(answer.unwrap()).await, "ok");
    }
}

#[tokio::test]
async fn many_streams_at_a_time_and_each_can_be_cancelled() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let sender = open(TcpStream::connect(guard.address).await.unwrap()).await;
    let mut asked = vec![];
    let mut at_app = vec![];
    for number in 0..20 {
        let mut sender = sender.clone();
        asked.push(tokio::spawn(async move {
            sender.send_request(request(&format!("/{number}")).body(Empty::new().boxed()).unwrap()).await
        }));
        let mut peer = app.next().await;
        peer.head().await;
        at_app.push(peer);
    }
    asked.pop().unwrap().abort();
    assert_eq!(at_app.pop().unwrap().rest().await, "", "its request ends");
    for (asked, peer) in asked.into_iter().zip(&mut at_app).rev() {
        peer.send(OK).await;
        assert_eq!(got(soon(asked).await.unwrap().unwrap()).await, "ok");
    }
}

#[tokio::test]
async fn shapes_of_http2_that_are_refused() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let mut sender = open(TcpStream::connect(guard.address).await.unwrap()).await;
    for (builder, status) in [
        (request("/").header("host", "evil.example"), 400),
        (request("/").header("content_length", "5"), 400),
        (Request::builder().uri("https://user@notes.example.com/"), 400),
        (request("/").method("TRACE"), 405),
    ] {
        let answer = soon(sender.send_request(builder.body(Empty::new().boxed()).unwrap())).await.unwrap();
        assert_eq!(answer.status(), status);
    }
    assert!(app.is_alone().await);
}

/// A frame (RFC 9113 §4.1) of the first stream, if it has one.
fn frame(kind: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
    let stream = u8::from(kind <= 1);
    let mut frame = vec![0, 0, u8::try_from(payload.len()).unwrap(), kind, flags, 0, 0, 0, stream];
    frame.extend_from_slice(payload);
    frame
}

/// Literal fields, neither indexed nor compressed (RFC 7541 §6.2.2).
fn fields(fields: &[(&str, &str)]) -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
    fields.iter().flat_map(|(name, value)| [vec![0], text(name), text(value)].concat()).collect()
}

/// What a field does to a request that is well formed without it: `true` if it reaches the application.
async fn passes(more: &[(&str, &str)], path: &str) -> bool {
    let (app, guard) = App::guarded(Setup::default()).await;
    let (method, rest) =
        if path == "CONNECT" { ("CONNECT", &[][..]) } else { ("GET", &[(":scheme", "http"), (":path", path)][..]) };
    let block = fields(&[&[(":method", method), (":authority", HOST)], rest, more].concat());
    let hello = [&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..], &frame(4, 0, &[]), &frame(1, 0x5, &block)].concat();
    let mut client = guard.sent(hello).await;
    let answered = async {
        loop {
            let mut head = [0; 9];
            client.stream.read_exact(&mut head).await.unwrap();
            let mut payload = vec![0; usize::from(u16::from_be_bytes([head[1], head[2]]))];
            client.stream.read_exact(&mut payload).await.unwrap();
            // HEADERS, RST_STREAM or GOAWAY.
            if matches!(head[3], 1 | 3 | 7) {
                return;
            }
        }
    };
    soon(async {
        tokio::select! {
            () = answered => false,
            mut at_app = app.next() => !at_app.head().await.is_empty(),
        }
    })
    .await
}

/// hyper refuses most of it by itself, as RFC 9113 §8.2 and §8.3 say.
#[tokio::test]
async fn frames_of_http2_that_are_refused() {
    assert!(passes(&[("a", "b")], "/").await);
    for more in [
        ("connection", "close"),
        ("transfer-encoding", "chunked"),
        ("upgrade", "websocket"),
        ("keep-alive", "5"),
        ("proxy-connection", "close"),
        ("te", "gzip"),
        ("X-Upper", "a"),
        ("a b", "c"),
        ("a:b", "c"),
        ("a", "b\r\nc: d"),
        ("a", "b\0"),
        (":path", "/other"),
        (":authority", "evil.example"),
        (":unknown", "a"),
        (":status", "200"),
        (":protocol", "websocket"),
        ("host", "evil.example"),
        ("content-length", "5"),
        ("content-length", "+0"),
    ] {
        assert!(!passes(&[more], "/").await, "{more:?}");
    }
    assert!(!passes(&[("content-length", "0"), ("content-length", "0")], "/").await);
    assert!(!passes(&[("a", "b"), (":method", "GET")], "/").await);
    for path in ["", "a", "*", "/a b", "/a\r\nb", "http://evil.example/", "CONNECT"] {
        assert!(!passes(&[], path).await, "{path:?}");
    }
    assert!(!passes(&[(":protocol", "websocket"), (":scheme", "http"), (":path", "/")], "CONNECT").await, "extended CONNECT");
    // `http` forgets the fragment, and nothing of it is passed on.
    assert!(passes(&[], "/a#b").await);
}

#[tokio::test]
async fn a_stream_that_is_not_read_is_cut_and_its_connection_goes_on() {
    let limits = latchkey::http::listen::Limits { unread: std::time::Duration::from_millis(300), ..Setup::default().limits };
    let (app, guard) = App::guarded(Setup { limits, ..Setup::default() }).await;
    let mut sender = open(TcpStream::connect(guard.address).await.unwrap()).await;
    let mut get = async || {
        let answering = sender.send_request(request("/").body(Empty::new().boxed()).unwrap());
        let playing = async {
            let mut at_app = app.next().await;
            at_app.head().await;
            at_app.send("HTTP/1.1 200 OK\r\n\r\n").await;
            at_app
        };
        let (answer, at_app) = tokio::join!(soon(answering), playing);
        (answer.unwrap(), at_app)
    };
    let (slow, mut slow_app) = get().await;
    let (waiting, mut waiting_app) = get().await;
    let piece = vec![7; 1 << 20];
    soon(async { while slow_app.stream.write_all(&piece).await.is_ok() {} }).await;
    let mut slow = slow.into_body();
    let broken = async {
        while let Some(frame) = slow.frame().await {
            if frame.is_err() {
                return true;
            }
        }
        false
    };
    assert!(soon(broken).await);
    // One whose application says nothing for longer stays.
    waiting_app.send("first").await;
    drop(waiting_app);
    assert_eq!(got(waiting).await, "first");
}

struct Files(TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        files.renew();
        files
    }

    fn paths(&self) -> (PathBuf, PathBuf) {
        (self.0.path().join("cert.pem"), self.0.path().join("key.pem"))
    }

    fn renew(&self) {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed([HOST.to_owned()]).unwrap();
        let (certificate, key) = self.paths();
        let before = fs::read_to_string(&certificate).unwrap_or_default();
        fs::write(certificate, cert.pem() + &before).unwrap();
        fs::write(key, signing_key.serialize_pem()).unwrap();
    }

    /// A client that trusts the first certificate alone.
    fn client(&self, protocol: &str) -> TlsConnector {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(self.paths().0).unwrap()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        TlsConnector::from(Arc::new(config))
    }
}

async fn handshake(guard: &Guard, client: &TlsConnector) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(guard.address).await.unwrap();
    soon(client.connect(ServerName::try_from(HOST).unwrap(), stream)).await
}

#[tokio::test]
async fn tls_carries_both_versions() {
    let files = Files::new();
    let tls = Tls::open(&files.paths().0, &files.paths().1).unwrap();
    let (app, guard) = App::guarded(Setup { tls: Some(tls), ..Setup::default() }).await;
    let stream = handshake(&guard, &files.client("h2")).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let mut sender = open(stream).await;
    let answering = sender.send_request(request("/").body(Empty::new().boxed()).unwrap());
    let playing = async {
        let mut at_app = app.next().await;
        assert!(at_app.head().await.contains("x-forwarded-proto: https\r\n"));
        at_app.send(OK).await;
        at_app
    };
    let (answer, mut at_app) = tokio::join!(soon(answering), playing);
    assert_eq!(got(answer.unwrap()).await, "ok");
    let mut client = Peer::new(handshake(&guard, &files.client("http/1.1")).await.unwrap());
    client.send(get("")).await;
    at_app.head().await;
    at_app.send(OK).await;
    assert!(client.rest().await.ends_with("ok"));
    // Shapes are refused over TLS as well.
    let mut client = Peer::new(handshake(&guard, &files.client("http/1.1")).await.unwrap());
    client.send("GET / HTTP/1.1\nHost: notes.example.com\n\n").await;
    assert!(client.rest().await.starts_with("HTTP/1.1 400"));
    // Without TLS there is nothing.
    let mut plain = guard.sent(get("")).await;
    assert!(!plain.rest().await.contains("HTTP/1.1"));
    assert!(app.is_alone().await);
}

#[tokio::test]
async fn a_handshake_has_to_be_complete_in_time() {
    let files = Files::new();
    let tls = Tls::open(&files.paths().0, &files.paths().1).unwrap();
    let limits = latchkey::http::listen::Limits { head: std::time::Duration::from_millis(200), ..Setup::default().limits };
    let (_app, guard) = App::guarded(Setup { tls: Some(tls), limits, ..Setup::default() }).await;
    for beginning in [&b""[..], b"\x16\x03\x01\x02\0"] {
        assert_eq!(guard.answer(beginning).await, "");
    }
}

#[tokio::test]
async fn a_new_certificate_is_shown_without_a_restart() {
    let files = Files::new();
    let tls = Tls::open(&files.paths().0, &files.paths().1).unwrap();
    let (_app, guard) = App::guarded(Setup { tls: Some(Arc::clone(&tls)), ..Setup::default() }).await;
    let old = files.client("h2");
    assert!(handshake(&guard, &old).await.is_ok());
    files.renew();
    assert_eq!(tls.reload(), Reloaded::New);
    let mut stream = handshake(&guard, &files.client("h2")).await.unwrap();
    stream.shutdown().await.unwrap();
}
