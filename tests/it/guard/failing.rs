//! Applications and clients that fail.
use std::{net::SocketAddr, time::Duration};

use latchkey::guard::Patience;

use super::lab::{App, Guard, HOST, OK, Setup, get, soon};

fn quick() -> Setup {
    let quick = Duration::from_millis(200);
    Setup { patience: Patience { connect: quick, answer: quick, upload: quick }, ..Setup::default() }
}

#[tokio::test]
async fn an_application_that_is_down_is_a_502() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let guard = Guard::start(free, Setup::default()).await;
    let answer = guard.answer(get("")).await;
    assert!(answer.starts_with("HTTP/1.1 502") && answer.contains("refused"), "{answer}");
}

#[tokio::test]
async fn an_application_that_talks_nonsense_is_a_502() {
    for nonsense in [
        "",
        "HTTP/1.1",
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
    ] {
        let (app, guard) = App::guarded(Setup::default()).await;
        let mut client = guard.sent(get("")).await;
        let mut at_app = app.next().await;
        at_app.head().await;
        at_app.send(nonsense).await;
        drop(at_app);
        let answer = client.rest().await;
        assert!(answer.starts_with("HTTP/1.1 502"), "{nonsense}: {answer}");
    }
}

#[tokio::test]
async fn an_application_that_is_silent_is_a_504() {
    let (app, guard) = App::guarded(quick()).await;
    let mut client = guard.sent(get("")).await;
    let mut at_app = app.next().await;
    assert!(client.rest().await.starts_with("HTTP/1.1 504"));
    at_app.head().await;
    assert_eq!(at_app.rest().await, "", "and is let go");
}

#[tokio::test]
async fn what_came_too_late_on_a_kept_connection_is_not_sent_again() {
    let (app, guard) = App::guarded(quick()).await;
    for silent in [false, true] {
        let mut client = guard.sent(format!("GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n")).await;
        let mut at_app = app.next().await;
        at_app.head().await;
        at_app.send(OK).await;
        client.until("\r\n\r\nok").await;
        client.send(get("")).await;
        at_app.head().await;
        at_app.send(if silent { "" } else { "HTTP/1.1 nonsense\r\n\r\n" }).await;
        let status = if silent { "HTTP/1.1 504" } else { "HTTP/1.1 502" };
        assert!(client.rest().await.starts_with(status));
        assert!(app.is_alone().await);
    }
}

#[tokio::test]
async fn an_application_that_accepts_nothing_is_a_504() {
    // TEST-NET-1 (RFC 5737) has no hosts. Where there is no route to it, it is known at once.
    let guard = Guard::start(SocketAddr::from(([192, 0, 2, 1], 80)), quick()).await;
    let answer = guard.answer(get("")).await;
    assert!(answer.starts_with("HTTP/1.1 504") || answer.starts_with("HTTP/1.1 502"), "{answer}");
}

#[tokio::test]
async fn the_time_for_an_answer_begins_when_the_request_is_sent() {
    let patience = Patience { upload: Duration::from_secs(20), ..quick().patience };
    let (app, guard) = App::guarded(Setup { patience, ..quick() }).await;
    let mut client = guard.sent(format!("POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 4\r\n\r\n")).await;
    let mut at_app = app.next().await;
    for _ in 0..4 {
        // More than the time for an answer in all.
        assert!(tokio::time::timeout(Duration::from_millis(100), client.until("\r\n")).await.is_err());
        client.send("x").await;
    }
    at_app.until("xxxx").await;
    at_app.send(OK).await;
    client.until("\r\n\r\nok").await;
}

#[tokio::test]
async fn a_client_that_stops_sending_is_a_408() {
    let (app, guard) = App::guarded(quick()).await;
    let mut client = guard.sent(format!("POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 4\r\n\r\nx")).await;
    let mut at_app = app.next().await;
    assert!(client.head().await.starts_with("HTTP/1.1 408"));
    assert!(at_app.rest().await.ends_with("\r\n\r\nx"), "and the application is told");
}

#[tokio::test]
async fn a_client_that_hangs_up_ends_its_request() {
    // Before the answer, in the middle of it, and in the middle of the request.
    let (app, guard) = App::guarded(Setup::default()).await;
    let client = guard.sent(get("")).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    drop(client);
    assert_eq!(at_app.rest().await, "");

    let mut client = guard.sent(get("")).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    at_app.send("HTTP/1.1 200 OK\r\n\r\nfirst").await;
    client.until("first").await;
    drop(client);
    assert_eq!(at_app.rest().await, "");

    let client = guard.sent(format!("POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 9\r\n\r\nx")).await;
    let mut at_app = app.next().await;
    at_app.until("\r\n\r\nx").await;
    drop(client);
    assert_eq!(at_app.rest().await, "");
}

#[tokio::test]
async fn an_answer_that_breaks_off_breaks_off_for_the_client() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let mut client = guard.sent(get("")).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    at_app.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n").await;
    drop(at_app);
    let answer = client.rest().await;
    assert!(answer.ends_with("1\r\na\r\n"), "no last chunk: {answer}");
}

#[tokio::test]
async fn too_many_requests_are_a_503() {
    let (app, guard) = App::guarded(Setup { most: 1, ..quick() }).await;
    let patience = Duration::from_secs(20);
    let (busy, guarded) =
        App::guarded(Setup { most: 1, patience: Patience { answer: patience, ..quick().patience }, ..quick() }).await;
    drop((app, guard));
    let mut first = guarded.sent(get("")).await;
    let mut at_app = busy.next().await;
    at_app.head().await;
    assert!(guarded.answer(get("")).await.starts_with("HTTP/1.1 503"));
    at_app.send(OK).await;
    first.until("\r\n\r\nok").await;
    let mut second = guarded.sent(get("")).await;
    soon(async {
        at_app.head().await;
        at_app.send(OK).await;
        second.until("\r\n\r\nok").await
    })
    .await;
}

#[tokio::test]
async fn one_client_leaves_most_places_to_others() {
    let (app, guard) = App::guarded(Setup { most: 40, ..Setup::default() }).await;
    let mut running = vec![];
    for _ in 0..10 {
        let client = guard.sent(get("")).await;
        let mut at_app = app.next().await;
        at_app.head().await;
        running.push((client, at_app));
    }
    assert!(guard.answer(get("")).await.starts_with("HTTP/1.1 503"), "at once, with thirty places free");
    let (mut client, mut at_app) = running.remove(0);
    at_app.send(OK).await;
    client.rest().await;
    let mut next = guard.sent(get("")).await;
    soon(async {
        at_app.head().await;
        at_app.send(OK).await;
        next.until("\r\n\r\nok").await
    })
    .await;
}
