//! Sessions: how they are renewed, how they end, and what replayed, swapped and garbled tokens are good for.

use std::time::Duration;

use latchkey::ui::message::Message;

use crate::support::{Browser, HOUR, House, MINUTE, Person, Plan, Way, at_once};

const ACCESS: &str = "latchkey-access";
const REFRESH: &str = "latchkey-refresh";
const PENDING: &str = "latchkey-pending";

/// A thief's machine: copies of the cookies, nothing else.
fn thief_of(person: &Person) -> Person {
    Person { browser: person.browser.copied(), ..person.clone() }
}

fn claims(token: &str) -> serde_json::Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&data_encoding::BASE64URL_NOPAD.decode(payload.as_bytes()).unwrap()).unwrap()
}

#[tokio::test]
async fn a_page_load_with_an_expired_access_token_renews_the_session_in_the_same_request() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let (access, refresh) = (ada.browser.cookie(ACCESS).unwrap(), ada.browser.cookie(REFRESH).unwrap());
    house.clock.advance(5 * MINUTE - Duration::from_secs(1));
    assert!(ada.see("/account").await.shows().set_cookies().is_empty(), "not before it is needed");
    house.clock.advance(Duration::from_secs(1));
    assert_eq!(ada.browser.cookie_names(), [REFRESH], "the browser has dropped the access cookie");
    let answer = ada.see("/account").await;
    answer.shows();
    assert_ne!(answer.cookie(ACCESS).unwrap(), access);
    assert_ne!(answer.cookie(REFRESH).unwrap(), refresh);
    // An access token that a browser kept too long is renewed just so. And forms, both ways.
    for way in Way::BOTH {
        house.clock.advance(6 * MINUTE);
        ada.browser.plant(ACCESS, &access);
        let ada = ada.clone().in_way(way);
        let answer = ada.submit("/ui/write_post", &[("title", "Late"), ("content", "but in time")]).await;
        assert!(answer.leads_to("/posts").cookie(REFRESH).is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r_05_fifty_tabs_with_one_refresh_token_get_their_pages_and_one_successor() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    house.clock.advance(6 * MINUTE);
    // Tabs send what the jar held when they began.
    let tabs = (0..50).map(|_| ada.browser.copied());
    let answers = at_once(tabs.map(|tab| async move { tab.get("/account").await })).await;
    for answer in &answers {
        answer.shows();
    }
    let renewed: Vec<_> = answers.iter().filter(|answer| answer.cookie(REFRESH).is_some()).collect();
    assert_eq!(renewed.len(), 1, "one successor");
    assert!(answers.iter().all(|answer| answer.set_cookies().iter().all(|cookie| !cookie.clears())), "nobody is signed out");
    assert_eq!(house.session_ids().await.len(), 1, "no second session");
    // The browser, which has the successor now, goes on.
    for name in [ACCESS, REFRESH] {
        ada.browser.plant(name, &renewed[0].cookie(name).unwrap());
    }
    for _ in 0..3 {
        house.clock.advance(6 * MINUTE);
        ada.browser.remove(ACCESS);
        assert!(ada.is_in().await);
    }
}

#[tokio::test]
async fn a_refresh_token_that_was_replaced_says_who_is_asking_for_ten_seconds_and_mints_nothing() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    house.clock.advance(6 * MINUTE);
    let tab = thief_of(&ada);
    assert!(ada.is_in().await);
    for _ in 0..3 {
        let answer = tab.see("/account").await;
        assert!(answer.shows().set_cookies().is_empty());
    }
    house.clock.advance(Duration::from_secs(10));
    assert!(tab.is_in().await && ada.is_in().await);
}

#[tokio::test]
async fn s_15_and_s_16_a_refresh_token_used_again_later_ends_the_session_whoever_uses_it_first() {
    for thief_is_first in [true, false] {
        for way in Way::BOTH {
            let house = House::open().await;
            let ada = house.registered("Ada").await;
            let thief = thief_of(&ada).in_way(way);
            house.clock.advance(6 * MINUTE);
            let (first, second) = if thief_is_first { (&thief, &ada) } else { (&ada, &thief) };
            assert!(first.is_in().await);
            house.clock.advance(Duration::from_secs(11));
            let answer = second.submit("/ui/write_post", &[("title", "x"), ("content", "y")]).await;
            assert_eq!(answer.told(), Message::NotSignedIn);
            assert!(answer.set_cookies().iter().all(|cookie| cookie.clears()) && answer.set_cookies().len() == 2, "{answer:#?}");
            assert!(!first.is_in().await && !second.is_in().await, "both are out");
            assert!(house.session_ids().await.is_empty());
            ada.elsewhere().sign_in().await.leads_to("/account");
        }
    }
}

