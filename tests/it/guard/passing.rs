//! What of a request reaches the application, and what of its answer comes back.
use super::lab::{App, HOST, OK, Peer, Setup, get};
use tokio::net::TcpStream;

/// The head that the application gets for this request.
async fn reaches(request: &str) -> String {
    let (app, guard) = App::guarded(Setup::default()).await;
    let mut client = guard.sent(request).await;
    let mut at_app = app.next().await;
    let head = at_app.head().await;
    at_app.send(OK).await;
    assert!(client.rest().await.ends_with("ok"));
    head
}

/// The answer that the client gets for this one.
async fn comes_back(request: &str, answer: &str) -> String {
    let (app, guard) = App::guarded(Setup::default()).await;
    let mut client = guard.sent(request).await;
    let mut at_app = app.next().await;
    at_app.head().await;
    at_app.send(answer).await;
    drop(at_app);
    client.rest().await
}

#[tokio::test]
async fn a_request_reaches_the_application_with_our_headers_and_no_others() {
    let head = reaches(&get("Accept: */*\r\n")).await;
    let mut lines: Vec<_> = head.trim_end().lines().collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "GET /a?b=c HTTP/1.1",
            "accept: */*",
            "host: notes.example.com",
            "remote-user: mia",
            "x-forwarded-for: 127.0.0.1",
            "x-forwarded-host: notes.example.com",
            "x-forwarded-proto: http",
        ]
    );
}

#[tokio::test]
async fn forged_headers_do_not_reach_it() {
    let forged = "X-Forwarded-For: forged\r\nx_forwarded_for: forged\r\nX-FORWARDED_PROTO: forged\r\nForwarded: for=forged\r\n\
        X-Real-IP: forged\r\nX-Original-URL: /forged\r\nRemote-User: forged\r\nREMOTE_USER: forged\r\nRemote-Groups: forged\r\n\
        Remote.User: forged\r\nX+Forwarded+For: forged\r\nX-HTTP-Method-Override: forged\r\nx_http_method: forged\r\nX-Method.Override: forged\r\n\
        X_User: forged\r\nX-User: forged\r\nProxy: forged\r\nX-Hidden: forged\r\nConnection: X-Hidden, Remote-User\r\n";
    let head = reaches(&get(forged)).await;
    assert!(!head.contains("forged"), "{head}");
    assert!(head.contains("remote-user: mia\r\n"), "a client cannot take away what we set");
    for name in ["remote", "x-forwarded-for"] {
        assert_eq!(head.matches(name).count(), 1, "{head}");
    }
}

#[tokio::test]
async fn headers_of_the_hop_end_here() {
    let lines = "Keep-Alive: 5\r\nTE: gzip, trailers\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\nProxy-Connection: keep-alive\r\n\
        Proxy-Authorization: Basic x\r\nTrailer: x-sum\r\nConnection: Upgrade, HTTP2-Settings\r\n";
    let head = reaches(&get(lines)).await;
    for name in ["keep-alive", "upgrade", "settings", "proxy", "gzip", "connection: Up", "close"] {
        assert!(!head.contains(name), "{name}: {head}");
    }
    assert!(
        head.contains("te: trailers\r\n") && head.contains("connection: TE\r\n") && head.contains("trailer: x-sum\r\n"),
        "{head}"
    );
    let absolute = reaches("GET http://notes.example.com HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n").await;
    assert!(absolute.starts_with("GET / HTTP/1.1\r\n") && absolute.contains("host: notes.example.com\r\n"), "{absolute}");
    let old = reaches("GET / HTTP/1.0\r\n\r\n").await;
    assert!(old.starts_with("GET / HTTP/1.1\r\n"), "{old}");
}

#[tokio::test]
async fn our_cookies_stay_here() {
    let head = reaches(&get("Cookie: a=1; __Host-latchkey-access=secret; b=2\r\nCookie: LATCHKEY-x=secret\r\n")).await;
    assert!(head.contains("cookie: a=1; b=2\r\n") && !head.contains("secret"), "{head}");
    assert!(!reaches(&get("Cookie: latchkey-access=secret\r\n")).await.contains("cookie"));
    let answer = "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: __host-Latchkey-access=; Max-Age=0\r\nConnection: X-Hop\r\n\
        X-Hop: 1\r\nKeep-Alive: timeout=5\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n";
    let back = comes_back(&get(""), answer).await;
    assert!(back.contains("set-cookie: a=1\r\n") && back.contains("location: http://127.0.0.1/\r\n"), "{back}");
    for gone in ["atchkey", "hop", "timeout"] {
        assert!(!back.contains(gone), "{back}");
    }
}

