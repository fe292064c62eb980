//! What comes in otherwise than well-behaved browsers send it, and must be told well.

use crate::support::{Browser, House, Plan, Way, wire, wire::Wire};

/// H-02: a request is for this host, says so once, and is refused otherwise; only what checks health may use any name.
#[tokio::test]
async fn h_02_a_request_is_for_one_host_and_this_one() {
    let house = House::built(Plan { public_url: Some("https://id.example.com"), ..Plan::default() }).await;
    for (head, path, expected) in [
        ("HTTP/1.1\r\nHost: id.example.com", "/account", 303),
        ("HTTP/1.1\r\nHost: id.example.com", "/register", 200),
        ("HTTP/1.1\r\nHost: ID.example.com:443", "/register", 200),
        ("HTTP/1.1\r\nHost: localhost:1234", "/register", 200),
        ("HTTP/1.1\r\nHost: [::1]", "/register", 200),
        ("HTTP/1.1\r\nHost: evil.example", "/register", 421),
        ("HTTP/1.1\r\nHost: evil.example", "/api/v1/scraps", 421),
        ("HTTP/1.1\r\nHost: evil.example", "/nowhere", 421),
        ("HTTP/1.1\r\nHost: evil.example", "/dev/reload.js", 421),
        ("HTTP/1.1\r\nHost: 10.0.0.7:3000", "/healthz", 200),
        ("HTTP/1.1\r\nHost: pod-7", "/readyz", 200),
        ("HTTP/1.1\r\nHost: ", "/register", 400),
        ("HTTP/1.1\r\nHost: a b", "/register", 400),
        ("HTTP/1.1\r\nHost: id.example.com\r\nHost: id.example.com", "/register", 400),
        ("HTTP/1.1\r\nHost: id.example.com\r\nHost: evil.example", "/healthz", 400),
        ("HTTP/1.1", "/register", 400),
        ("HTTP/1.0", "/register", 200),
    ] {
        let mut wire = Wire::to(house.address).await;
        wire.send(&format!("GET {path} {head}\r\nAccept: text/html\r\nConnection: close\r\n\r\n")).await;
        let answer = wire.read_to_end().await.replace("HTTP/1.0", "HTTP/1.1");
        let status = wire::status(&answer);
        // The clock of a house is its own, and its database may have another.
        assert!(status == expected || (path == "/readyz" && status == 503), "{head} {path}: {answer}");
        assert!(!answer.contains("evil.example"), "{answer}");
        if status >= 400 && status != 503 {
            let kind = if path.starts_with("/api") { "application/problem+json" } else { "text/html" };
            assert!(answer.contains(&format!("content-type: {kind}")), "{head} {path}: {answer}");
        }
    }
}

/// H-11: a cache between must not hand what is compressed to whoever cannot read it.
#[tokio::test]
async fn h_11_files_say_that_they_vary() {
    let house = House::open().await;
    let nobody = Browser::new(&house, Way::Island);
    let answer = nobody.get("/pkg/latchkey.css").await;
    assert_eq!((answer.status, answer.header("vary")), (200, Some("accept-encoding")));
    let modified = answer.header("last-modified").unwrap();
    let again = nobody.send("GET", "/pkg/latchkey.css", &[("if-modified-since", modified)], "").await;
    assert_eq!((again.status, again.header("vary")), (304, Some("accept-encoding")));
}

#[tokio::test]
async fn ranges_of_a_file_are_answered_as_far_as_they_can_be() {
    let house = House::open().await;
    let nobody = Browser::new(&house, Way::Island);
    for (range, status, body) in [
        ("bytes=0-3", 206, "body"),
        ("bytes=-3", 206, " }\n"),
        ("bytes=0-1,3-4", 200, "body { margin: 0 }\n"),
        ("items=0-1", 200, "body { margin: 0 }\n"),
        ("bytes=500-", 416, ""),
        ("bytes=9-1", 416, ""),
        ("bytes=x", 416, ""),
    ] {
        let answer = nobody.send("GET", "/pkg/latchkey.css", &[("range", range)], "").await;
        assert_eq!((answer.status, &*answer.body), (status, body), "{range}: {answer:#?}");
        assert_eq!(answer.header("content-range").is_some(), status != 200, "{range}");
    }
    let answer = nobody.send("GET", "/pkg/latchkey.css", &[("range", "bytes=0-3"), ("if-range", "\"x\"")], "").await;
    assert_eq!(answer.status, 200);
    assert_eq!(nobody.send("GET", "/nowhere", &[("range", "bytes=x")], "").await.status, 404);
}