#[tokio::test]
async fn s_08_an_hour_without_use_ends_a_session() {
    for (idle, is_in) in [(HOUR - Duration::from_secs(1), true), (HOUR, false), (HOUR + Duration::from_secs(1), false)] {
        let house = House::open().await;
        let ada = house.registered("Ada").await;
        house.clock.advance(idle);
        assert_eq!(ada.is_in().await, is_in, "{idle:?}");
        assert_eq!(ada.browser.cookie_names().is_empty(), !is_in);
    }
    // The refresh token does not help, nor an access token that was renewed late.
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let thief = thief_of(&ada);
    house.clock.advance(HOUR);
    let answer = ada.submit("/ui/write_post", &[("title", "x"), ("content", "y")]).await;
    assert_eq!((answer.status, answer.told()), (401, Message::NotSignedIn));
    assert!(!thief.is_in().await);
}

#[tokio::test]
async fn s_09_a_session_in_use_ends_after_a_day() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let mut waited = Duration::ZERO;
    while waited + 20 * MINUTE < 24 * HOUR {
        house.clock.advance(20 * MINUTE);
        waited += 20 * MINUTE;
        assert!(ada.is_in().await, "{waited:?}");
    }
    house.clock.advance(20 * MINUTE - Duration::from_secs(1));
    let last = ada.see("/account").await;
    let ages: Vec<_> = last.shows().set_cookies().iter().map(|cookie| cookie.max_age).collect();
    assert_eq!(ages, [Some(1), Some(1)], "no cookie outlives the session");
    let thief = thief_of(&ada);
    for name in [ACCESS, REFRESH] {
        thief.browser.plant(name, &last.cookie(name).unwrap());
    }
    house.clock.advance(Duration::from_secs(1));
    assert!(!ada.is_in().await && !thief.is_in().await);
}

#[tokio::test]
async fn a_step_up_makes_no_session_longer() {
    let house = House::open().await;
    let mut ada = house.registered("Ada").await;
    let before = house.number("SELECT expires_at FROM sessions").await;
    house.clock.advance(30 * MINUTE);
    ada.step_up().await.leads_to("/account");
    ada.protect().await;
    ada.turn_off(&ada.password, &ada.next_code()).await.leads_to("/account");
    assert_eq!(house.number("SELECT expires_at FROM sessions").await, before);
}

#[tokio::test]
async fn s_10_after_signing_out_nothing_of_the_session_works_anywhere() {
    for way in Way::BOTH {
        for minutes in [0, 6] {
            let house = House::open().await;
            let ada = house.protected("Ada").await.in_way(way);
            let thief = thief_of(&ada);
            // Also with an access token that has run out.
            house.clock.advance(minutes * MINUTE);
            let answer = ada.sign_out().await;
            answer.leads_to("/sign-in");
            assert_eq!(answer.set_cookies().iter().filter(|cookie| cookie.clears()).count(), 4, "{answer:#?}");
            assert!(answer.set_cookies().iter().all(|cookie| cookie.clears()));
            assert!(ada.browser.cookie_names().is_empty());
            assert!(house.session_ids().await.is_empty());
            assert!(!thief.is_in().await);
            let answer = house.changes_nothing(thief.submit("/ui/write_post", &[("title", "x"), ("content", "y")])).await;
            assert_eq!(answer.told(), Message::NotSignedIn);
            // Signing out once more does no harm.
            ada.sign_out().await.leads_to("/sign-in");
        }
    }
}

#[tokio::test]
async fn s_10_signing_out_or_starting_over_ends_a_sign_in_between_its_steps() {
    for way in Way::BOTH {
        for endpoint in ["/ui/sign_out", "/ui/start_over"] {
            let house = House::open().await;
            let ada = house.protected("Ada").await.elsewhere().in_way(way);
            ada.type_password().await;
            let thief = thief_of(&ada);
            ada.submit(endpoint, &[]).await.leads_to("/sign-in");
            assert!(ada.browser.cookie_names().is_empty());
            assert_eq!(thief.type_code(&ada.next_code()).await.told(), Message::SignInOver);
        }
    }
}

