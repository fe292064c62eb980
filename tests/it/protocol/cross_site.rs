//! Requests that another site's page sends with a person's cookies.

use latchkey::ui::message::Message;

use crate::own_application::{built, everything};
use crate::support::{Answer, Browser, House, MINUTE, Person, Plan, Way};

/// Every form.
fn forms() -> Vec<&'static str> {
    let mut forms: Vec<_> = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    forms.sort_unstable();
    assert!(forms.len() >= 15, "{forms:?}");
    forms
}

/// The headers by which a browser says that another site is asking.
const FOREIGN: &[&[(&str, &str)]] = &[
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "cross-site"), ("origin", "https://id.example.com")],
    &[("sec-fetch-site", "same-site"), ("origin", "https://sub.id.example.com")],
    &[("sec-fetch-site", "")],
    &[("sec-fetch-site", "same-origin, cross-site")],
    &[("sec-fetch-site", "SAME-ORIGIN")],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "")],
    &[("origin", "https://id.example.com.evil.example")],
    &[("origin", "https://sub.id.example.com")],
    &[("origin", "http://id.example.com")],
    &[("origin", "https://id.example.com:8443")],
    &[("origin", "https://id.example.com@evil.example")],
    &[("origin", "https://evil.example#https://id.example.com")],
    &[("origin", "https://localhost")],
];

async fn send(person: &Person, form: &str, foreign: &[(&str, &str)], kind: &str, body: &str) -> Answer {
    let headers = [foreign, &[("content-type", kind), ("accept", "text/html"), ("referer", "https://evil.example/")]].concat();
    person.browser.copied().send("POST", form, &headers, body).await
}

#[tokio::test]
async fn x_01_and_x_05_no_other_site_can_send_a_form_in_a_persons_name() {
    let house = House::built(Plan { public_url: Some("https://id.example.com"), ..Plan::default() }).await;
    let ada = house.registered("Ada").await;
    let post = "title=x&content=y&email=a%40b.example&password=long-enough-for-a-password&name=x&code=123456&stored=true";
    let kind = "application/x-www-form-urlencoded";
    house
        .changes_nothing(async {
            for form in forms() {
                let foreign: Vec<_> = if form == "/ui/write_scrap" { FOREIGN.to_vec() } else { vec![FOREIGN[0], FOREIGN[6]] };
                for foreign in foreign {
                    let answer = send(&ada, form, foreign, kind, post).await;
                    assert_eq!(answer.status, 403, "{form} {foreign:?}: {answer:#?}");
                    assert_eq!(answer.set_cookies(), [], "{form} {foreign:?}");
                }
            }
        })
        .await;
    // To an island it is told in its own way.
    let answer = ada.browser.with_header("sec-fetch-site", "cross-site").submit("/ui/write_scrap", &[("title", "x")]).await;
    assert_eq!((answer.status, answer.told()), (403, Message::CrossSite));
    // Our own pages, and programs that are no browsers, may.
    for own in [
        &[("sec-fetch-site", "same-origin"), ("origin", "https://id.example.com")][..],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://id.example.com")],
        &[],
    ] {
        let answer = send(&ada, "/ui/write_scrap", own, kind, post).await;
        assert_eq!(answer.page(), "/scraps", "{own:?}: {answer:#?}");
    }
}

#[tokio::test]
async fn x_02_whatever_kind_the_body_is_of() {
    let house = House::built(Plan { public_url: Some("https://id.example.com"), ..Plan::default() }).await;
    let ada = house.registered("Ada").await;
    for kind in ["text/plain", "multipart/form-data; boundary=x", "application/json", "application/json;x", "text/xml", "", "x"] {
        let body = "title=x&content=y";
        let answer = house.changes_nothing(send(&ada, "/ui/write_scrap", FOREIGN[0], kind, body)).await;
        assert_eq!(answer.status, 403, "{kind}");
    }
}

