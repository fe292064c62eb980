//! What is between people and the server: proxies, and certificates.

use latchkey_core::domain::time::{Clock, SystemClock};

use super::{Estate, SQLITE};
use crate::support::{
    front::{Forwarded, Front, Manners},
    served::key,
};

/// A day from now on: year, month, day.
fn in_days(days: i64) -> (i32, u8, u8) {
    let now = jiff::Timestamp::from_second(SystemClock.now().seconds()).unwrap().to_zoned(jiff::tz::TimeZone::UTC);
    let then = now.date() + jiff::Span::new().days(days);
    (then.year().into(), then.month().unsigned_abs(), then.day().unsigned_abs())
}

#[tokio::test]
async fn what_a_proxy_does_to_a_request_is_told() {
    let mut estate = Estate::new(Front::encrypted("localhost", None).await, SQLITE, &[]).await;
    let usual = Manners::default;
    for (manners, wrong, state, expected) in [
        (usual(), false, "ok", "is believed"),
        (Manners { forwarded: Forwarded::Appended, ..usual() }, false, "ok", "is believed"),
        (Manners { forwarded: Forwarded::Passed, ..usual() }, true, "wrong", "anybody can pretend"),
        (Manners { forwarded: Forwarded::Dropped, ..usual() }, true, "wrong", "does not say in X-Forwarded-For"),
        (Manners { host: Some("backend:3000"), ..usual() }, true, "wrong", "proxy_set_header Host $host"),
        (Manners { host: Some("127.0.0.1:3000"), ..usual() }, false, "ok", "is believed"),
    ] {
        estate.front.has(manners.clone());
        let told = estate.told().await;
        told.wrong(if wrong { &["proxy"] } else { &[] }).has("proxy", state, expected);
        told.has("public-url", "ok", "a server of this installation");
    }
    estate.front.has(Manners { takes_away: Some("strict-transport-security"), ..usual() });
    estate.told().await.wrong(&[]).has("hsts", "note", "takes it away");
    let own_url = estate.front.url();
    let elsewhere = Front::encrypted("localhost", None).await;
    elsewhere.leads_to(estate.running.as_ref().unwrap().address);
    let (other_url, other_file) = (elsewhere.url(), elsewhere.ca_file());
    let other = [("LATCHKEY_PUBLIC_URL", &*other_url), ("SSL_CERT_FILE", other_file.to_str().unwrap())];
    estate.with(&other).await.has("public-url", "wrong", &format!("whose own public_url is {own_url}"));
    estate.stops().await;
}

#[tokio::test]
async fn a_proxy_that_is_not_among_the_trusted_is_told() {
    let more = [("LATCHKEY_TRUSTED_PROXIES", "10.1.2.3")];
    for front in [Front::encrypted("localhost", None).await, Front::plain().await] {
        let mut estate = Estate::new(front, SQLITE, &more).await;
        let told = estate.told().await;
        told.wrong(&["proxy"]).has("proxy", "wrong", "is not believed").has(
            "proxy",
            "wrong",
            "trusted_proxies = [\"127.0.0.1\"]",
        );
        estate.stops().await;
    }
}

#[tokio::test]
async fn what_answers_in_place_of_the_server_is_told() {
    let mut estate = Estate::new(Front::plain().await, SQLITE, &[]).await;
    for (head, expected) in [
        ("HTTP/1.1 404 so", "no server of this installation"),
        ("HTTP/1.1 200 so", "no server of this installation"),
        ("HTTP/1.1 301 so\r\nlocation: https://www.example.com/x", "sends whoever asks to https://www.example.com/x"),
        ("HTTP/1.1 503 so", "the proxy does not reach the server"),
        ("SSH-2.0-OpenSSH_9.2", "does not answer"),
    ] {
        estate.front.has(Manners { answers: Some(head), ..Manners::default() });
        estate.told().await.wrong(&["public-url"]).has("public-url", "wrong", expected);
    }
    estate.stops().await;
}

#[tokio::test]
async fn a_certificate_is_looked_at() {
    let more = key();
    for (front, wrong, state, expected) in [
        (Front::encrypted("localhost", Some(in_days(30))).await, false, "ok", "is good until"),
        (Front::encrypted("localhost", Some(in_days(10))).await, false, "note", "ends in 9 days"),
        (Front::encrypted("localhost", Some(in_days(-1))).await, true, "wrong", "has ended"),
        (Front::encrypted("other.example", None).await, true, "wrong", "is for another name"),
    ] {
        let mut estate = Estate::new(front, SQLITE, &[]).await;
        let told = estate.told().await;
        told.wrong(if wrong { &["certificate"] } else { &[] }).has("certificate", state, expected);
        estate.stops().await;
    }
    let mut estate = Estate::new(Front::encrypted("localhost", None).await, SQLITE, &[("LATCHKEY_SECRET_KEYS", &more)]).await;
    let told = estate.with(&[("SSL_CERT_FILE", "/dev/null")]).await;
    told.wrong(&["certificate"]).has("certificate", "wrong", "signed by nobody whom this machine knows");
    estate.stops().await;
}

#[tokio::test]
async fn an_authority_of_ones_own_ends_too() {
    let mut estate = Estate::new(Front::plain().await, SQLITE, &[]).await;
    let certificate = |ends: (i32, u8, u8)| {
        let mut parameters = rcgen::CertificateParams::new(vec!["ca.example".into()]).unwrap();
        parameters.not_after = rcgen::date_time_ymd(ends.0, ends.1, ends.2);
        parameters.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem()
    };
    std::fs::write(estate.place.path("ca.pem"), certificate(in_days(-1))).unwrap();
    let told = estate.with(&[("LATCHKEY_NOTICE_CA_FILE", "ca.pem")]).await;
    told.wrong(&["certificate"]).has("certificate", "wrong", "The authority in notice_ca_file");
    std::fs::write(estate.place.path("ca.pem"), certificate(in_days(100))).unwrap();
    estate.with(&[("LATCHKEY_NOTICE_CA_FILE", "ca.pem")]).await.wrong(&[]);
    estate.stops().await;
}
