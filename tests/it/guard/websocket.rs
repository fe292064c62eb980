//! WebSocket, through HTTP/1.1.
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use latchkey::{guard::Stays, http::listen::Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::lab::{App, HOST, OK, Setup, get, soon};

const ASK: &str = "GET /ws HTTP/1.1\r\nHost: notes.example.com\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const AGREE: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

struct Session(AtomicBool);

impl Stays for Session {
    fn stays(&self) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        Box::pin(async { self.0.load(Ordering::Relaxed) })
    }

    fn every(&self) -> Duration {
        Duration::from_millis(50)
    }
}

#[tokio::test]
async fn both_ways_until_both_sides_have_ended() {
    // A tunnel has none of the limits of time.
    let quick = Duration::from_millis(100);
    let limits = Limits { head: quick, answer: quick, rest: quick, ..Setup::default().limits };
    let (app, guard) = App::guarded(Setup { limits, ..Setup::default() }).await;
    let mut client = guard.sent(ASK).await;
    let mut at_app = app.next().await;
    let head = at_app.head().await;
    assert!(head.contains("upgrade: websocket\r\n") && head.contains("connection: Upgrade\r\n"), "{head}");
    assert!(head.contains("sec-websocket-key: ") && head.contains("remote-user: mia\r\n"), "{head}");
    at_app.send(format!("{AGREE}from the application")).await;
    let answer = client.head().await;
    assert!(answer.starts_with("HTTP/1.1 101") && answer.contains("sec-websocket-accept: s3p"), "{answer}");
    client.until("from the application").await;
    assert!(tokio::time::timeout(5 * quick, client.until("nothing")).await.is_err());
    // No longer HTTP: these bytes are nobody's head.
    client.send("GET /\n\0\n").await;
    at_app.until("GET /\n\0\n").await;
    client.stream.shutdown().await.unwrap();
    assert_eq!(at_app.rest().await, "", "one side has ended");
    at_app.send("and the other not").await;
    client.until("and the other not").await;
    drop(at_app);
    assert_eq!(client.rest().await, "");
}

#[tokio::test]
async fn what_is_sent_before_the_agreement_is_not_lost() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let mut client = guard.sent(format!("{ASK}early\n")).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    at_app.send(AGREE).await;
    client.head().await;
    at_app.until("early\n").await;
    // Without an agreement it is the next request.
    let next = format!("GET /next HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
    let mut client = guard.sent(format!("{ASK}{next}{next}GET / HTTP/1.1\n")).await;
    let mut at_app = app.next().await;
    for _ in 0..3 {
        at_app.head().await;
        at_app.send(OK).await;
        client.until("\r\n\r\nok").await;
    }
    assert!(client.head().await.starts_with("HTTP/1.1 400"));
}

#[tokio::test]
async fn a_tunnel_does_not_outlast_its_session() {
    let session = Arc::new(Session(AtomicBool::new(true)));
    let (app, guard) = App::guarded(Setup { stays: Some(session.clone()), ..Setup::default() }).await;
    let mut client = guard.sent(ASK).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    at_app.send(AGREE).await;
    client.head().await;
    assert!(tokio::time::timeout(Duration::from_millis(200), client.until("nothing")).await.is_err());
    session.0.store(false, Ordering::Relaxed);
    assert_eq!(client.rest().await, "");
    assert_eq!(at_app.rest().await, "");
}

#[tokio::test]
async fn neither_does_an_answer_without_an_end() {
    let session = Arc::new(Session(AtomicBool::new(true)));
    let (app, guard) = App::guarded(Setup { stays: Some(session.clone()), ..Setup::default() }).await;
    let mut client = guard.sent(get("")).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    at_app.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await;
    for _ in 0..5 {
        at_app.send("1\r\na\r\n").await;
        client.until("1\r\na\r\n").await;
        assert!(tokio::time::timeout(Duration::from_millis(100), client.until("nothing")).await.is_err());
    }
    session.0.store(false, Ordering::Relaxed);
    assert_eq!(client.rest().await, "");
    assert_eq!(at_app.rest().await, "");
}

#[tokio::test]
async fn a_side_that_does_not_read_holds_the_other_up() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let mut client = guard.sent(ASK).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    at_app.send(AGREE).await;
    client.head().await;
    let (piece, mut taken) = (vec![7; 1 << 20], 0_usize);
    while let Ok(sent) = tokio::time::timeout(Duration::from_millis(500), client.stream.write(&piece)).await {
        taken += sent.unwrap();
        assert!(taken < 64 << 20, "it is buffered");
    }
    let mut buffer = vec![0; 1 << 20];
    while taken > 0 {
        taken -= soon(at_app.stream.read(&mut buffer)).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_no_websocket_is_not_upgraded() {
    let body = ASK.replace("\r\n\r\n", "\r\nContent-Length: 1\r\n\r\nx");
    for request in [
        ASK.replace("GET", "POST"),
        body,
        get("Upgrade: h2c\r\n"),
        get("Upgrade: websocket, h2c\r\n"),
        get("Upgrade: websocket\r\n"),
    ] {
        let (app, guard) = App::guarded(Setup::default()).await;
        let mut client = guard.sent(&request).await;
        let mut at_app = app.next().await;
        let head = at_app.head().await;
        assert!(!head.contains("upgrade"), "{head}");
        at_app.send(AGREE).await;
        assert!(client.head().await.starts_with("HTTP/1.1 502"), "{request}");
    }
    // The application need not agree.
    let (app, guard) = App::guarded(Setup::default()).await;
    let mut client = guard.sent(ASK).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    at_app.send("HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 14\r\nContent-Length: 0\r\n\r\n").await;
    assert!(client.head().await.starts_with("HTTP/1.1 426"));
}

#[tokio::test]
async fn a_client_of_the_field_and_a_server_of_the_field_talk() {
    use futures_util::{SinkExt, StreamExt};
    use tokio_tungstenite::{accept_async, client_async, tungstenite::Message};
    let (app, guard) = App::guarded(Setup::default()).await;
    tokio::spawn(async move {
        let mut socket = accept_async(app.next().await.stream).await.unwrap();
        while let Some(Ok(message)) = socket.next().await {
            if message.is_text() {
                socket.send(message).await.unwrap();
            }
        }
    });
    let stream = tokio::net::TcpStream::connect(guard.address).await.unwrap();
    let (mut socket, answer) = soon(client_async(format!("ws://{HOST}/ws"), stream)).await.unwrap();
    assert_eq!(answer.status(), 101);
    for text in ["a", &"b".repeat(100_000)] {
        socket.send(Message::text(text)).await.unwrap();
        assert_eq!(soon(socket.next()).await.unwrap().unwrap().into_text().unwrap().as_str(), text);
    }
    socket.close(None).await.unwrap();
    while soon(socket.next()).await.is_some() {}
}
