//! Tests of bytes.

use super::*;

const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// How many heads end in these bytes, and whether something is odd.
fn heads(bytes: &[u8]) -> (usize, bool) {
    let (mut framing, mut heads) = (Framing::new(), 0);
    for byte in bytes {
        let before = framing.state;
        match framing.read(&[*byte]) {
            Verdict::Odd(_) => return (heads, true),
            Verdict::Upgrade(_) => heads += 1,
            Verdict::Fine if before == State::Field && framing.state != State::Field => heads += 1,
            Verdict::Fine => {}
        }
    }
    (heads, false)
}

/// hyper finds no more requests in what is not odd than this does: no body of one is a head to the other.
#[tokio::test]
async fn hyper_reads_the_same_requests() {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use tokio::io::AsyncWriteExt;
    let pieces = [
        "GET / HTTP/1.1\r\n",
        "POST /a HTTP/1.1\r\n",
        "PUT / HTTP/1.0\r\n",
        "Content-Length: 3\r\n",
        "content-length: 25\r\n",
        "Content-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\n",
        "X: y\r\n",
        "Connection: close\r\n",
        "Connection: keep-alive\r\n",
        "Expect: 100-continue\r\n",
        "\r\n",
        "\r\n",
        "\r\n",
        "abc",
        "3\r\nabc\r\n",
        "3;a=b\r\nabc\r\n",
        "0\r\n\r\n",
        "0\r\nX: y\r\n\r\n",
        "\n",
        "\r",
        " ",
        "1a\r\n",
        "Host: a\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 18\r\n\r\n",
    ];
    let mut seed = 42_u64;
    let mut random = move |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % most
    };
    let (mut fine, mut more_than_one) = (0, 0);
    for _ in 0..60_000 {
        let text: String = (0..2 + random(9)).map(|_| pieces[random(pieces.len())]).collect();
        let (found, odd) = heads(text.as_bytes());
        if odd || found == 0 {
            continue;
        }
        fine += 1;
        let (mut client, server) = tokio::io::duplex(100_000);
        client.write_all(text.as_bytes()).await.unwrap();
        client.shutdown().await.unwrap();
        let told = AtomicUsize::new(0);
        let service = hyper::service::service_fn(|request: hyper::Request<hyper::body::Incoming>| {
            told.fetch_add(1, Relaxed);
            async {
                let _ = axum::body::to_bytes(axum::body::Body::new(request.into_body()), 100_000).await;
                Ok::<_, std::convert::Infallible>(hyper::Response::new(axum::body::Body::empty()))
            }
        });
        let mut http = hyper::server::conn::http1::Builder::new();
        let _ = http.half_close(true).serve_connection(hyper_util::rt::TokioIo::new(server), service).await;
        let told = told.load(Relaxed);
        more_than_one += usize::from(told > 1);
        assert!(told <= found, "{text:?}: {told} {found}");
    }
    assert!(fine > 1000 && more_than_one > 100, "{fine} {more_than_one}");
}

/// Read at once and byte by byte.
fn read(text: &str) -> Verdict {
    let at_once = Framing::new().read(text.as_bytes());
    let mut framing = Framing::new();
    let by_byte = text.bytes().enumerate().find_map(|(index, byte)| match framing.read(&[byte]) {
        Verdict::Fine => None,
        Verdict::Odd(_) => Some(Verdict::Odd(index)),
        Verdict::Upgrade(_) => Some(Verdict::Upgrade(index + 1)),
    });
    assert_eq!(at_once, by_byte.unwrap_or(Verdict::Fine), "{text}");
    at_once
}

#[test]
fn what_is_well_formed_passes_with_what_follows() {
    for head in [
        GET,
        "\r\nGET /a?b HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n\n\n\n",
        "POST / HTTP/1.1\r\ncontent-length:0\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=b\r\nGET /\r\n00A ; x\r\n\n\n\n\n\n\n\n\n\n\n\r\n0\r\nX-Sum: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ] {
        assert_eq!(read(&format!("{head}{GET}")), Verdict::Fine);
        // What follows is read as a head.
        let odd = format!("{head}{GET}GET /\n");
        assert_eq!(read(&odd), Verdict::Odd(odd.len() - 1));
    }
    assert_eq!(read("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\n\n\0"), Verdict::Fine);
}

#[test]
fn an_upgrade_ends_its_head() {
    let head = "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
    assert_eq!(read(&format!("{head}\u{1}\n")), Verdict::Upgrade(head.len()));
    let mut framing = Framing::new();
    framing.read(head.as_bytes());
    framing.switch();
    assert_eq!(framing.read(b"\n\n"), Verdict::Fine);
}

#[test]
fn what_is_odd_is_found_in_its_line() {
    for line in [
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: \u{b}chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length:\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length : 5\r\n",
        "X: a\r\n b\r\n",
        " X: a\r\n",
        "X: a\n",
        "X: a\rb\r\n",
        "X: a\0\r\n",
        "no colon\r\n",
        ": no name\r\n",
    ] {
        let text = format!("POST / HTTP/1.1\r\nHost: a\r\n{line}");
        assert_eq!(read(&text), Verdict::Odd(text.len() - 1));
    }
    for line in [
        "GET /#a HTTP/1.1\r\n",
        "GET /a b HTTP/1.1\r\n",
        "GET  / HTTP/1.1\r\n",
        "GET\t/ HTTP/1.1\r\n",
        "GET /\u{1} HTTP/1.1\r\n",
        "GET / HTTP/1.2\r\n",
        "GET / HTTP/1.1 \r\n",
        "GET /\r\n",
        "GET / HTTP/2.0\r\n",
        "GET / HTTP/1.1\n",
    ] {
        assert_eq!(read(line), Verdict::Odd(line.len() - 1));
    }
    assert!(matches!(read("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), Verdict::Odd(_)));
    let preface = format!("{GET}PRI * HTTP/2.0\r\n");
    assert_eq!(read(&preface), Verdict::Odd(preface.len() - 1));
    for chunk in ["\r\n", "g\r\n", "+1\r\n", "1 1\r\n", "5\n", "1\r\nab\r\n", "1\r\na\n", "0\r\nX\r\n", "11111111111111111\r\n"] {
        let text = format!("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}");
        assert_eq!(read(&text), Verdict::Odd(text.len() - 1));
    }
    let long = format!("GET /{} HTTP/1.1\r\n", "a".repeat(MOST));
    assert!(matches!(Framing::new().read(long.as_bytes()), Verdict::Fine | Verdict::Odd(_)));
}
