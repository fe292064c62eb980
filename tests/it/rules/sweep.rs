//! Every route there is, called by everybody: refused unless it stands on a short list here.

use std::collections::{BTreeMap, BTreeSet};

use axum::{Router, body::Body, http::Request, middleware::from_fn_with_state, routing::get};
use latchkey::{
    ui::message::Message,
    web::{access, caller},
};
use tower::ServiceExt;

use super::sources;
use crate::support::{Answer, Browser, HOUR, House, Way};

/// What anybody may call.
const ANYBODY: &[&str] = &[
    "/",
    "/healthz",
    "/readyz",
    "/dev/reload.js",
    "/register",
    "/sign-in",
    "/ui/register",
    "/ui/sign_in",
    "/ui/start_over",
    "/ui/sign_out",
    "/api",
    "/api/v1/openapi.json",
    "/api/v1/authentication/register",
    "/api/v1/authentication/log-in",
    "/api/v1/authentication/log-out",
    "/api/v1/authentication/refresh",
];

/// What somebody between the two steps of signing in may call besides.
const HALFWAY: &[&str] =
    &["/sign-in/code", "/sign-in/recovery-code", "/ui/sign_in_code", "/ui/sign_in_recovery_code", "/api/v1/2fa/authenticate"];

/// What ends whatever calls it: asked last.
const ENDINGS: &[&str] = &["/ui/sign_out", "/ui/start_over", "/api/v1/authentication/log-out", "/api/v1/authentication/refresh"];

/// The methods and paths of every route, as the sources say.
fn routes() -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut routes: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for (path, text) in sources("src") {
        for other in ["route_service(", ".nest(", "nest_service(", "fallback_service(", "LeptosRoutes", "leptos_routes"] {
            assert!(!text.contains(other), "{}: this test cannot see routes made by {other}", path.display());
        }
        for route in text.split(".route(\"").skip(1) {
            let (route, handlers) = route.split_once('"').unwrap();
            let handlers = handlers.split(".route(").next().unwrap().split(';').next().unwrap();
            let methods = routes.entry(route.to_owned()).or_default();
            for (constructor, method) in
                [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("patch(", "PATCH"), ("delete(", "DELETE")]
            {
                if handlers.contains(&format!(" {constructor}")) || handlers.contains(&format!(".{constructor}")) {
                    methods.insert(method);
                }
            }
            assert!(!methods.is_empty(), "{route}: by which method?");
        }
    }
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        assert_eq!(method.as_str(), "POST", "{path}");
        assert!(routes.insert(path.to_owned(), ["POST"].into()).is_none(), "{path} is there twice");
    }
    routes
}

#[test]
fn the_table_of_who_may_call_what_names_every_route_once_and_no_other() {
    let table: Vec<&str> = access::TABLE.iter().map(|(route, _)| *route).collect();
    let distinct: BTreeSet<&str> = table.iter().copied().collect();
    assert_eq!(distinct.len(), table.len(), "a route is there twice");
    let routes = routes();
    assert_eq!(distinct, routes.keys().map(String::as_str).collect());
    for route in ANYBODY.iter().chain(HALFWAY).chain(ENDINGS) {
        assert!(distinct.contains(route), "{route} is no longer there");
    }
    assert!(routes.len() > 40 && routes["/api/v1/posts/{id}"].len() == 3, "this test sees them: {routes:#?}");
}

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    /// Nobody.
    Anonymous,
    /// Somebody whose session was ended, with all its cookies.
    SignedOut,
    /// Somebody whose session was not used for too long.
    Idle,
    /// Somebody between the two steps.
    Halfway,
    /// Somebody with a session without the second factor that their account has.
    Lacking,
    /// Somebody with a session, whose account has no second factor.
    Full,
    /// Somebody with both factors.
    FullTwoFactor,
}