#[tokio::test]
async fn a_path_that_cannot_be_read_is_told_as_any_that_is_not_there() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for method in ["GET", "PATCH", "DELETE"] {
        for id in ["%ff", "%00", "%c3%28", "x", "%"] {
            let headers = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
            let answer = ada.browser.send(method, &format!("/api/v1/scraps/{id}"), &headers, "{\"title\":\"x\"}").await;
            assert_eq!((answer.status, answer.header("content-type")), (404, Some("application/problem+json")), "{answer:#?}");
        }
    }
    for path in ["/%ff", "/account/%ff", "/scraps/%c3%28"] {
        let answer = ada.see(path).await;
        assert_eq!((answer.status, answer.header("content-type")), (404, Some("text/html; charset=utf-8")), "{answer:#?}");
    }
}

/// Browsers that do not say `text/html`, such as links, elinks, NetSurf and Dillo, get pages as all others do.
#[tokio::test]
async fn a_browser_that_takes_anything_is_sent_on_as_any() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for accept in ["*/*", "text/*,image/*,*/*", ""] {
        let browser = Browser::new(&house, Way::Plain).with_header("accept", accept);
        let fields = [("email", &*ada.email), ("password", "not the password")];
        let answer = browser.send_form("/ui/sign_in", &fields).await;
        assert_eq!(answer.status, 302, "{answer:#?}");
        assert!(answer.location().unwrap().contains("/sign-in?"), "{answer:#?}");
        let answer = browser.send_form("/ui/sign_in", &[("email", &*ada.email), ("password", &*ada.password)]).await;
        assert_eq!((answer.status, answer.location()), (302, Some("/account")), "{answer:#?}");
        let answer = Browser::new(&house, Way::Plain).with_header("accept", accept).send_form("/ui/sign_in_code", &[]).await;
        assert_eq!(answer.status, 303, "{answer:#?}");
        let foreign = browser.with_header("sec-fetch-site", "cross-site").send_form("/ui/sign_out", &[]).await;
        assert_eq!((foreign.status, foreign.header("content-type")), (403, Some("text/html; charset=utf-8")));
    }
}

#[tokio::test]
async fn a_cookie_of_a_neighbour_that_is_not_ascii_is_passed_over() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let ours: Vec<String> = ["latchkey-access", "latchkey-refresh"]
        .into_iter()
        .map(|name| format!("{name}={}", ada.browser.cookie(name).unwrap()))
        .collect();
    let cookies = format!("Cookie: city=Zürich; {}; ü=ö\r\n", ours.join("; "));
    let answer = wire::ask(house.address, "GET /account", &cookies, "").await;
    assert_eq!(wire::status(&answer), 200, "{answer}");
}

#[tokio::test]
async fn both_doors_take_a_charset_however_it_is_spelt() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for charset in ["; charset=\"utf-8\"", ";charset=UTF8", "; charset=us-ascii;", ""] {
        let headers = [("content-type", &*format!("application/json{charset}")), ("sec-fetch-site", "same-origin")];
        let answer = ada.browser.send("POST", "/api/v1/scraps", &headers, "{\"title\":\"x\",\"content\":\"y\"}").await;
        assert_eq!(answer.status, 201, "{charset}: {answer:#?}");
        let kind = format!("application/x-www-form-urlencoded{charset}");
        let headers = [("content-type", &*kind), ("accept", "application/json"), ("sec-fetch-site", "same-origin")];
        ada.browser.send("POST", "/ui/write_scrap", &headers, "title=x&content=y").await.leads_to("/scraps");
    }
}

/// B-05: large bodies are for whoever has a session to write posts in.
#[tokio::test]
async fn d_02_a_large_body_needs_a_session() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let content = "x".repeat(9_990) + &"\u{1f600}".repeat(2);
    let body = format!("title=x&content={}", content.replace('x', "%78").replace('\u{1f600}', "%F0%9F%98%80"));
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "application/json"),
        ("sec-fetch-site", "same-origin"),
    ];
    ada.browser.send("POST", "/ui/write_scrap", &headers, &body).await.leads_to("/scraps");
    for path in ["/ui/write_scrap", "/api/v1/scraps"] {
        for cookie in [None, Some("latchkey-access"), Some("latchkey-refresh")] {
            let nobody = Browser::new(&house, Way::Island);
            // A name alone is no session.
            cookie.map(|name| nobody.plant(name, "x"));
            assert_eq!(nobody.send("POST", path, &headers, &body).await.status, 413, "{path} {cookie:?}");
        }
    }
}
