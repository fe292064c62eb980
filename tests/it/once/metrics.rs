//! Metrics, as a scraper reads them: what is counted, that nothing of it tells of anybody, and that the documents name what there is.

use std::{collections::BTreeSet, time::Duration};

use latchkey_core::domain::time::Clock;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::support::{
    HOUR, House, Plan, REPOSITORY,
    api::{Api, Member},
    cluster::Database,
    fresh,
    program::Place,
    scrape::{Scrape, address_of_metrics},
    served::{key, settings},
    source, wire,
};

const LISTEN: &str = "LATCHKEY_METRICS_LISTEN";
/// Where a free port is taken.
const FREE: (&str, &str) = (LISTEN, "127.0.0.1:0");

async fn a_house() -> House {
    House::built(Plan { settings: vec![(LISTEN, "127.0.0.1:0".into())], ..Plan::default() }).await
}

async fn scrape(house: &House) -> Scrape {
    Scrape::of(house.metrics.unwrap()).await
}

#[tokio::test]
async fn what_people_do_is_counted() {
    let house = a_house().await;
    let mut ada = house.registered("Ada").await;
    ada.protect().await;
    ada.sign_out().await;
    ada.try_password("certainly not the password").await.told();
    ada.type_password().await;
    ada.type_code(&ada.wrong_code()).await.told();
    ada.type_code(&ada.next_code()).await.leads_to("/account");
    let elsewhere = ada.elsewhere();
    elsewhere.type_password().await;
    elsewhere.type_recovery_code(&ada.codes[0]).await.leads_to("/account");
    let bob = house.registered("Bob").await.elsewhere();
    bob.sign_in().await.leads_to("/account");
    // The sixth of these is not looked at any more.
    for _ in 0..6 {
        bob.elsewhere().try_password("a guess and nothing more").await.told();
    }
    let page = scrape(&house).await;
    let sign_ins = |factor, outcome| page.value("latchkey_sign_ins_total", &[("factor", factor), ("outcome", outcome)]);
    assert_eq!(sign_ins("password", "refused"), 6.0, "one of Ada's, five of Eve's");
    assert_eq!(sign_ins("password", "throttled"), 1.0);
    assert_eq!(sign_ins("password", "second_factor_needed"), 2.0);
    assert_eq!(sign_ins("password", "done"), 1.0, "Bob's. Whoever registers is not counted here");
    assert_eq!((sign_ins("code", "refused"), sign_ins("code", "done"), sign_ins("recovery_code", "done")), (1.0, 1.0, 1.0));
    assert_eq!((sign_ins("passkey_alone", "done"), sign_ins("password", "failed")), (0.0, 0.0), "there from the start");
    let checks = |kind, outcome| page.value("latchkey_second_factor_checks_total", &[("kind", kind), ("outcome", outcome)]);
    assert_eq!((checks("code", "refused"), checks("code", "accepted"), checks("recovery_code", "accepted")), (1.0, 1.0, 1.0));
    assert_eq!(page.value("latchkey_throttled_total", &[("limit", "password")]), 1.0);
    assert_eq!(page.value("latchkey_registrations_total", &[]), 2.0);
    assert_eq!(page.value("latchkey_sessions_active", &[]), 4.0, "Ada's two, and Bob's two");
    // Two registrations, and ten passwords that were looked at.
    let hashes = page.value("latchkey_password_hash_duration_seconds_count", &[]);
    assert_eq!(hashes, 2.0 + 6.0 + 2.0 + 1.0, "{hashes}");
    assert_eq!(page.value("latchkey_password_hashes_waiting", &[]), 0.0);
    let posts = |status| {
        let labels = [("method", "POST"), ("route", "/ui/sign_in"), ("status", status)];
        page.find("latchkey_http_requests_total", &labels)
    };
    assert!(posts("200").is_some() || posts("401").is_some(), "{}", page.text);
    assert!(page.value("latchkey_http_request_duration_seconds_count", &[("kind", "form")]) > 10.0);
}

#[tokio::test]
async fn sessions_that_are_over_are_not_active() {
    let house = a_house().await;
    house.registered("Ada").await;
    house.clock.advance(2 * HOUR);
    assert_eq!(scrape(&house).await.value("latchkey_sessions_active", &[]), 0.0);
}

#[tokio::test]
async fn nothing_in_it_tells_of_anybody() {
    let house = a_house().await;
    let mut ada = house.registered("Ada Lovelace").await;
    ada.protect().await;
    ada.submit("/ui/write_scrap", &[("title", "Notes"), ("content", "a post")]).await;
    ada.see(&format!("/account?email={}", ada.email)).await;
    // In a path it would be logged, so that is one of its own.
    let asked_for = fresh();
    ada.see(&format!("/{asked_for}")).await;
    ada.try_password("certainly not the password").await;
    let page = scrape(&house).await.text.to_lowercase();
    let ids = house.column("SELECT id FROM accounts UNION SELECT id FROM sessions UNION SELECT subject FROM attempts").await;
    assert!(ids.len() >= 3, "{ids:?}");
    let canaries =
        [&*ada.email, "lovelace", "example.com", "127.0.0.1", "localhost", "reqwest", "notes", &ada.password, &asked_for];
    for canary in canaries.into_iter().chain(ids.iter().map(String::as_str)) {
        assert!(!page.contains(&canary.to_lowercase()), "{canary} is in {page}");
    }
}