impl Caller {
    async fn browser(self, house: &House) -> Browser {
        match self {
            Self::Anonymous => Browser::new(house, Way::Island),
            Self::SignedOut => {
                let ada = house.protected("Ada").await;
                let copy = ada.browser.copied();
                ada.sign_out().await.leads_to("/sign-in");
                copy
            }
            Self::Idle => {
                let browser = house.registered("Ada").await.browser;
                house.clock.advance(HOUR);
                browser
            }
            Self::Halfway => {
                let half = house.protected("Ada").await.elsewhere();
                half.type_password().await;
                half.browser
            }
            Self::Lacking => {
                // As no deed of the app's own leaves it: the factor is there, the session knows nothing of it.
                let browser = house.registered("Ada").await.browser;
                house.sql("UPDATE accounts SET two_factor_since = created_at").await;
                browser
            }
            Self::Full => house.registered("Ada").await.browser,
            Self::FullTwoFactor => house.protected("Ada").await.browser,
        }
    }

    fn may_call(self, route: &str) -> bool {
        match self {
            Self::Anonymous | Self::SignedOut | Self::Idle | Self::Lacking => ANYBODY.contains(&route),
            Self::Halfway => ANYBODY.contains(&route) || HALFWAY.contains(&route),
            Self::Full | Self::FullTwoFactor => !HALFWAY.contains(&route),
        }
    }
}

