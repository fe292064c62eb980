//! Bodies are passed on as they come.
use std::time::Duration;

use latchkey::http::listen::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::lab::{App, HOST, Setup, get, soon};

const LARGE: usize = 200 << 20;

#[tokio::test]
async fn the_first_event_comes_while_the_answer_is_open_and_the_answer_has_no_limit() {
    let (quick, long) = (Duration::from_millis(100), Duration::from_secs(30));
    let limits = Limits { head: quick, answer: quick, rest: quick, unread: long, ..Setup::default().limits };
    let (app, guard) = App::guarded(Setup { limits, ..Setup::default() }).await;
    let mut client = guard.sent(get("Accept: text/event-stream\r\n")).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    at_app.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n").await;
    client.until("data: 1\n\n").await;
    assert!(tokio::time::timeout(5 * quick, client.until("data: 2")).await.is_err());
    at_app.send("data: 2\n\n").await;
    client.until("data: 2\n\n").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_upload_is_not_buffered() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let mut client = guard.sent(format!("POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {LARGE}\r\n\r\n")).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    // The application reads nothing: the client is held up long before the end.
    let piece = vec![7; 1 << 20];
    let mut taken = 0;
    while let Ok(sent) = tokio::time::timeout(Duration::from_millis(500), client.stream.write(&piece)).await {
        taken += sent.unwrap();
        assert!(taken < LARGE / 4, "it is buffered");
    }
    let sending = tokio::spawn(async move {
        while taken < LARGE {
            taken += client.stream.write(&piece[..piece.len().min(LARGE - taken)]).await.unwrap();
        }
        client
    });
    let mut buffer = vec![0; 1 << 20];
    let mut read = 0;
    while read < LARGE {
        read += soon(at_app.stream.read(&mut buffer)).await.unwrap();
    }
    at_app.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n").await;
    assert!(sending.await.unwrap().head().await.starts_with("HTTP/1.1 201"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_download_is_not_buffered() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let mut client = guard.sent(get("")).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    at_app.send(format!("HTTP/1.1 200 OK\r\nContent-Length: {LARGE}\r\n\r\n")).await;
    let piece = vec![7; 1 << 20];
    let mut taken = 0;
    while let Ok(sent) = tokio::time::timeout(Duration::from_millis(500), at_app.stream.write(&piece)).await {
        taken += sent.unwrap();
        assert!(taken < LARGE / 4, "it is buffered");
    }
    client.head().await;
    let sending = tokio::spawn(async move {
        while taken < LARGE {
            taken += at_app.stream.write(&piece[..piece.len().min(LARGE - taken)]).await.unwrap();
        }
    });
    let mut buffer = vec![0; 1 << 20];
    let mut read = 0;
    loop {
        match soon(client.stream.read(&mut buffer)).await.unwrap() {
            0 => break,
            more => read += more,
        }
    }
    // A piece of it may have come with the head.
    assert!(read > LARGE - (1 << 20));
    sending.await.unwrap();
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_let_go() {
    let limits = Limits { unread: Duration::from_millis(300), ..Setup::default().limits };
    let (app, guard) = App::guarded(Setup { limits, ..Setup::default() }).await;
    let _client = guard.sent(get("")).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    at_app.send(format!("HTTP/1.1 200 OK\r\nContent-Length: {LARGE}\r\n\r\n")).await;
    let piece = vec![7; 1 << 20];
    let cut = soon(async { while at_app.stream.write_all(&piece).await.is_ok() {} }).await;
    assert_eq!(cut, ());
}

#[tokio::test]
async fn an_early_answer_arrives_while_the_upload_runs() {
    let (app, guard) = App::guarded(Setup::default()).await;
    for closes in [false, true] {
        let mut client = guard.sent(format!("POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {LARGE}\r\n\r\n")).await;
        let mut at_app = app.next().await;
        client.send(vec![7; 100_000]).await;
        at_app.head().await;
        at_app.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 9\r\nConnection: close\r\n\r\ntoo large").await;
        if closes {
            drop(at_app);
        }
        // It goes on sending for a while without looking at the answer.
        for _ in 0..100 {
            let _ = soon(client.stream.write_all(&[7; 10_000])).await;
        }
        let answer = client.rest().await;
        assert!(answer.starts_with("HTTP/1.1 413") && answer.ends_with("too large"), "{closes}: {answer}");
    }
}

#[tokio::test]
async fn an_upload_goes_on_after_the_head_of_its_answer() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let mut client = guard.sent(format!("POST / HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")).await;
    let mut at_app = app.next().await;
    at_app.until("1\r\na\r\n").await;
    at_app.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nA\r\n").await;
    client.until("1\r\nA\r\n").await;
    client.send("1\r\nb\r\n0\r\n\r\n").await;
    at_app.until("1\r\nb\r\n0\r\n\r\n").await;
    at_app.send("1\r\nB\r\n0\r\n\r\n").await;
    client.until("1\r\nB\r\n0\r\n\r\n").await;
}

#[tokio::test]
async fn a_client_that_expects_to_be_asked_is_asked_when_the_application_asks() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let head = format!("POST / HTTP/1.1\r\nHost: {HOST}\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    let mut client = guard.sent(&head).await;
    let mut at_app = app.next().await;
    assert!(at_app.head().await.contains("expect: 100-continue"));
    at_app.send("HTTP/1.1 100 Continue\r\n\r\n").await;
    assert!(client.head().await.starts_with("HTTP/1.1 100"));
    client.send("abc").await;
    at_app.until("abc").await;
    at_app.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n").await;
    assert!(client.head().await.starts_with("HTTP/1.1 201"));
    // An application that does not know of it gets the body a second later.
    let mut client = guard.sent(&head).await;
    at_app.head().await;
    assert!(client.head().await.starts_with("HTTP/1.1 100"));
    client.send("abc").await;
    at_app.until("abc").await;
    at_app.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n").await;
    assert!(client.head().await.starts_with("HTTP/1.1 201"));
    // An application that does not want it says so, and the client is not asked.
    let mut client = guard.sent(&head).await;
    at_app.head().await;
    at_app.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n").await;
    assert!(client.head().await.starts_with("HTTP/1.1 413"));
}
