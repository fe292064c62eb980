//! Every route there is, called by everybody: refused unless it stands on a short list here.

use std::collections::BTreeSet;

use latchkey::{
    features,
    http::{
        feature::{Feature, Route},
        route::{Access, Kind},
    },
    ui::message::Message,
};

use super::callers::{Who, is_kept_out};
use crate::{
    app::OPEN_ON_PURPOSE,
    own_application::{built, everything},
    support::{Answer, Browser, House, Plan, Way},
};

/// What anybody may call of the product: listed once more, so that none is opened by a slip.
const ANYBODY: &[&str] = &[
    "/",
    "/healthz",
    // Proxies in trusted_proxies: form_door::gate.
    "/api/authz/auth-request",
    "/api/authz/forward-auth",
    "/api/authz/ext-authz",
    "/api/authz/ext-authz/",
    "/api/authz/ext-authz/{*path}",
    "/readyz",
    "/.well-known/latchkey-doctor",
    "/dev/reload.js",
    "/ui/language",
    "/first-administrator",
    "/ui/become_first_administrator",
    "/reset-password",
    "/reset-password/new",
    "/ui/open_reset",
    "/ui/open_registration",
    "/begin-recovery",
    "/stop-recovery",
    "/ui/begin_recovery_by_link",
    "/ui/stop_recovery_by_link",
    "/api/v1/2fa/recovery/confirm",
    "/ui/confirm_registration",
    "/register/confirm",
    "/register/password",
    "/confirm-email",
    "/ui/reset_password",
    "/forgot-password",
    "/ui/ask_for_reset",
    "/seal",
    "/ui/seal_by_link",
    "/undo-email",
    "/ui/undo_email",
    "/dev/mail",
    "/register",
    "/sign-in",
    "/sealed",
    "/deleted",
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
    "/api/v1/authentication/password/reset",
    "/api/v1/authentication/register/confirm",
    "/api/v1/authentication/password/forgotten",
    "/.well-known/webauthn",
    "/ui/ask_to_sign_in",
    "/ui/ask_to_reset",
    "/api/v1/authentication/log-in/passkey",
    "/api/v1/authentication/log-in/passkey/options",
    "/api/v1/authentication/password/reset/passkey",
];

/// What somebody between the two steps of signing in may call besides.
const HALFWAY: &[&str] = &[
    "/sign-in/code",
    "/sign-in/recovery-code",
    "/sign-in/unseal",
    "/sign-in/lost",
    "/ui/begin_recovery",
    "/api/v1/2fa/recovery/begin",
    "/ui/sign_in_code",
    "/ui/sign_in_recovery_code",
    "/ui/open_seal",
    "/ui/ask_for_second_step",
    "/api/v1/2fa/authenticate",
    "/api/v1/2fa/authenticate/passkey",
    "/api/v1/authentication/unseal",
];

/// What somebody may call besides who has to set a second factor up first.
const SETTING_UP: &[&str] = &[
    "/account",
    "/gate",
    "/account/confirm",
    "/account/two-factor/set-up",
    "/ui/begin_two_factor",
    "/ui/cancel_two_factor",
    "/ui/turn_on",
    "/ui/confirm_identity",
    "/ui/ask_to_step_up",
    "/account/passkeys/new",
    "/ui/begin_passkey",
    "/ui/ask_for_passkey",
    "/ui/add_passkey",
    "/api/v1/authentication/step-up/passkey",
    "/api/v1/2fa/passkeys/options",
    "/api/v1/2fa/passkeys/confirm",
    "/api/v1/authentication",
    "/api/v1/authentication/step-up",
    "/api/v1/2fa/generate",
    "/api/v1/2fa/turn-on",
];

/// What is refused to whoever may call it, as long as the account is not sealed.
const OF_A_SEALED_ACCOUNT: &[&str] = &["/sign-in/unseal", "/ui/open_seal", "/api/v1/authentication/unseal"];

/// What is there where a wait for lost second factors is allowed: `form_door::recovery_wait` calls it.
const OF_A_WAIT: &[&str] = &["/sign-in/lost"];

/// What ends whatever calls it, and so is not asked by whoever may.
const ENDINGS: &[&str] = &[
    "/ui/sign_out",
    "/ui/start_over",
    "/ui/seal_account",
    "/ui/delete_account",
    "/api/v1/authentication/log-out",
    "/api/v1/authentication/refresh",
    "/api/v1/authentication/seal",
    "/api/v1/authentication/account",
];

/// Every route that there is.
fn routes() -> Vec<Route> {
    // What catches everything else below a path is no route of anybody's.
    let routes = everything().features().into_iter().flat_map(|feature: Feature| feature.routes);
    routes.filter(|route| !route.catches_the_rest).collect()
}