/// Calls a route as its door is called.
async fn call(browser: &Browser, method: &str, route: &str) -> Answer {
    let path = route.replace("{id}", "00000000-0000-4000-8000-000000000000");
    match method {
        "POST" if route.starts_with("/ui/") => browser.send_form(&path, &[]).await,
        "GET" if !route.starts_with("/api/") => browser.get(&path).await,
        _ => {
            let headers =
                [("accept", "application/json"), ("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
            browser.send(method, &path, &headers, if method == "GET" { "" } else { "{}" }).await
        }
    }
}

/// Whether the caller was turned away, without a word about anybody.
fn is_refused(route: &str, answer: &Answer) -> bool {
    let by_sentence = matches!(
        answer.refusal(),
        Some(Message::NotSignedIn | Message::SecondFactorMissing | Message::SignInOver | Message::TwoFactorRequired)
    );
    let problem = answer.header("content-type") == Some("application/problem+json");
    // Wrong credentials are an answer of the route itself.
    let by_problem =
        problem && matches!(answer.status, 401 | 403) && !answer.body.contains("urn:latchkey:problem:invalid-credentials");
    let refused = by_sentence || by_problem;
    if refused {
        let page = answer.status == 303;
        assert!(page && answer.body.is_empty() || matches!(answer.status, 401 | 403), "{route}: {answer:#?}");
        assert!(!answer.body.contains("Ada") && !answer.body.contains("example.com"), "{route}: {answer:#?}");
    }
    refused
}

/// F-01, F-03, F-04: who may call which route. What is refused changes nothing.
#[tokio::test]
async fn every_route_is_refused_to_whoever_may_not_call_it_and_changes_nothing() {
    let routes = routes();
    for who in [
        Caller::Anonymous,
        Caller::SignedOut,
        Caller::Idle,
        Caller::Halfway,
        Caller::Lacking,
        Caller::Full,
        Caller::FullTwoFactor,
    ] {
        let house = House::open().await;
        let browser = who.browser(&house).await;
        let before = house.dump(&[]).await;
        let calls = || routes.iter().flat_map(|(route, methods)| methods.iter().map(move |method| (*method, route.as_str())));
        for (method, route) in calls().filter(|(_, route)| !who.may_call(route)) {
            for way in Way::BOTH {
                let answer = call(&browser.copied().in_way(way), method, route).await;
                assert!(is_refused(route, &answer), "{who:?} {method} {route}: {answer:#?}");
            }
        }
        assert_eq!(house.dump(&[]).await, before, "{who:?}: what was refused changed something");
        let mut allowed: Vec<_> = calls().filter(|(_, route)| who.may_call(route)).collect();
        allowed.sort_by_key(|(_, route)| ENDINGS.contains(route));
        for (method, route) in allowed {
            if ENDINGS.contains(&route) {
                continue;
            }
            let answer = call(&browser.copied(), method, route).await;
            assert!(!is_refused(route, &answer), "{who:?} {method} {route}: {answer:#?}");
        }
    }
}

#[tokio::test]
async fn no_route_answers_to_a_method_that_is_not_its_own() {
    let house = House::open().await;
    let full = house.registered("Ada").await.browser;
    let before = house.dump(&[]).await;
    for (route, methods) in routes() {
        let path = route.replace("{id}", "00000000-0000-4000-8000-000000000000");
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
            if methods.contains(method) || (method == "HEAD" && methods.contains("GET")) {
                continue;
            }
            let headers = [("sec-fetch-site", "same-origin"), ("accept", "application/json")];
            let answer = full.copied().send(method, &path, &headers, "").await;
            if ANYBODY.contains(&&*route) || !HALFWAY.contains(&&*route) {
                assert_eq!(answer.status, 405, "{method} {route}: {answer:#?}");
                let allowed = answer.header("allow").unwrap_or_else(|| panic!("{method} {route}: no Allow: {answer:#?}"));
                assert!(methods.iter().all(|method| allowed.contains(method)), "{route}: {allowed}");
            }
            let answer = Browser::new(&house, Way::Island).send(method, &path, &headers, "").await;
            assert!(matches!(answer.status, 303 | 401 | 405), "{method} {route}: {answer:#?}");
        }
    }
    assert_eq!(house.dump(&[]).await, before);
}

#[tokio::test]
async fn f_12_other_spellings_of_a_path_lead_nowhere_or_to_the_same_guard() {
    let house = House::open().await;
    let (full, anonymous) = (house.registered("Ada").await.browser, Browser::new(&house, Way::Island));
    for path in [
        "/account/",
        "//account",
        "/Account",
        "/ACCOUNT",
        "/account//",
        "/posts/",
        "/posts/.",
        "/account%2f",
        "/account%00",
        "/account;x=1",
        "/%61ccount/",
        "/ui/write_post/",
        "//ui/write_post",
        "/UI/write_post",
        "/ui//write_post",
        "/ui/WritePost",
        "/api/write_post",
        "/api/v1/posts/",
        "/api//v1/posts",
        "/api/v0/posts",
        "/API/v1/posts",
        "/posts.html",
        "/account.json",
        "/account?/..",
    ] {
        for method in ["GET", "HEAD", "POST"] {
            let headers = [("accept", "text/html"), ("sec-fetch-site", "same-origin")];
            let answer = anonymous.send(method, path, &headers, "").await;
            assert!(matches!(answer.status, 303 | 401 | 404 | 405), "{method} {path}: {answer:#?}");
            // Nobody is let in by a spelling; whoever is in gets the page, or nothing.
            let answer = full.copied().send(method, path, &headers, "").await;
            assert!(matches!(answer.status, 200 | 303 | 404 | 405), "{method} {path}: {answer:#?}");
        }
    }
}

#[tokio::test]
async fn a_new_route_that_says_nothing_about_its_guard_is_closed_to_everybody() {
    let house = House::open().await;
    let state = house.state.clone();
    let app: Router = Router::new()
        .route("/new", get(async || "what nobody may see"))
        .route_layer(from_fn_with_state(state.clone(), access::demand))
        .route_layer(from_fn_with_state(state.clone(), caller::recognise))
        .with_state(state);
    for who in [Caller::Anonymous, Caller::FullTwoFactor] {
        let browser = who.browser(&house).await;
        let access = browser.cookie("latchkey-access").unwrap_or_default();
        let request = Request::get("/new").header("cookie", format!("latchkey-access={access}")).body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 403, "{who:?}");
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("what nobody may see"));
    }
}
