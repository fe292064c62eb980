//! What gets no further: other media types, other methods, other sites, too much.

use latchkey::http::route::Access;
use serde_json::json;

use super::support::{API, Client, Told, access, filled, operations};
use crate::support::{House, wire};

#[tokio::test]
async fn bodies_of_another_media_type_are_refused() {
    let house = House::open().await;
    let ada = Client::new(&house);
    let body = json!({"email": ada.email, "name": ada.name, "password": ada.password}).to_string();
    // X-02, H-15
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
        "application/json-patch+json",
        "application/jsonp",
        "application/json;charset=utf-16",
        "application/json; x",
        "application/json, application/json",
        "json",
        "",
    ] {
        let headers = [("content-type", kind)];
        let sent = ada.send("POST", "/authentication/register", &headers, &body);
        house.changes_nothing(sent).await.is_problem(415, "unsupported-media-type");
    }
    let (status, _, _) = ada.bytes("/authentication/register", &[], body.clone().into_bytes()).await;
    assert_eq!(status, 415, "no media type at all");
    // H-11
    let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
    ada.send("POST", "/authentication/register", &headers, &body).await.is_problem(415, "unsupported-media-type");
    // And these are the same thing.
    for (n, kind) in ["application/json", "Application/JSON", "application/json; charset=UTF-8"].into_iter().enumerate() {
        let answer = ada.send("POST", "/authentication/register", &[("content-type", kind)], &body).await;
        assert_eq!(answer.status, if n == 0 { 201 } else { 409 }, "{kind}: {answer:#?}");
    }
}

#[tokio::test]
async fn other_methods_are_405_with_those_that_are_taken() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    let nobody = Client::new(&house);
    let all = operations(&house).await;
    let mut paths: Vec<&String> = all.iter().map(|(_, path)| path).collect();
    paths.dedup();
    assert_eq!(paths.len(), 46);
    for path in paths {
        let taken: Vec<&str> = all.iter().filter(|(_, other)| other == path).map(|(method, _)| method.as_str()).collect();
        // X-03, H-09, H-16
        for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get"] {
            if taken.contains(&method) || (method == "HEAD" && taken.contains(&"GET")) {
                continue;
            }
            for client in [&ada, &nobody] {
                let headers = [("x-http-method-override", taken[0])];
                let answer = house.changes_nothing(client.send(method, &filled(path), &headers, "")).await;
                let mut allowed: Vec<&str> = answer.header("allow").unwrap().split(',').map(str::trim).collect();
                allowed.retain(|method| *method != "HEAD");
                allowed.sort_unstable();
                let mut expected = taken.clone();
                expected.sort_unstable();
                assert_eq!(allowed, expected, "{method} {path}");
                // Whoever may not call a path is told that first.
                let may = match access(path) {
                    Access::Everybody => true,
                    Access::PendingSignIn => false,
                    _ => client.browser.cookie("latchkey-access").is_some(),
                };
                assert_eq!(answer.status, if may { 405 } else { 401 }, "{method} {path}");
                if method != "HEAD" && may {
                    answer.is_problem(405, "method-not-allowed");
                }
            }
        }
    }
    assert!(ada.is_in().await);
}

#[tokio::test]
async fn what_another_site_sends_is_refused() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    let own = house.origin.clone();
    let foreign: [&[(&str, &str)]; 7] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site"), ("origin", &own)],
        &[("sec-fetch-site", "")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "https://localhost.evil.example")],
        &[("origin", "http://localhost:1")],
    ];
    // X-01, X-04, X-05, S-20: each state change, log-out and log-in included.
    for (method, path) in operations(&house).await.into_iter().filter(|(method, _)| method != "GET") {
        for headers in foreign {
            let headers = [headers, &[("content-type", "application/json")]].concat();
            let answer = house.changes_nothing(ada.send(&method, &filled(&path), &headers, "{}")).await;
            answer.is_problem(403, "cross-site");
            assert!(answer.set_cookies().is_empty(), "{answer:#?}");
        }
    }
    // A preflight is told nothing.
    let headers = [("origin", "https://evil.example"), ("access-control-request-method", "POST")];
    let answer = ada.send("OPTIONS", "/scraps", &headers, "").await;
    assert_eq!((answer.status, answer.header("access-control-allow-methods")), (405, None));
    for headers in [&[("sec-fetch-site", "same-origin"), ("origin", &*own)][..], &[("origin", &*own)], &[]] {
        let headers = [headers, &[("content-type", "application/json")]].concat();
        ada.send("POST", "/scraps", &headers, r#"{"title":"t","content":"c"}"#).await.gives(201);
    }
}

#[tokio::test]
async fn too_much_is_413() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    // D-02, D-03
    let long = "a".repeat(17 * 1024);
    for (path, body) in [
        ("/authentication/log-in", json!({"email": ada.email, "password": long})),
        ("/authentication/register", json!({"email": long, "name": "Ada", "password": ada.password})),
        ("/2fa/turn-on", json!({"twoFactorAuthenticationCode": long})),
    ] {
        house.changes_nothing(ada.post(path, body)).await.is_problem(413, "too-large");
    }
    ada.order("/authentication/log-out").await.gives(200);
    ada.log_in().await.gives(200);
    let long = json!({"title": "t", "content": "a".repeat(129 * 1024)});
    house.changes_nothing(ada.post("/scraps", long)).await.is_problem(413, "too-large");
    // Announced, or in pieces.
    let announced = "Content-Type: application/json\r\nContent-Length: 1073741824\r\n";
    let chunk = format!("{:x}\r\n{}\r\n", 20_000, "a".repeat(20_000));
    let pieces = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";
    for (headers, body) in [(announced, ""), (pieces, &*chunk)] {
        let answer = wire::ask(house.address, &format!("POST {API}/authentication/log-in"), headers, body).await;
        assert_eq!(wire::status(&answer), 413, "{answer}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    for path in ["/", "/nothing", "/authentication/nothing", "/../v0/authentication", "/scraps/a/b", "/users/1", "/openapi.json/"]
    {
        for method in ["GET", "POST", "DELETE"] {
            ada.send(method, path, &[], "").await.is_problem(404, "not-found");
        }
    }
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_503_with_retry_after() {
    let house = House::open().await;
    let ada = Client::logged_in(&house).await;
    house.expect_faults();
    // K-09: another process holds it.
    let lock = house.database().lock().await;
    ada.patch(&filled("/scraps/{id}"), json!({"title": "t"})).await.is_problem(404, "not-found");
    let body = json!({"title": "t", "content": "c"});
    let answer = ada.post("/scraps", body.clone()).await;
    answer.is_problem(503, "unavailable");
    ada.log_in().await.is_problem(503, "unavailable");
    lock.release().await;
    ada.post("/scraps", body).await.gives(201);
}
