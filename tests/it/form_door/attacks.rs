//! What attackers and neighbours tried that once gave way.

use std::time::Duration;

use axum::http::HeaderMap;
use latchkey::ui::message::Message;

use crate::support::{Browser, HOUR, House, MINUTE, Plan, Way, log};

const ACCESS: &str = "latchkey-access";
const REFRESH: &str = "latchkey-refresh";
const PENDING: &str = "latchkey-pending";

fn behind_a_proxy() -> Plan {
    Plan { trusted_proxies: "127.0.0.0/8", ..Plan::default() }
}

/// B10, S-10.
#[tokio::test]
async fn starting_over_ends_a_session_that_is_there_too() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.registered("Ada").await.in_way(way);
        let (copy, late_copy) = (ada.browser.copied(), ada.browser.copied());
        ada.submit("/ui/start_over", &[]).await.leads_to("/sign-in");
        assert!(house.session_ids().await.is_empty());
        late_copy.remove(ACCESS);
        for browser in [copy, late_copy] {
            assert_eq!(browser.get("/account").await.status, 303);
        }
    }
}

/// B11, F-05: neither session cookies nor a session of anybody are left when the second factor is asked for.
#[tokio::test]
async fn f_05_a_sign_in_over_another_session_leaves_nothing_of_that() {
    for way in Way::BOTH {
        for is_old in [false, true] {
            let house = House::open().await;
            let (ada, bob) = (house.registered("Ada").await, house.protected("Bob").await);
            let of_bob = house.session_ids().await.len() - 1;
            let browser = ada.browser.clone().in_way(way);
            if is_old {
                house.clock.advance(6 * MINUTE);
            }
            let answer = browser.send_form("/ui/sign_in", &[("email", &bob.email), ("password", &bob.password)]).await;
            assert!(answer.cookie(PENDING).is_some_and(|token| !token.is_empty()), "{answer:#?}");
            for name in [ACCESS, REFRESH] {
                let set: Vec<_> = answer.set_cookies().into_iter().filter(|cookie| cookie.name == name).collect();
                assert!(set.iter().all(|cookie| cookie.clears()), "{answer:#?}");
            }
            assert_eq!(house.session_ids().await.len(), of_bob, "Ada's session is over");
        }
    }
}

/// B11 at the JSON door: also where its access token has expired.
#[tokio::test]
async fn a_log_in_by_a_program_ends_the_session_before_it() {
    let house = House::open().await;
    let (ada, bob) = (house.registered("Ada").await, house.protected("Bob").await);
    house.clock.advance(6 * MINUTE);
    let copy = ada.browser.copied();
    let body = format!(r#"{{"email": "{}", "password": "{}"}}"#, bob.email, bob.password);
    let headers = [("content-type", "application/json")];
    let answer = ada.browser.send("POST", "/api/v1/authentication/log-in", &headers, &body).await;
    assert_eq!(answer.status, 200, "{answer:#?}");
    assert_eq!(copy.send("POST", "/api/v1/authentication/refresh", &[], "").await.status, 401);
}

/// Field case 21, B6: a clock that was ahead for a while, and was put right.
#[tokio::test]
async fn a_clock_that_was_ahead_locks_nobody_for_longer_than_promised() {
    for ahead in [2 * HOUR, 24 * HOUR, 365 * 24 * HOUR] {
        let house = House::open().await;
        let ada = house.protected("Ada").await;
        let wrong_clock = house.beside(ahead).await;
        let there = ada.elsewhere().led_to(&wrong_clock);
        for _ in 0..2 {
            there.type_password().await;
            for _ in 0..5 {
                there.type_code("000000").await;
            }
        }
        for _ in 0..6 {
            there.elsewhere().led_to(&wrong_clock).try_password("not-the-right-one").await;
        }
        // The clock is right again. A recovery code lets the owner in at a known device; others wait as long as was promised.
        ada.sign_out().await;
        ada.type_password().await;
        ada.type_recovery_code(&ada.codes[0]).await.leads_to("/account");
        let elsewhere = ada.elsewhere();
        let Message::TooManyAttempts { seconds } = elsewhere.type_password().await.told() else { panic!("it is looked at") };
        assert!(seconds <= 900, "{seconds}");
        house.clock.advance(Duration::from_secs(seconds.into()));
        assert!(elsewhere.type_password().await.refusal().is_none());
        elsewhere.type_code(&ada.next_code()).await.leads_to("/account");
    }
}

/// K-13, B6: a code that was taken while the clock was ahead.
#[tokio::test]
async fn k_13_a_step_that_was_used_ahead_of_time_is_ignored_and_told_to_the_operator() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let wrong_clock = house.beside(2 * HOUR).await;
    let there = ada.elsewhere().led_to(&wrong_clock);
    there.sign_in().await.leads_to("/account");
    let log_before = log::length();
    let here = ada.elsewhere();
    here.sign_in().await.leads_to("/account");
    assert!(log::since(log_before).contains("second_factor.used_step_ignored"));
    // It is used here as any other.
    let other = ada.elsewhere();
    other.type_password().await;
    assert_eq!(other.type_code(&ada.code()).await.told(), Message::CodeUsed);
}