#[tokio::test]
async fn signing_out_in_one_browser_leaves_the_other_in() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let elsewhere = ada.elsewhere();
    elsewhere.sign_in().await.leads_to("/account");
    ada.sign_out().await.leads_to("/sign-in");
    assert!(elsewhere.is_in().await && !ada.is_in().await);
}

#[tokio::test]
async fn s_06_every_step_has_tokens_of_its_own_and_those_before_it_are_dead() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    // Somebody else's session is in the browser, and a token that they planted there does not become Ada's.
    let mallory = house.registered("Mallory").await;
    let visitor = Person { browser: mallory.browser.copied(), ..ada.clone() };
    let mut seen = vec![mallory.browser.cookie(ACCESS), mallory.browser.cookie(REFRESH)];
    visitor.type_password().await;
    visitor.see("/sign-in/code").await.shows();
    assert_eq!(visitor.browser.cookie_names(), [PENDING], "what is dead is cleared away");
    assert!(!mallory.is_in().await, "the session before has ended");
    let pending = visitor.browser.cookie(PENDING);
    seen.push(pending.clone());
    visitor.type_code(&ada.next_code()).await.leads_to("/account");
    seen.extend([visitor.browser.cookie(ACCESS), visitor.browser.cookie(REFRESH)]);
    let before_step_up = thief_of(&visitor);
    visitor.step_up().await.leads_to("/account");
    seen.extend([visitor.browser.cookie(ACCESS), visitor.browser.cookie(REFRESH)]);
    let before_turn_off = thief_of(&visitor);
    visitor.turn_off(&ada.password, &ada.next_code()).await.leads_to("/account");
    seen.extend([visitor.browser.cookie(ACCESS), visitor.browser.cookie(REFRESH)]);
    let distinct: std::collections::BTreeSet<_> = seen.iter().map(|token| token.as_ref().unwrap()).collect();
    assert_eq!(distinct.len(), seen.len(), "all differ");
    // F-06: the pending token after its success. The access token of another set of factors.
    let replay = Browser::new(&house, Way::Island);
    replay.plant(PENDING, &pending.unwrap());
    let answer = replay.submit("/ui/sign_in_code", &[("code", &ada.next_code())]).await;
    assert_eq!(answer.told(), Message::SignInOver);
    before_turn_off.browser.remove(REFRESH);
    assert!(!before_turn_off.is_in().await);
    assert!(visitor.is_in().await);
    // A refresh token from before a step-up is a replayed one: somebody has a copy.
    before_step_up.browser.remove(ACCESS);
    assert!(!before_step_up.is_in().await && !visitor.is_in().await);
}

#[tokio::test]
async fn j_08_no_token_is_good_in_the_place_of_another() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let half = ada.elsewhere();
    half.type_password().await;
    let refused = ada.elsewhere().in_way(Way::Plain);
    refused.try_password("not-the-right-one").await.told();
    let tokens = [
        (ACCESS, ada.browser.cookie(ACCESS).unwrap()),
        (REFRESH, ada.browser.cookie(REFRESH).unwrap()),
        (PENDING, half.browser.cookie(PENDING).unwrap()),
        ("latchkey-typed", refused.browser.cookie("latchkey-typed").unwrap()),
    ];
    for (kind, token) in &tokens {
        for place in [ACCESS, REFRESH, PENDING, "latchkey-typed"] {
            let visitor = Browser::new(&house, Way::Island);
            visitor.plant(place, token);
            let right = *kind == place;
            let before = house.dump(&[]).await;
            let opens = visitor.copied().get("/account").await.status == 200;
            assert_eq!(opens, right && (place == ACCESS || place == REFRESH), "{kind} as {place}");
            let second_step = visitor.copied().get("/sign-in/code").await.status == 200;
            assert_eq!(second_step, right && place == PENDING, "{kind} as {place}");
            visitor.get("/sign-in").await;
            // The refresh token in its own place renews its session: that is what it is for.
            assert_eq!(house.dump(&[]).await == before, !(right && place == REFRESH), "{kind} as {place}");
        }
    }
}