#[tokio::test]
async fn x_03_nothing_is_changed_by_reading() {
    let house = built(everything()).await;
    let ada = house.protected("Ada").await;
    for form in forms() {
        for method in ["GET", "HEAD", "OPTIONS"] {
            let query = "title=x&content=y&stored=true&code=123456&password=x";
            let sent = ada.browser.send(method, &format!("{form}?{query}"), &[], "").await;
            let answer = house.changes_nothing(async { sent }).await;
            // For whoever is no administrator there is no administration.
            assert!(matches!(answer.status, 303 | 401 | 404 | 405), "{method} {form}: {answer:#?}");
        }
    }
}

#[tokio::test]
async fn x_04_nobody_is_signed_in_to_somebody_elses_account_by_another_site() {
    let house = House::built(Plan { public_url: Some("https://id.example.com"), ..Plan::default() }).await;
    let mallory = house.registered("Mallory").await;
    let victim = house.registered("Victim").await;
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("email", &mallory.email), ("password", &mallory.password), ("name", &mallory.name)])
        .finish();
    let before = house.session_ids().await;
    for form in ["/ui/sign_in", "/ui/register", "/ui/sign_out", "/ui/start_over"] {
        for kind in ["application/x-www-form-urlencoded", "text/plain"] {
            let answer = house.changes_nothing(send(&victim, form, FOREIGN[0], kind, &body)).await;
            assert_eq!((answer.status, answer.set_cookies()), (403, vec![]), "{form}");
        }
    }
    assert_eq!(house.session_ids().await, before);
    assert!(victim.is_in().await, "nor signed out (S-20)");
}

#[tokio::test]
async fn x_05_no_other_origin_may_read_anything() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    // The harness looks for Access-Control headers on every answer.
    for origin in ["https://evil.example", "null", &house.origin, "http://localhost"] {
        for path in ["/account", "/scraps", "/api/v1/authentication", "/ui/write_scrap", "/pkg/latchkey.css"] {
            let headers =
                [("origin", origin), ("access-control-request-method", "POST"), ("access-control-request-headers", "x")];
            let answer = ada.browser.send("OPTIONS", path, &headers, "").await;
            assert!(matches!(answer.status, 404 | 405), "{path}: {answer:#?}");
            ada.browser.send("GET", path, &[("origin", origin)], "").await;
        }
    }
}

#[tokio::test]
async fn s_17_another_site_cannot_make_a_browser_spend_its_refresh_token() {
    let house = House::built(Plan { public_url: Some("https://id.example.com"), ..Plan::default() }).await;
    let ada = house.registered("Ada").await;
    house.clock.advance(6 * MINUTE);
    for form in forms() {
        let sent = send(&ada, form, FOREIGN[0], "application/x-www-form-urlencoded", "");
        assert_eq!(house.changes_nothing(sent).await.status, 403, "{form}");
    }
    // Nor does a token of another kind renew anything.
    let half = house.protected("Bob").await.elsewhere();
    half.type_password().await;
    let other = Browser::new(&house, Way::Island);
    other.plant("__Host-latchkey-refresh", &half.browser.cookie("__Host-latchkey-pending").unwrap());
    let answer = house.changes_nothing(other.submit("/ui/write_scrap", &[("title", "x"), ("content", "y")])).await;
    assert_eq!(answer.told(), Message::NotSignedIn);
    assert!(ada.is_in().await, "the token is there for its owner");
}

#[tokio::test]
async fn a_visitor_on_this_very_machine_may_use_any_of_its_names() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let port = house.address.port();
    for (origin, own) in [
        (format!("http://localhost:{port}"), true),
        (format!("http://127.0.0.1:{port}"), true),
        (format!("http://[::1]:{port}"), true),
        (format!("http://localhost:{}", port ^ 1), false),
        (format!("https://localhost:{port}"), false),
        (format!("http://localhost.evil.example:{port}"), false),
    ] {
        let answer =
            send(&ada, "/ui/write_scrap", &[("origin", &origin)], "application/x-www-form-urlencoded", "title=x&content=y").await;
        assert_eq!(answer.status, if own { 302 } else { 403 }, "{origin}");
    }
}