#[tokio::test]
async fn answers_come_back_as_they_are() {
    for (method, answer, end) in [
        ("GET", "HTTP/1.1 418 Short and stout\r\nContent-Length: 1\r\n\r\nx", "\r\n\r\nx"),
        ("GET", "HTTP/1.0 200 OK\r\n\r\nuntil the end", "D\r\nuntil the end\r\n0\r\n\r\n"),
        (
            "GET",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n1\r\na\r\n0\r\nx-sum: 1\r\n\r\n",
            "1\r\na\r\n0\r\nx-sum: 1\r\n\r\n",
        ),
        (
            "GET",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n1\r\na\r\n0\r\n\r\n",
            "1\r\na\r\n0\r\n\r\n",
        ),
        ("GET", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "\r\n\r\nx"),
        ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "\r\n\r\n"),
        ("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "\r\n\r\n"),
        ("GET", "HTTP/1.1 204 No Content\r\n\r\n", "\r\n\r\n"),
        ("GET", "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n", "\r\n\r\n"),
    ] {
        let request = get("TE: trailers\r\n").replace("GET", method);
        let back = comes_back(&request, answer).await;
        assert!(back.ends_with(end), "{answer}: {back}");
        let status = answer.lines().rfind(|line| line.starts_with("HTTP/")).unwrap().split_once(' ').unwrap().1;
        assert!(back.starts_with(&format!("HTTP/1.1 {status}")), "{back}");
        assert_eq!(back.contains("content-length: 9"), method == "HEAD" && answer.contains("9"), "{back}");
    }
}

/// Asks for something on a kept connection.
async fn ask(client: &mut Peer<TcpStream>) -> String {
    client.send(format!("GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n")).await;
    client.until("\r\n\r\nok").await
}

#[tokio::test]
async fn connections_to_the_application_are_kept_and_replaced() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let mut client = guard.sent("").await;
    let playing = tokio::spawn(async move {
        let mut first = app.next().await;
        for _ in 0..3 {
            first.head().await;
            first.send(OK).await;
        }
        assert!(app.is_alone().await, "one connection does");
        // It closes the connection on which a request has just come.
        first.head().await;
        drop(first);
        let mut second = app.next().await;
        second.head().await;
        second.send(OK).await;
        // It closes an idle one.
        drop(second);
        let mut third = app.next().await;
        third.head().await;
        third.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n").await;
        third.send("ok\r\n0\r\n\r\n").await;
        third.head().await;
        third.send(OK).await;
        // What has an effect is not sent twice.
        third.head().await;
        drop(third);
        app
    });
    for _ in 0..4 {
        ask(&mut client).await;
    }
    client.send(format!("GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n")).await;
    client.until("2\r\nok\r\n0\r\n\r\n").await;
    ask(&mut client).await;
    client.send(format!("POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1\r\n\r\nx")).await;
    assert!(client.head().await.starts_with("HTTP/1.1 502"));
    assert!(playing.await.unwrap().is_alone().await);
}

#[tokio::test]
async fn trailers_of_a_request_reach_the_application() {
    let (app, guard) = App::guarded(Setup::default()).await;
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {HOST}\r\nTrailer: x-sum, remote-user, x-forwarded-for, cookie\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    // What a client must not say in a header, it must not say there.
    let forged = "remote-user: root\r\nRemote_User: root\r\nx-forwarded-for: 10.0.0.1\r\ncookie: latchkey-access=x\r\n";
    let mut client = guard.sent(format!("{head}1\r\na\r\n0\r\nx-sum: 1\r\n{forged}\r\n")).await;
    let mut at_app = app.next().await;
    at_app.until("1\r\na\r\n0\r\nx-sum: 1\r\n\r\n").await;
    at_app.send(OK).await;
    client.until("\r\n\r\nok").await;
}