#[tokio::test]
async fn whatever_strangers_ask_for_makes_no_more_series() {
    let house = a_house().await;
    let ask = async |number: usize| {
        let methods = ["GET", "POST", "PUT", "DELETE", "OPTIONS", "BREW"];
        for method in methods {
            let name = fresh();
            for path in
                [format!("/{name}"), format!("/pkg/{name}.js"), format!("/api/v1/sessions/{name}"), format!("/scraps/{name}")]
            {
                let line = format!("{method} {path}?{name}={number}");
                let answer = wire::ask(house.address, &line, &format!("X-Forwarded-Host: {name}\r\n"), "").await;
                assert!(wire::status(&answer) >= 400, "{answer}");
            }
        }
    };
    ask(0).await;
    let before = scrape(&house).await;
    for number in 1..20 {
        ask(number).await;
    }
    let after = scrape(&house).await;
    assert_eq!(before.series.keys().collect::<Vec<_>>(), after.series.keys().collect::<Vec<_>>());
    let requests = after.series.keys().filter(|(name, _)| name == "latchkey_http_requests_total");
    let labels = |label: &str| requests.clone().map(|(_, labels)| labels[label].clone()).collect::<BTreeSet<_>>();
    assert!(labels("route").contains("other") && labels("method").contains("other"), "{:?}", labels("route"));
    assert!(labels("route").iter().any(|route| route.contains('{')), "the template: {:?}", labels("route"));
}

