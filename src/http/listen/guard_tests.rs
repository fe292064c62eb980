//! Tests of connections in front of an application.

use axum::{body::Body, extract::Request, http::Version};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::oneshot,
};

use super::*;

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

fn limits() -> Limits {
    Limits { exempt: vec!["127.0.0.0/8".parse().unwrap()], ..Limits::guarding(4096, 8, LONG, vec![]).0 }
}

/// Starts a server with these limits. It runs until the sender is dropped.
async fn served(limits: Limits) -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, (stop, stopped)) = (listener.local_addr().unwrap(), oneshot::channel::<()>());
    let answer = async |request: Request| match request.uri().path() {
        "/never" => std::future::pending().await,
        "/version" => if request.version() == Version::HTTP_2 { "2" } else { "1" }.to_owned(),
        _ => axum::body::to_bytes(request.into_body(), usize::MAX)
            .await
            .map_or_else(|_| "broken".into(), |body| format!("{}k", body.len())),
    };
    let service = Service::guard(limits, None);
    let serving = serve(listener, Router::new().fallback(answer), service, async { _ = stopped.await }, LONG);
    (address, stop, tokio::spawn(serving))
}

async fn connected(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.unwrap()
}

/// Sends this, and reads as much as there is expected.
async fn ask(stream: &mut TcpStream, text: &str, end: &str) -> String {
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut read = vec![];
    while !read.ends_with(end.as_bytes()) {
        let more = timeout(LONG, stream.read_buf(&mut read)).await.unwrap().unwrap();
        assert!(more > 0, "{}", String::from_utf8_lossy(&read));
    }
    String::from_utf8_lossy(&read).into_owned()
}

/// True if the other side closes.
async fn is_closed(mut stream: TcpStream) -> bool {
    let mut rest = [0; 1000];
    timeout(LONG, async { while matches!(stream.read(&mut rest).await, Ok(1..)) {} }).await.is_ok()
}

const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

#[tokio::test]
async fn a_connection_that_dozed_goes_on() {
    let (address, _stop, _) = served(limits()).await;
    let mut stream = connected(address).await;
    for pause in [Duration::ZERO, 2 * DOZE, Duration::ZERO, 2 * DOZE] {
        ask(&mut stream, GET, "\r\n\r\n0k").await;
        // Nothing comes by itself.
        assert!(timeout(pause, stream.read(&mut [0; 1])).await.is_err());
    }
    // Awake or not, a head has to be complete in time, and be well formed.
    ask(&mut stream, &format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab{GET}"), "\r\n\r\n0k").await;
    assert!(timeout(2 * DOZE, stream.read(&mut [0; 1])).await.is_err());
    assert!(ask(&mut stream, "GET / HTTP/1.1\n\n", "\r\n\r\n").await.starts_with("HTTP/1.1 400"));
    assert!(is_closed(stream).await);
}

#[tokio::test]
async fn the_limits_hold_asleep_and_awake() {
    let quick = Duration::from_millis(600);
    let (address, _stop, _) = served(Limits { head: quick, rest: quick, ..limits() }).await;
    let began = tokio::time::Instant::now();
    let (silent, mut dribbling, mut resting) = (connected(address).await, connected(address).await, connected(address).await);
    ask(&mut resting, GET, "0k").await;
    let mut second = connected(address).await;
    ask(&mut second, GET, "0k").await;
    assert!(timeout(2 * DOZE, second.read(&mut [0; 1])).await.is_err());
    second.write_all(b"GET / HT").await.unwrap();
    dribbling.write_all(b"GET / HT").await.unwrap();
    for stream in [silent, dribbling, resting, second] {
        assert!(is_closed(stream).await);
    }
    assert!(began.elapsed() >= quick && began.elapsed() < LONG / 2);
}

#[tokio::test]
async fn the_version_is_the_clients() {
    let (address, _stop, _) = served(limits()).await;
    let mut old = connected(address).await;
    ask(&mut old, "GET /version HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\n1").await;
    let mut new = connected(address).await;
    // The preface, settings, and a request: :method GET, :scheme http, :path /version, :authority a.
    let hello = [
        &b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"[..],
        b"\0\0\x10\x01\x05\0\0\0\x01",
        b"\x82\x86\x04\x08/version\x41\x01a\0",
    ];
    let hello = [&hello.concat()[..hello.concat().len() - 1], b""].concat();
    let mut hello = hello;
    // Length of the block: 2 indexed fields, the path in 10 bytes, the authority in 3.
    hello[24 + 9 + 2] = 15;
    new.write_all(&hello).await.unwrap();
    let mut read = vec![];
    while !read.windows(10).any(|frame| frame[..4] == [0, 0, 1, 0] && frame[9] == b'2') {
        assert!(timeout(LONG, new.read_buf(&mut read)).await.unwrap().unwrap() > 0, "{read:?}");
    }
}

#[tokio::test]
async fn a_stop_ends_what_rests_and_waits_for_what_runs() {
    let (address, stop, serving) = served(limits()).await;
    let (mut fresh, mut asleep, mut awake) = (connected(address).await, connected(address).await, connected(address).await);
    ask(&mut asleep, GET, "0k").await;
    assert!(timeout(2 * DOZE, asleep.read(&mut [0; 1])).await.is_err());
    ask(&mut awake, GET, "0k").await;
    let mut running = connected(address).await;
    ask(&mut running, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", "\r\n\r\n").await;
    drop(stop);
    for stream in [&mut fresh, &mut asleep, &mut awake] {
        assert_eq!(timeout(LONG, stream.read(&mut [0; 1])).await.unwrap().unwrap(), 0);
    }
    assert!(!serving.is_finished());
    ask(&mut running, "ab", "\r\n\r\n2k").await;
    assert!(is_closed(running).await);
    timeout(LONG, serving).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_tunnel_keeps_its_place() {
    let (quick, listener) = (Duration::from_millis(200), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let address = listener.local_addr().unwrap();
    let (sender, mut tunnels) = tokio::sync::mpsc::unbounded_channel();
    let answer = move |mut request: Request| {
        let _ = sender.send(hyper::upgrade::on(&mut request));
        async {
            axum::http::Response::builder()
                .status(101)
                .header("connection", "upgrade")
                .header("upgrade", "websocket")
                .body(Body::empty())
                .unwrap()
        }
    };
    let limits = Limits { total: 1, head: quick, answer: quick, rest: quick, ..limits() };
    tokio::spawn(serve(listener, Router::new().fallback(answer), Service::guard(limits, None), std::future::pending(), LONG));
    let mut first = connected(address).await;
    let upgrade = "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";
    ask(&mut first, upgrade, "\r\n\r\n").await;
    let tunnel = timeout(LONG, tunnels.recv()).await.unwrap().unwrap().await.unwrap();
    let mut second = connected(address).await;
    second.write_all(upgrade.as_bytes()).await.unwrap();
    assert!(timeout(2 * quick, second.read(&mut [0; 1])).await.is_err(), "there is no place");
    drop(tunnel);
    assert!(is_closed(first).await);
    ask(&mut second, "", "\r\n\r\n").await;
}

#[test]
fn a_third_of_the_descriptors_is_for_the_application() {
    for (descriptors, total, most) in
        [(1024, 618, 309), (20_000, 13_268, 6634), (65_536, 32_768, 16_384), (usize::MAX, 32_768, 16_384), (20, 8, 8)]
    {
        let (limits, at_application) = Limits::guarding(descriptors, 8, Duration::ZERO, vec![]);
        assert_eq!((limits.total, at_application), (total, most), "{descriptors}");
    }
}
