//! The rules of the house (ARCHITECTURE.md): what may name what, and who may call what.

use std::{collections::BTreeSet, fs, path::Path};

use latchkey::web::access::{Access, TABLE};

use crate::support::{Answer, Browser, House, Way, repository, source};

/// Every Rust file below a folder of the repository, by its path there, with its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    fn walk(path: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(repository("")).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&repository(folder), &mut found);
    assert!(!found.is_empty(), "{folder}");
    found
}

/// Lines that are no comment.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn the_rules_know_no_web_and_no_database() {
    for (folder, forbidden) in [
        ("src/domain", &["axum", "http::", "leptos", "sqlx", "tokio", "async fn"][..]),
        ("src/auth", &["axum", "http::", "leptos", "sqlx"]),
        ("src/store", &["axum", "leptos"]),
    ] {
        for (name, text) in sources(folder) {
            // A contract is a test: it may run on tokio.
            for line in code(&text) {
                let named = forbidden.iter().find(|word| line.contains(**word));
                assert!(named.is_none(), "{name} names {named:?}: {line}");
            }
        }
    }
}

#[test]
fn features_are_named_in_one_file() {
    for (name, text) in sources("src") {
        assert!(name == "src/lib.rs" || !code(&text).any(|line| line.contains("cfg(feature")), "{name}");
    }
    assert!(source("src/lib.rs").contains("cfg(feature"));
}

#[test]
fn both_backends_have_the_same_migrations() {
    let names = |folder: &str| -> BTreeSet<String> {
        fs::read_dir(repository(folder)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let (sqlite, postgres) = (names("migrations/sqlite"), names("migrations/postgres"));
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, postgres);
    for name in sqlite {
        let one = source(&format!("migrations/sqlite/{name}"));
        let other = source(&format!("migrations/postgres/{name}"));
        let plain = |text: &str| -> Vec<String> {
            let same = text.replace("BIGINT", "INTEGER").replace("BYTEA", "BLOB").replace(") STRICT;", ");");
            same.lines().map(|line| line.split("--").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
        };
        assert_eq!(plain(&one), plain(&other), "{name}");
    }
}

/// The server functions as their source says: endpoint, prefix, what they return.
fn server_functions() -> Vec<(String, String)> {
    let text = source("src/ui/forms.rs");
    let functions: Vec<_> = text
        .split("\n#[server(")
        .skip(1)
        .map(|part| {
            let attribute = part.split(")]").next().unwrap().to_owned();
            let signature = part.split(" {\n").next().unwrap().to_owned();
            (attribute, signature)
        })
        .collect();
    assert!(functions.len() > 10);
    functions
}

#[test]
fn every_server_function_has_a_readable_address_and_answers_with_a_message() {
    for (attribute, signature) in server_functions() {
        let endpoint = attribute.split("endpoint = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        assert!(attribute.contains("prefix = \"/ui\"") && signature.contains(&format!("fn {endpoint}(")), "{attribute}");
        assert!(signature.contains(", Message>"), "{signature}");
    }
    for (name, text) in sources("src") {
        assert!(name == "src/ui/forms.rs" || !code(&text).any(|line| line.contains("#[server")), "a server function in {name}");
    }
}

/// Every route that the routers' source names, and every server function.
fn routes() -> BTreeSet<String> {
    let mut found: BTreeSet<String> = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(found.len(), server_functions().len());
    for file in ["src/web/mod.rs", "src/web/api/mod.rs"] {
        for part in source(file).split(".route(").skip(1) {
            if let Some(path) = part.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                found.insert(path.to_owned());
            }
        }
    }
    found
}

#[test]
fn every_route_says_who_may_call_it() {
    let table: BTreeSet<String> = TABLE.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(table.len(), TABLE.len(), "no route stands there twice");
    assert_eq!(table, routes());
}

/// What anybody may call, signed in or not. A new line here is a decision.
const OPEN: &[&str] = &[
    "/",
    "/register",
    "/sign-in",
    "/healthz",
    "/readyz",
    "/dev/reload.js",
    "/api",
    "/api/v1/openapi.json",
    "/api/v1/authentication/register",
    "/api/v1/authentication/log-in",
    "/api/v1/authentication/log-out",
    "/api/v1/authentication/refresh",
    "/ui/register",
    "/ui/sign_in",
    "/ui/sign_out",
    "/ui/start_over",
];

/// What a sign-in between its steps may call besides.
const PENDING: &[&str] =
    &["/sign-in/code", "/sign-in/recovery-code", "/ui/sign_in_code", "/ui/sign_in_recovery_code", "/api/v1/2fa/authenticate"];

/// Whether an answer let nobody in: a refusal, or the way to the sign-in page.
fn refused(answer: &Answer) -> bool {
    matches!(answer.status, 401 | 403) || answer.location().is_some_and(|to| to.contains("/sign-in"))
}

async fn call(browser: &Browser, route: &str) -> Vec<Answer> {
    let path = route.replace("{id}", "00000000-0000-4000-8000-000000000000");
    let json = [("accept", "application/json"), ("content-type", "application/json")];
    match route {
        _ if route.starts_with("/ui/") => vec![browser.send_form(&path, &[]).await],
        "/api/v1/posts" => vec![browser.send("GET", &path, &json, "").await, browser.send("POST", &path, &json, "{}").await],
        "/api/v1/posts/{id}" => vec![
            browser.send("GET", &path, &json, "").await,
            browser.send("PATCH", &path, &json, "{}").await,
            browser.send("DELETE", &path, &json, "").await,
        ],
        "/api/v1/authentication" => vec![browser.send("GET", &path, &json, "").await],
        _ if route.starts_with("/api/v1/") && !route.ends_with(".json") => vec![browser.send("POST", &path, &json, "{}").await],
        _ => vec![browser.get(&path).await],
    }
}

/// Calls every route but those in `allowed`: each is refused and changes nothing. `sign_in` gives each call its own state.
async fn sweep(house: &House, browser: impl AsyncFn() -> Browser, allowed: &[&[&str]]) {
    let mut swept = 0;
    for route in routes() {
        if allowed.iter().any(|list| list.contains(&route.as_str())) {
            continue;
        }
        let browser = browser().await;
        for answer in house.changes_nothing(call(&browser, &route)).await {
            assert!(refused(&answer), "{route}: {answer:#?}");
            swept += 1;
        }
    }
    assert!(swept > 20, "{swept}");
}

/// F-01, F-12
#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_refused_everywhere_but_at_the_door() {
    for way in [Way::Plain, Way::Island] {
        let house = House::open().await;
        house.protected("Ada").await;
        sweep(&house, async || Browser::new(&house, way), &[OPEN]).await;
    }
}

/// F-01, F-03, F-04
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_between_its_steps_reaches_the_second_step_alone() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let browser = async || {
        let elsewhere = ada.elsewhere();
        elsewhere.type_password().await;
        elsewhere.browser
    };
    sweep(&house, browser, &[OPEN, PENDING]).await;
}

/// F-01, F-08: such a session cannot come about by itself; the guard stands all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_lacks_the_second_factor_reaches_nothing() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    house.sql("UPDATE accounts SET two_factor_since = 1").await;
    let browser = async || ada.browser.copied();
    // Starting over ends whatever there is, and is open.
    sweep(&house, browser, &[OPEN]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_that_says_nothing_is_refused_to_everybody() {
    assert!(TABLE.iter().all(|(path, access)| *access != Access::Everybody || OPEN.contains(path)));
    assert!(TABLE.iter().all(|(path, access)| *access != Access::PendingSignIn || PENDING.contains(path)));
}