#[tokio::test]
async fn there_is_get_metrics_and_nothing_else_in_either_format() {
    let house = a_house().await;
    let address = house.metrics.unwrap();
    for line in ["GET /", "GET /metrics/", "GET /Metrics", "POST /metrics", "HEAD /metrics", "GET /healthz", "GET /sign-in"] {
        assert_eq!(wire::status(&wire::ask(address, line, "", "").await), 404, "{line}");
    }
    let answer = wire::ask(address, "GET /metrics", "Accept: text/plain;version=0.0.4\r\n", "").await;
    assert!(answer.contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n"), "{answer}");
    assert!(answer.contains("# TYPE latchkey_registrations_total counter\n") && !answer.contains("# EOF"), "{answer}");
    assert_eq!(wire::status(&wire::ask(house.address, "GET /metrics", "", "").await), 404, "H-08: not at the public port");
    scrape(&house).await;
}

#[tokio::test]
async fn they_are_off_unless_asked_for_and_stop_with_the_server() {
    let place = Place::new();
    let running = place.start(&[]).await;
    assert_eq!(wire::status(&wire::ask(running.address, "GET /metrics", "", "").await), 404);
    let log = running.stop().await;
    assert!(!log.contains("metrics.listening") && log.matches("server.stopping").count() == 1, "{log}");
    let mut running = place.start(&[FREE]).await;
    let address = address_of_metrics(&mut running).await;
    assert!(address.ip().is_loopback() && address != running.address);
    Scrape::of(address).await;
    // A scraper that keeps its connection holds up nothing.
    let mut kept = wire::Wire::to(address).await;
    kept.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    kept.read_until("# EOF\n").await;
    running.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_port_that_is_taken_stops_the_start_with_one_line() {
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = other.local_addr().unwrap().to_string();
    let place = Place::new();
    place.start(&[]).await.stop().await;
    let line = place.refusal(&[(LISTEN, &address), ("LATCHKEY_LOG", "warn")]).await;
    assert!(line.contains(&address) && line.contains("in use") && line.contains(LISTEN), "{line}");
    let line = place.refusal(&[(LISTEN, "9464")]).await;
    assert!(line.starts_with("metrics_listen (from LATCHKEY_METRICS_LISTEN): must be an IP address with a port"), "{line}");
}

/// A page of the program on PostgreSQL, after some traffic: the only one that has everything.
async fn a_page_with_everything() -> Scrape {
    let (database, place, key) = (Database::empty().await, Place::new(), key());
    let settings = settings(&database.url, &key, &[FREE, ("LATCHKEY_LOG", "info")]);
    let mut running = place.start(&settings).await;
    let address = address_of_metrics(&mut running).await;
    let ada = Member::protected(&Api::at(running.address)).await;
    ada.log_in_at(&ada.api.elsewhere(2)).await;
    ada.api.guess().await;
    let mut every = tokio::time::interval(Duration::from_millis(20));
    let page = loop {
        every.tick().await;
        let page = Scrape::of(address).await;
        // The first run of the job is a moment after the start.
        if page.value("latchkey_jobs_last_success_timestamp_seconds", &[("task", "prune")]) > 0.0 {
            break page;
        }
    };
    running.stop().await;
    page
}

/// The metrics that a query names: histograms by their family, as everything else.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
    let ours = words.filter(|word| word.starts_with("latchkey_") || word.starts_with("process_"));
    ours.map(ToOwned::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documents_name_what_there_is_and_all_of_it() {
    let page = a_page_with_everything().await;
    let there = page.names();
    assert!(there.len() > 25, "{there:?}");
    let document = source("docs/monitoring.md");
    let mentioned = named(&document);
    for name in &there {
        let family = ["_bucket", "_sum", "_count"].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name);
        assert!(mentioned.contains(family), "docs/monitoring.md does not explain {family}");
    }
    let alerts = alerts();
    assert!(alerts.len() >= 10, "{alerts:?}");
    for (alert, query) in &alerts {
        assert!(document.contains(&format!("`{alert}`")), "docs/monitoring.md does not say what to do at {alert}");
        assert_known(&there, query);
    }
    let dashboard: Value = serde_json::from_str(&source("docs/monitoring/dashboard.json")).unwrap();
    let queries = queries(&dashboard);
    assert!(queries.len() >= 10, "{queries:?}");
    queries.iter().for_each(|query| assert_known(&there, query));
    // What the document shows is what there is, too, but for the names that it writes without an ending.
    for name in mentioned.iter().filter(|name| page.types.keys().all(|family| family != *name)) {
        assert!(there.contains(&**name), "docs/monitoring.md names {name}");
    }
    let offset = page.value("latchkey_clock_offset_seconds", &[]);
    assert!(offset.abs() < 2.0, "{offset}");
    assert_eq!(page.value("latchkey_db_up", &[]), 1.0);
    assert_eq!(page.value("latchkey_build_info", &[("version", env!("CARGO_PKG_VERSION"))]), 1.0);
    let connections = ["busy", "free"].map(|state| page.value("latchkey_db_pool_connections", &[("state", state)]));
    assert_eq!(connections.iter().sum::<f64>(), 8.0);
    let started = page.value("process_start_time_seconds", &[]);
    // In whole seconds: it may have been started within this one.
    let now = latchkey_core::domain::time::SystemClock.now().seconds() as f64;
    assert!((-1.0..600.0).contains(&(now - started)), "{started}");
    assert!(page.value("process_max_fds", &[]) > page.value("process_open_fds", &[]));
}

#[track_caller]
fn assert_known(there: &BTreeSet<&str>, query: &str) {
    let names = named(query);
    assert!(!names.is_empty() || query.contains("up{"), "{query} asks for nothing of ours");
    for name in names {
        assert!(there.contains(&*name), "{query}: there is no {name}");
    }
}

/// The alerts of the file, with their queries. It is written in one form of YAML, so that it can be read line by line.
fn alerts() -> Vec<(String, String)> {
    let (text, mut alerts) = (source("docs/monitoring/alerts.yml"), Vec::new());
    let mut lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    assert_eq!([lines.next(), lines.next(), lines.next()], [Some("groups:"), Some("  - name: latchkey"), Some("    rules:")]);
    for line in lines.filter(|line| !line.is_empty()) {
        let (key, value) = line.trim_start().trim_start_matches("- ").split_once(':').unwrap_or_else(|| panic!("{line}"));
        let depth = line.len() - line.trim_start().len();
        match (depth, key) {
            (6, "alert") => alerts.push((value.trim().to_owned(), String::new())),
            (8, "expr") => alerts.last_mut().unwrap().1 = value.trim().to_owned(),
            (8, "for" | "labels" | "annotations") | (10, "severity" | "summary") => {}
            _ => panic!("not in the form of this file: {line:?}"),
        }
    }
    assert!(alerts.iter().all(|(_, query)| !query.is_empty()), "{alerts:?}");
    alerts
}

/// The queries of a dashboard, whose panels all ask the data source that is chosen at its top.
fn queries(dashboard: &Value) -> Vec<String> {
    assert_eq!(dashboard["templating"]["list"][0]["type"], "datasource");
    let panels = dashboard["panels"].as_array().unwrap();
    let mut places = BTreeSet::new();
    panels
        .iter()
        .flat_map(|panel| {
            assert!(panel["title"].as_str().is_some_and(|title| !title.is_empty()), "{panel}");
            let place = &panel["gridPos"];
            assert!(places.insert((place["x"].as_u64(), place["y"].as_u64())), "on top of another: {panel}");
            assert_eq!(panel["datasource"]["uid"], "${datasource}", "{panel}");
            panel["targets"].as_array().unwrap().iter().map(|target| target["expr"].as_str().unwrap().to_owned())
        })
        .collect()
}

#[test]
fn the_dashboard_and_the_alerts_are_named_by_the_document() {
    let document = source("docs/monitoring.md");
    for file in ["monitoring/dashboard.json", "monitoring/alerts.yml"] {
        assert!(document.contains(file), "{file}");
        assert!(std::path::Path::new(REPOSITORY).join("docs").join(file).is_file(), "{file}");
    }
}
