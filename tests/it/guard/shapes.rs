//! Shapes that are refused: nothing of them reaches the application.
use std::time::Duration;

use super::lab::{App, HOST, OK, Setup};

/// Sends this to a guard, and returns the status. Asserts that the application was not connected to.
async fn refused(request: &str) -> String {
    let (app, guard) = App::guarded(Setup::default()).await;
    let answer = guard.answer(request).await;
    assert!(app.is_alone().await, "{request}");
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn shapes_that_two_servers_read_in_two_ways() {
    let smuggled = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    for lines in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: +5\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 5 5\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length:\r\n",
        "Content-Length : 5\r\n",
        "Content-Length\r\n : 5\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: \"chunked\"\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding:\u{b}chunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        " Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding\r\n: chunked\r\n",
        "Transfer-Encoding: chunked\n",
        "Transfer_Encoding: chunked\r\n",
        "Content_Length: 5\r\n",
        "X: a\r\n Transfer-Encoding: chunked\r\n",
        "X: a\rTransfer-Encoding: chunked\r\n",
        "X: a\0b\r\n",
        "X\0: a\r\n",
        "X\u{7f}: a\r\n",
        "X y: a\r\n",
        "no colon\r\n",
        "Host: notes.example.com\r\n",
        "Host: evil.example\r\n",
    ] {
        let request = format!("POST / HTTP/1.1\r\nHost: {HOST}\r\n{lines}Connection: close\r\n\r\n{smuggled}");
        assert_eq!(refused(&request).await, "400", "{lines}");
    }
    assert_eq!(refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").await, "400");
    assert_eq!(refused("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").await, "400");
}

#[tokio::test]
async fn targets_that_are_not_of_this_server() {
    for (line, status) in [
        ("GET http://evil.example/ HTTP/1.1", "400"),
        ("GET http://notes.example.com@evil.example/ HTTP/1.1", "400"),
        ("GET /a#b HTTP/1.1", "400"),
        ("GET /a b HTTP/1.1", "400"),
        ("GET  / HTTP/1.1", "400"),
        ("GET /\t HTTP/1.1", "400"),
        ("GET /\u{1} HTTP/1.1", "400"),
        ("GET evil.example:80 HTTP/1.1", "400"),
        ("GET * HTTP/1.1", "400"),
        ("GET /", "400"),
        ("GET / HTTP/3.0", "400"),
        ("PRI * HTTP/1.1", "400"),
        ("CONNECT evil.example:443 HTTP/1.1", "405"),
        ("TRACE / HTTP/1.1", "405"),
        ("G\u{1}T / HTTP/1.1", "400"),
    ] {
        assert_eq!(refused(&format!("{line}\r\nHost: {HOST}\r\nConnection: close\r\n\r\n")).await, status, "{line}");
    }
}

#[tokio::test]
async fn a_second_request_is_looked_at_as_the_first_is() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let body = "POST / HTTP/1.1\r\nHost: notes.example.com\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    let odd = "POST / HTTP/1.1\r\nHost: notes.example.com\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    let mut client = guard.sent(format!("{body}{odd}")).await;
    let mut at_app = app.next().await;
    at_app.until("0\r\n\r\n").await;
    at_app.send(OK).await;
    let answers = client.rest().await;
    assert!(answers.starts_with("HTTP/1.1 200") && answers.contains("HTTP/1.1 400"), "{answers}");
    assert!(tokio::time::timeout(Duration::from_millis(100), at_app.until("POST")).await.is_err());
}

#[tokio::test]
async fn a_broken_chunk_ends_the_request() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let head = format!("POST / HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n");
    let mut client = guard.sent(format!("{head}1\r\na\r\n")).await;
    let mut at_app = app.next().await;
    at_app.until("1\r\na\r\n").await;
    client.send("2\nbc\r\n0\r\n\r\n").await;
    assert_eq!(at_app.rest().await, "", "no end of the body");
    let answer = client.rest().await;
    assert!(!answer.contains("200"), "{answer}");
}
