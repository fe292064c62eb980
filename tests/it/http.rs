//! What holds for every request: headers, methods, sizes, other sites, files.

use crate::support::{Browser, House, Way};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// B-08, B-10
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_bears_the_security_headers() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for path in ["/", "/posts", "/account", "/nowhere", "/healthz", "/api/v1/openapi.json", "/api/v1/nowhere"] {
        let answer = ada.browser.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path} {name}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains("ws:"), "{policy}");
        assert!(
            answer.header("content-type").is_some_and(|kind| kind.contains("charset=utf-8") || kind.contains("json")),
            "{path}"
        );
        assert!(answer.header("access-control-allow-origin").is_none());
    }
}

/// S-20: another site's page sends forms, with the cookies even.
#[tokio::test(flavor = "multi_thread")]
async fn another_site_can_change_nothing() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let own = house.origin.clone();
    for headers in [
        vec![("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        vec![("sec-fetch-site", "same-site"), ("origin", &own)],
        vec![("sec-fetch-site", "cross-site")],
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
    ] {
        for (path, body) in [
            ("/ui/sign_out", ""),
            ("/ui/begin_two_factor", ""),
            ("/ui/write_post", "title=a&content=b"),
            ("/ui/sign_in", "email=eve%40example.com&password=x"),
            ("/api/v1/authentication/log-out", ""),
        ] {
            for accept in ["text/html", "application/json"] {
                let all: Vec<_> = headers.iter().copied().chain([("accept", accept), FORM]).collect();
                let answer = house.changes_nothing(ada.browser.send("POST", path, &all, body)).await;
                assert_eq!(answer.status, 403, "{path} {headers:?} {answer:#?}");
                assert!(answer.set_cookies().is_empty());
            }
        }
    }
    assert!(ada.is_in().await);
}

/// X-03, H-09, H-16
#[tokio::test(flavor = "multi_thread")]
async fn nothing_changes_by_another_method() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "TRACE"] {
        let headers = [("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("x-http-method-override", "POST")];
        let answer = house.changes_nothing(ada.browser.send(method, "/ui/sign_out", &headers, "")).await;
        assert_eq!(answer.status, 405, "{method} {answer:#?}");
        assert_eq!(answer.header("allow"), Some("POST"));
    }
    assert!(ada.is_in().await);
}

/// D-02, D-03
#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_told_before_any_work() {
    let house = House::open().await;
    let stranger = Browser::new(&house, Way::Plain);
    let long = "x".repeat(300_000);
    for (way, accept) in [(Way::Plain, "text/html"), (Way::Island, "application/json")] {
        let browser = stranger.in_way(way);
        for path in ["/ui/sign_in", "/ui/register", "/ui/write_post", "/api/v1/authentication/log-in"] {
            let headers = [("accept", accept), ("sec-fetch-site", "same-origin"), FORM];
            let answer = house.changes_nothing(browser.send("POST", path, &headers, &format!("email={long}"))).await;
            assert_eq!(answer.status, 413, "{path}");
        }
    }
    assert_eq!(house.password_counters().await, Vec::<i64>::new(), "nothing was evaluated");
}

/// H-06, H-07
#[tokio::test(flavor = "multi_thread")]
async fn files_are_served_from_the_site_alone() {
    let house = House::open().await;
    let stranger = Browser::new(&house, Way::Plain);
    for path in [
        "/../Cargo.toml",
        "/..%2fCargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%5cCargo.toml",
        "/%252e%252e/Cargo.toml",
        "/pkg/..%2f..%2fdata%2flatchkey.db",
        "/%00",
        "//etc/passwd",
        "/etc/passwd",
        "/.git/config",
        "/.env",
        "/Cargo.toml",
        "/data/latchkey.db",
        "/pkg/",
        "/pkg",
        "/metrics",
        "/debug",
        "/account/",
        "//account",
        "/ACCOUNT",
    ] {
        let answer = stranger.get(path).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
    }
}

/// X-12, B-07: what is asked for is not told back, nor what is inside.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_not_reflected() {
    let house = House::open().await;
    let stranger = Browser::new(&house, Way::Plain);
    for path in [
        "/%3Cscript%3Ealert(1)%3C/script%3E",
        "/sign-in?next=%22%3E%3Cimg%20src=x%3E",
        "/sign-in?notice=%3Cb%3E",
        "/api/v1/%3Cb%3E",
    ] {
        let answer = stranger.get(path).await;
        assert!(
            !answer.page().contains("alert(1)") && !answer.page().contains("<img") && !answer.page().contains("<b>"),
            "{path}"
        );
    }
}

/// S-19: cookies of every kind that are garbage are as none, and are taken away.
#[tokio::test(flavor = "multi_thread")]
async fn garbage_cookies_are_as_none() {
    let house = House::open().await;
    for garbage in ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", &"A".repeat(64), &"é".repeat(3)] {
        let stranger = Browser::new(&house, Way::Plain);
        for name in ["latchkey-access", "latchkey-refresh", "latchkey-pending", "latchkey-typed"] {
            stranger.plant(name, garbage);
        }
        let answer = stranger.get("/register").await;
        assert_eq!(answer.status, 200, "{garbage}");
        let answer = stranger.get("/account").await;
        assert!(answer.location().is_some_and(|to| to.starts_with("/sign-in")), "{garbage}");
    }
}