#[tokio::test]
async fn j_13_tokens_hold_random_ids_and_times_and_nothing_about_the_person() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let half = ada.elsewhere();
    half.type_password().await;
    for (token, names) in [
        (ada.browser.cookie(ACCESS), vec!["amr", "aud", "auth_time", "exp", "iat", "iss", "jti", "nbf", "sid", "sub"]),
        (half.browser.cookie(PENDING), vec!["aud", "exp", "iat", "iss", "jti", "nbf", "sub"]),
    ] {
        let claims = claims(&token.unwrap());
        let mut found: Vec<&String> = claims.as_object().unwrap().keys().collect();
        found.sort();
        assert_eq!(found, names);
        let text = claims.to_string();
        assert!(!text.contains(&ada.email) && !text.contains("Ada") && text.len() < 600, "{text}");
        assert_eq!((claims["iss"].as_str(), claims["aud"].as_str()), (Some(&*house.origin), Some(&*house.origin)));
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
    }
    assert_eq!(claims(&ada.browser.cookie(ACCESS).unwrap())["amr"], serde_json::json!(["pwd", "otp", "mfa"]));
    // A refresh token is opaque: an id and 256 random bits.
    let refresh = data_encoding::BASE64URL_NOPAD.decode(ada.browser.cookie(REFRESH).unwrap().as_bytes()).unwrap();
    assert_eq!(refresh.len(), 16 + 32);
}

#[tokio::test]
async fn j_14_cookies_that_come_twice_or_under_look_alike_names_count_as_none() {
    let house = House::built(Plan { public_url: Some("https://id.example.com"), ..Plan::default() }).await;
    let ada = house.registered("Ada").await;
    let (access, refresh) =
        (ada.browser.cookie("__Host-latchkey-access").unwrap(), ada.browser.cookie("__Host-latchkey-refresh").unwrap());
    assert!(ada.is_in().await);
    for line in [
        format!("__Host-latchkey-access={access}; __Host-latchkey-access={access}"),
        format!("__Host-latchkey-access={access}; a=b; __Host-latchkey-access=x"),
        format!("__Host-latchkey-refresh={refresh}; __Host-latchkey-refresh={refresh}"),
        format!("__HOST-latchkey-access={access}"),
        format!("__host-latchkey-access={access}"),
        format!("__Host-Latchkey-Access={access}"),
        format!("latchkey-access={access}"),
        format!("latchkey-refresh={refresh}"),
        format!("__Secure-latchkey-access={access}"),
    ] {
        let visitor = Browser::new(&house, Way::Island).with_header("cookie", &line);
        let answer = house.changes_nothing(visitor.get("/account")).await;
        assert_eq!(answer.page(), "/sign-in", "{line}");
    }
    let visitor = Browser::new(&house, Way::Island).with_header("cookie", &format!("a=b; __Host-latchkey-access={access}"));
    visitor.get("/account").await.shows();
}

#[tokio::test]
async fn s_19_garbage_in_a_cookie_is_nobody_and_is_cleared_away() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let access = ada.browser.cookie(ACCESS).unwrap();
    let (head, tail) = access.split_at(access.len() - 3);
    let none = data_encoding::BASE64URL_NOPAD.encode(br#"{"alg":"none","typ":"latchkey-access+jwt"}"#);
    let payload = access.split('.').nth(1).unwrap();
    let garbage = [
        String::new(),
        "x".into(),
        "...".into(),
        "a.b.c".into(),
        "null".into(),
        "%00".into(),
        "\"quoted\"".into(),
        "0".repeat(6000),
        format!("{head}AAA"),
        format!("{tail}{head}"),
        format!("{none}.{payload}."),
        format!("{access}="),
        format!("{access}.{access}"),
        data_encoding::BASE64URL_NOPAD.encode(&[0; 48]),
    ];
    for text in &garbage {
        for name in [ACCESS, REFRESH, PENDING, "latchkey-typed"] {
            let visitor = Browser::new(&house, Way::Island);
            visitor.plant(name, text);
            for page in ["/", "/sign-in", "/register"] {
                visitor.copied().get(page).await.shows();
            }
            let answer = house.changes_nothing(visitor.copied().get("/account")).await;
            assert_eq!(answer.page(), "/sign-in", "{name}={text}");
            let cleared = answer.set_cookies().iter().any(|cookie| cookie.name == name && cookie.clears());
            assert_eq!(cleared, name == ACCESS || name == REFRESH, "{name}={text}: {answer:#?}");
            let answer = visitor.submit("/ui/sign_in_code", &[("code", "123456")]).await;
            assert_eq!((answer.status, answer.told()), (401, Message::SignInOver));
        }
    }
    assert!(ada.is_in().await);
}