/// D11: over plain http somebody may plant a cookie.
#[tokio::test]
async fn what_somebody_typed_elsewhere_fills_no_form() {
    let house = House::built(behind_a_proxy()).await;
    let ada = house.registered("Ada").await;
    let from = |address: &str| Browser::new(&house, Way::Plain).with_header("x-forwarded-for", address);
    let eve = from("198.51.100.1");
    eve.submit("/ui/sign_in", &[("email", &ada.email), ("password", "x")]).await;
    let typed = eve.cookie("latchkey-typed").unwrap();
    for (address, fills) in [("203.0.113.7", false), ("198.51.100.1", true)] {
        let browser = from(address);
        browser.plant("latchkey-typed", &typed);
        assert_eq!(browser.get("/sign-in").await.body.contains(&ada.email), fills, "{address}");
    }
}

/// L1: rows of recovery codes that somebody copied from one account to another open nothing there.
#[tokio::test]
async fn a_recovery_code_is_bound_to_its_account() {
    let house = House::open().await;
    let (ada, bob) = (house.protected("Ada").await, house.protected("Bob").await);
    let id = |person: &str| format!("(SELECT id FROM accounts WHERE email = '{person}')");
    house.sql(&format!("DELETE FROM recovery_codes WHERE account_id = {}", id(&ada.email))).await;
    house.sql(&format!("UPDATE recovery_codes SET account_id = {}", id(&ada.email))).await;
    let elsewhere = ada.elsewhere();
    elsewhere.type_password().await;
    assert_eq!(elsewhere.type_recovery_code(&bob.codes[0]).await.told(), Message::WrongRecoveryCode);
}

/// D6: a customer's 65,536 IPv6 networks make no more accounts than a thousand an hour.
#[tokio::test]
async fn accounts_are_counted_for_all_networks_of_one_customer() {
    let house = House::built(behind_a_proxy()).await;
    let register = async |network: u32| {
        let address = format!("2001:db8:7:{network:x}::1");
        let person = house.newcomer("Ada");
        let person = crate::support::Person { browser: person.browser.with_header("x-forwarded-for", &address), ..person };
        person.register().await.refusal()
    };
    for network in 0..3 {
        assert_eq!(register(network).await, None, "{network}");
    }
    let counted = "SELECT misses FROM attempts WHERE subject LIKE 'register-site:%'";
    assert_eq!(house.column(counted).await, ["3"]);
    // A network that is refused takes nothing from its neighbours, whatever it goes on asking for.
    house.sql("UPDATE attempts SET misses = 99 WHERE subject LIKE 'register:%'").await;
    assert_eq!(register(0).await, None);
    for _ in 0..3 {
        assert_eq!(register(0).await, Some(Message::TooManyAttempts { seconds: 60 }));
    }
    assert_eq!(house.column(counted).await, ["4"]);
    house.sql("UPDATE attempts SET misses = 999 WHERE subject LIKE 'register-site:%'").await;
    assert_eq!(register(3).await, None);
    assert_eq!(register(4).await, Some(Message::TooManyAttempts { seconds: 60 }));
    // Nor is a network charged for what its site is refused.
    let of_networks = "SELECT misses FROM attempts WHERE subject LIKE 'register:%' AND misses > 0";
    assert_eq!(house.column(of_networks).await.len(), 4);
}

/// Field case 50: a browser that says nothing of the page it is on, or its origin alone.
#[tokio::test]
async fn the_page_that_was_wanted_is_kept_without_a_referer() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    for referer in [None, Some(format!("{}/", house.origin))] {
        let mut headers = HeaderMap::new();
        headers.insert("accept", "text/html".parse().unwrap());
        headers.insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
        headers.extend(referer.map(|referer| (axum::http::header::REFERER, referer.parse().unwrap())));
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("email", &*ada.email), ("password", "x"), ("next", "/scraps?after=1_x&y=2")])
            .finish();
        let answer = house.ask("POST", "/ui/sign_in", headers, &body).await;
        let page = url::Url::parse(&house.origin).unwrap().join(answer.location().unwrap()).unwrap();
        let next = page.query_pairs().find(|(name, _)| name == "next").map(|(_, next)| next.into_owned());
        assert_eq!((page.path(), next.as_deref()), ("/sign-in", Some("/scraps?after=1_x&y=2")), "{answer:#?}");
    }
}

/// B17, C-03: an attack that is spread over accounts and networks, and what fail2ban reads.
#[tokio::test]
async fn c_03_misses_are_told_by_pseudonym_and_many_raise_an_alarm() {
    for log_client_addresses in [false, true] {
        let house = House::built(Plan { log_client_addresses, ..behind_a_proxy() }).await;
        let log_before = log::length();
        for guess in 0..60 {
            let address = format!("203.0.113.{}", guess % 10);
            let browser = Browser::new(&house, Way::Island).with_header("x-forwarded-for", &address);
            let email = format!("nobody.{guess}@example.com");
            browser.send_form("/ui/sign_in", &[("email", &email), ("password", "not the password")]).await;
        }
        let logged = log::since(log_before);
        // Other tests write to this log meanwhile.
        let misses: Vec<&str> = logged.lines().filter(|line| line.contains("sign_in.wrong_credentials subject=")).collect();
        assert!(misses.len() >= 60);
        assert!(misses.iter().all(|line| line.contains("subject=\"password:") && line.contains(" network=\"")), "{misses:?}");
        assert!(!logged.contains("nobody.7@example.com"));
        let named = misses.iter().filter(|line| line.contains(" client=203.0.113.7")).count();
        assert_eq!(named, if log_client_addresses { 6 } else { 0 });
        assert!(logged.lines().any(|line| {
            line.contains("WARN") && line.contains("attempts.many_misses") && line.contains("misses=60 accounts=60 networks=10")
        }));
    }
}
