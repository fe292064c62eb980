//! Tests of connections, from the client's side.

use axum::extract::Request;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::oneshot,
    time::{Instant, timeout},
};

use super::*;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

fn quick() -> Limits {
    let (quick, long) = (Duration::from_millis(200), Duration::from_secs(60));
    Limits { head: quick, answer: long, unread: long, rest: long, ..Limits::new(1024, 8, long, vec![]) }
}

/// Starts a server with these limits. It runs until the sender is dropped.
async fn served(limits: Limits) -> (SocketAddr, oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, (stop, stopped)) = (listener.local_addr().unwrap(), oneshot::channel());
    let answer = async |request: Request| match request.uri().path() {
        "/long" => "x".repeat(8 << 20),
        "/never" => std::future::pending().await,
        _ => "ok".to_owned(),
    };
    let router = Router::new().fallback(answer);
    tokio::spawn(serve(listener, router, limits, async { _ = stopped.await }, Duration::from_secs(1)));
    (address, stop)
}

async fn sent(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// Reads until the other side closes.
async fn rest_of(mut stream: TcpStream) -> String {
    let mut bytes = vec![];
    let read = async { while matches!(stream.read_buf(&mut bytes).await, Ok(1..)) {} };
    timeout(PATIENCE, read).await.expect("it stays open");
    String::from_utf8_lossy(&bytes).into_owned()
}

const ASK: &str = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

async fn answers(address: SocketAddr) {
    let answer = rest_of(sent(address, &ASK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).await).await;
    assert!(answer.ends_with("ok"), "{answer}");
}

#[tokio::test]
async fn who_reads_nothing_is_let_go_and_makes_room_for_others() {
    let (address, _stop) = served(Limits { total: 8, unread: Duration::from_millis(300), ..quick() }).await;
    let mut stuck = vec![];
    for _ in 0..8 {
        stuck.push(sent(address, &"GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(12)).await);
    }
    // They have to wait for a place, and each gets one.
    let mut others = vec![];
    for _ in 0..8 {
        let mut other = sent(address, ASK).await;
        timeout(PATIENCE, other.read_exact(&mut [0; 12])).await.expect("no place").unwrap();
        others.push(other);
    }
    drop(stuck);
}

#[tokio::test]
async fn a_head_must_come_in_time_and_a_rest_may_be_longer() {
    let (address, _stop) = served(quick()).await;
    let began = Instant::now();
    let mut resting = sent(address, ASK).await;
    for head in ["", "GET / HT", "GET / HTTP/1.1\r\nHost: localhost\r\n"] {
        assert_eq!(rest_of(sent(address, head).await).await, "", "{head}");
    }
    // An incomplete second request has no more time than the first.
    let mut second = sent(address, ASK).await;
    second.read_exact(&mut [0; 12]).await.unwrap();
    second.write_all(b"GET / HT").await.unwrap();
    assert!(rest_of(second).await.ends_with("ok"));
    assert!(began.elapsed() > 3 * quick().head);
    resting.write_all(ASK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").as_bytes()).await.unwrap();
    assert_eq!(rest_of(resting).await.matches("HTTP/1.1 200").count(), 2);
    let (address, _stop) = served(Limits { rest: Duration::from_millis(100), ..quick() }).await;
    assert!(rest_of(sent(address, ASK).await).await.ends_with("ok"));
}

#[tokio::test]
async fn an_answer_may_take_longer_than_a_head() {
    let (address, _stop) = served(quick()).await;
    let waiting = sent(address, &ASK.replace("GET /", "GET /never")).await;
    assert!(timeout(3 * quick().head, rest_of(waiting)).await.is_err());
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let (address, _stop) = served(quick()).await;
    let head = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}", "x".repeat(380_000));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let _ = stream.write_all(head.as_bytes()).await;
    let answer = rest_of(stream).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let cookies = format!("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {}\r\n\r\n", "a".repeat(50_000));
    assert!(rest_of(sent(address, &cookies).await).await.ends_with("ok"));
}

#[tokio::test]
async fn one_address_has_its_share_unless_it_is_a_proxy() {
    let long = Duration::from_secs(60);
    let limits = Limits { total: 20, each: 2, head: long, ..quick() };
    let (address, _stop) = served(limits.clone()).await;
    let mut kept = [sent(address, ASK).await, sent(address, ASK).await];
    let mut first = [0; 12];
    for stream in &mut kept {
        stream.read_exact(&mut first).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
    }
    let mut more = TcpStream::connect(address).await.unwrap();
    let _ = more.write_all(ASK.as_bytes()).await;
    let answer = timeout(PATIENCE, more.read(&mut first)).await.unwrap();
    assert!(matches!(answer, Ok(0) | Err(_)));
    let (address, _stop) = served(Limits { exempt: vec!["127.0.0.0/8".parse().unwrap()], ..limits }).await;
    let mut kept = vec![];
    for _ in 0..10 {
        kept.push(sent(address, ASK).await);
    }
    answers(address).await;
}

#[test]
fn limits_leave_descriptors_for_everything_else() {
    for (descriptors, total, each) in [(1024, 464, 116), (65_536, 2048, 512), (usize::MAX, 2048, 512), (20, 8, 8)] {
        let limits = Limits::new(descriptors, 8, Duration::ZERO, vec![]);
        assert_eq!((limits.total, limits.each), (total, each), "{descriptors}");
    }
    assert!(descriptors() >= 256);
}