/// The path of a route, with an id in it that names nothing.
fn filled(route: &str) -> String {
    let parts = route.split('/').map(|part| if part.starts_with('{') { "00000000-0000-4000-8000-000000000000" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn what_is_open_is_open_on_purpose() {
    let product: Vec<Route> = features::all().into_iter().flat_map(|feature| feature.routes).collect();
    for (access, listed) in [(Access::Everybody, ANYBODY), (Access::PendingSignIn, HALFWAY), (Access::SettingUp, SETTING_UP)] {
        let open: BTreeSet<&str> = product
            .iter()
            .filter(|route| route.access == access && !route.catches_the_rest)
            .map(|route| route.path.as_str())
            .collect();
        assert_eq!(open, listed.iter().copied().collect(), "{access:?}");
    }
    for route in everything().features().iter().flat_map(|feature| &feature.routes) {
        let own = !product.iter().any(|of_product| of_product.path == route.path);
        let open = OPEN_ON_PURPOSE.contains(&&*route.path);
        assert!(
            !own || open != (route.access == Access::Protected),
            "{}: not protected, or listed as open and is not",
            route.path
        );
    }
}

#[test]
fn every_server_function_is_a_route_of_a_feature_once() {
    let routes = routes();
    let forms: Vec<&str> =
        routes.iter().filter(|route| matches!(route.kind, Kind::Form { .. })).map(|route| route.path.as_str()).collect();
    let distinct: BTreeSet<&str> = forms.iter().copied().collect();
    assert_eq!(distinct.len(), forms.len(), "one is there twice");
    let known: BTreeSet<&str> = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    assert_eq!(distinct, known);
    assert!(known.iter().all(|path| path.starts_with("/ui/")), "an address by the build's own hash: {known:?}");
    let paths: BTreeSet<&str> = routes.iter().map(|route| route.path.as_str()).collect();
    assert_eq!(paths.len(), routes.len(), "a path is there twice");
    let by_any = |route: &Route| route.methods.is_empty() && !route.path.starts_with("/api/authz/");
    assert!(!routes.iter().any(by_any), "one answers to no method that this test knows");
    assert!(routes.len() > 40, "this test sees them");
}

/// Calls a route as its door is called.
async fn call(browser: &Browser, method: &str, route: &Route) -> Answer {
    let path = filled(&route.path);
    match route.kind {
        Kind::Form { .. } => browser.send_form(&path, &[]).await,
        Kind::Page | Kind::Machine => browser.get(&path).await,
        Kind::Api => {
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
    let by_detour = answer.location() == Some("/account?notice=two-factor-required");
    let refused = by_sentence || by_problem || by_detour;
    if refused {
        let page = answer.status == 303;
        assert!(page && answer.body.is_empty() || matches!(answer.status, 401 | 403), "{route}: {answer:#?}");
        assert!(!answer.body.contains("Ada") && !answer.body.contains("example.com"), "{route}: {answer:#?}");
    }
    refused
}

/// F-01, F-03, F-04, F-11, F-14: who may call which route. What is refused changes nothing.
#[tokio::test]
async fn every_route_is_refused_to_whoever_may_not_call_it_and_changes_nothing() {
    let routes = routes();
    let all = [
        Who::Anonymous,
        Who::SignedOut,
        Who::Idle,
        Who::Halfway,
        Who::Lacking,
        Who::Full,
        Who::MustSetUp,
        Who::FullTwoFactor,
        Who::AdministratorWithoutFactor,
        Who::StaleAdministrator,
        Who::Administrator,
    ];
    for who in all {
        let require_second_factor = if who == Who::MustSetUp { "everybody" } else { "never" };
        let house = built(Plan { require_second_factor, ..everything() }).await;
        let browser = who.browser(&house).await;
        let before = house.dump(&[]).await;
        let calls = || routes.iter().flat_map(|route| route.methods.iter().map(move |method| (method.as_str(), route)));
        for (method, route) in calls().filter(|(_, route)| !who.may_call(route.access)) {
            for way in Way::BOTH {
                let answer = call(&browser.copied().in_way(way), method, route).await;
                let path = &route.path;
                assert!(is_refused(path, &answer) || is_kept_out(who, route, &answer), "{who:?} {method} {path}: {answer:#?}");
            }
        }
        assert_eq!(house.dump(&[]).await, before, "{who:?}: what was refused changed something");
        for (method, route) in calls().filter(|(_, route)| who.may_call(route.access)) {
            let path = route.path.as_str();
            if ENDINGS.contains(&path) || OF_A_SEALED_ACCOUNT.contains(&path) || OF_A_WAIT.contains(&path) {
                continue;
            }
            // One of two operations on a path: it checks for itself.
            if who == Who::MustSetUp && (method, path) == ("PATCH", "/api/v1/authentication") {
                assert!(is_refused(path, &call(&browser.copied(), method, route).await));
                continue;
            }
            let answer = call(&browser.copied(), method, route).await;
            // The deed itself demands a step-up.
            let is_deed = who == Who::StaleAdministrator && answer.body.contains("urn:latchkey:problem:step-up-required");
            assert!(is_deed || !is_refused(path, &answer), "{who:?} {method} {path}: {answer:#?}");
        }
    }
}

#[tokio::test]
async fn no_route_answers_to_a_method_that_is_not_its_own() {
    let house = built(everything()).await;
    let full = house.administrator("Ada").await.browser;
    let before = house.dump(&[]).await;
    for Route { path: route, methods, access, .. } in routes() {
        if methods.is_empty() {
            continue;
        }
        let (path, methods) = (filled(&route), methods.iter().map(|method| method.as_str()).collect::<Vec<_>>());
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
            if methods.contains(&method) || (method == "HEAD" && methods.contains(&"GET")) {
                continue;
            }
            let headers = [("sec-fetch-site", "same-origin"), ("accept", "application/json")];
            let answer = full.copied().send(method, &path, &headers, "").await;
            if access != Access::PendingSignIn {
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
        "/scraps/",
        "/scraps/.",
        "/account%2f",
        "/account%00",
        "/account;x=1",
        "/%61ccount/",
        "/ui/write_scrap/",
        "//ui/write_scrap",
        "/UI/write_scrap",
        "/ui//write_scrap",
        "/ui/WriteScrap",
        "/api/write_scrap",
        "/api/v1/scraps/",
        "/api//v1/scraps",
        "/api/v0/scraps",
        "/API/v1/scraps",
        "/scraps.html",
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
