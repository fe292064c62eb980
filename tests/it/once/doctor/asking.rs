//! The question that the doctor asks a server: strangers learn nothing by it.

use std::time::Duration;

use axum::http::HeaderMap;
use latchkey::features::health::doctor::{HEADER, PATH, Seen};
use latchkey_core::domain::{
    doctor::Question,
    keys::Keyring,
    random::OsRandom,
    time::{Clock, Timestamp},
};

use crate::support::{Answer, House};

async fn asks(house: &House, path: &str, question: Option<&str>) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert("x-forwarded-for", "198.51.100.7, 203.0.113.9".parse().unwrap());
    if let Some(question) = question {
        headers.insert(HEADER, question.parse().unwrap());
    }
    house.ask("GET", path, headers, "").await
}

/// Everything of an answer that is not chance.
fn shown(answer: &Answer) -> (u16, String, Vec<(String, String)>) {
    let named = answer.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let headers = named.filter(|(name, _)| !matches!(&**name, "date" | "x-request-id"));
    (answer.status, answer.body.clone(), headers.collect())
}

#[tokio::test]
async fn whoever_has_no_key_gets_what_every_path_without_a_page_gets() {
    let house = House::open().await;
    let nothing = asks(&house, "/.well-known/nothing-here", None).await;
    assert_eq!(nothing.status, 404);
    let strangers = Keyring::parse(&Keyring::generate(&OsRandom)).unwrap();
    let now = house.clock.now();
    let at = |moment: Timestamp, keys: &Keyring| Question::new(moment, &OsRandom).to_text(keys);
    let keys = house.keys();
    for question in [
        None,
        Some("v1".to_owned()),
        Some(at(now, &strangers)),
        Some(at(now - Duration::from_secs(61), &keys)),
        Some(at(now + Duration::from_secs(62), &keys)),
        Some(at(now, &keys).replace("v1.", "v2.")),
    ] {
        let answer = asks(&house, PATH, question.as_deref()).await;
        let (status, body, headers) = shown(&answer);
        assert_eq!((status, body, headers), shown(&nothing), "{question:?}");
    }
}

#[tokio::test]
async fn whoever_has_the_key_is_told_how_the_request_arrived() {
    let house = House::open().await;
    let keys = house.keys();
    let question = Question::new(house.clock.now(), &OsRandom);
    let answer = asks(&house, PATH, Some(&question.to_text(&keys))).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    assert!(question.is_answered(&keys, answer.body.as_bytes(), answer.header("latchkey-doctor").unwrap()));
    let seen: Seen = serde_json::from_str(&answer.body).unwrap();
    let here = house.address.ip();
    let expected = Seen {
        version: env!("CARGO_PKG_VERSION").into(),
        public_url: house.origin.clone(),
        clock: house.clock.now().0,
        host: Some(house.address.to_string()),
        peer: Some(here),
        peer_is_trusted: false,
        client: here,
        forwarded_for: vec!["198.51.100.7".into(), "203.0.113.9".into()],
    };
    assert_eq!(seen, expected);
    // Asked once more within a minute it is answered once more, to whoever asks then. Nothing was changed by it.
    let again = asks(&house, PATH, Some(&question.to_text(&keys))).await;
    assert_eq!((again.status, again.body), (200, answer.body));
    house.clock.advance(Duration::from_secs(61));
    assert_eq!(asks(&house, PATH, Some(&question.to_text(&keys))).await.status, 404);
}
