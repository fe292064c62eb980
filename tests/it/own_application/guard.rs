//! The guard for services in Rust, in front of a service of its own.

use std::net::SocketAddr;

use axum::http::StatusCode;
use tokio::net::TcpListener;

use super::axum_guard::app;
use crate::support::{Browser, House, Way};

/// Starts the service in front of what answers at this address.
async fn guarded(latchkey: &str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = app(latchkey.to_owned());
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// Asks the service with this browser's cookies.
async fn ask(service: SocketAddr, browser: &Browser, accept: &str) -> (StatusCode, String, String) {
    let cookies: Vec<String> = ["latchkey-access", "latchkey-refresh", "latchkey-pending"]
        .iter()
        .filter_map(|name| Some(format!("{name}={}", browser.cookie(name)?)))
        .collect();
    let client = crate::support::client().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let request = client.get(format!("http://{service}/?x=1&y=2")).header("accept", accept);
    let answer = request.header("cookie", cookies.join("; ")).send().await.unwrap();
    let location = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    (answer.status(), location, answer.text().await.unwrap())
}

#[tokio::test]
async fn whoever_is_signed_in_is_let_in_and_told_by_name_and_nobody_else() {
    let house = House::open().await;
    let service = guarded(&format!("http://{}", house.address)).await;
    let ada = house.protected("Ada").await;
    let (status, _, text) = ask(service, &ada.browser, "*/*").await;
    assert_eq!((status, text.as_str()), (StatusCode::OK, "Hello, Ada"));
    let half = ada.elsewhere();
    half.type_password().await;
    let ended = ada.browser.copied();
    ada.sign_out().await.leads_to("/sign-in");
    for browser in [&Browser::new(&house, Way::Island), &half.browser, &ended] {
        assert_eq!(ask(service, browser, "*/*").await.0, StatusCode::UNAUTHORIZED);
        let (status, location, _) = ask(service, browser, "text/html").await;
        assert_eq!((status, location.as_str()), (StatusCode::SEE_OTHER, "/sign-in?next=%2F%3Fx%3D1%26y%3D2"));
    }
}

#[tokio::test]
async fn where_latchkey_does_not_answer_nobody_is_let_in() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    // A port that nobody listens on any more.
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let service = guarded(&format!("http://{closed}")).await;
    assert_eq!(ask(service, &ada.browser, "text/html").await.0, StatusCode::SERVICE_UNAVAILABLE);
}
