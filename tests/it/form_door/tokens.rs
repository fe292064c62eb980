//! Tokens: what swapped, replayed, doubled and garbled ones are good for, and what they hold.

use std::time::Duration;

use latchkey::ui::message::Message;

use crate::support::{Browser, House, Person, Plan, Way};

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
            assert_eq!(cleared, name != "latchkey-typed", "{name}={text}: {answer:#?}");
            let answer = visitor.submit("/ui/sign_in_code", &[("code", "123456")]).await;
            assert_eq!((answer.status, answer.told()), (401, Message::SignInOver));
        }
    }
    assert!(ada.is_in().await);
}

#[tokio::test]
async fn s_19_a_pending_cookie_that_has_expired_is_cleared_away_and_a_new_one_is_not() {
    let house = House::open().await;
    let half = house.protected("Ada").await.elsewhere();
    half.type_password().await;
    let token = half.browser.cookie(PENDING).unwrap();
    assert_eq!(half.see("/sign-in").await.set_cookies(), [], "it is good still");
    house.clock.advance(Duration::from_secs(300));
    half.browser.plant(PENDING, &token);
    let set: Vec<_> =
        half.browser.copied().get("/sign-in").await.set_cookies().into_iter().map(|c| (c.name.clone(), c.clears())).collect();
    assert_eq!(set, [(PENDING.to_owned(), true)]);
    // The answer that brings another one does not take it away again.
    let answer = half.type_password().await;
    let set: Vec<_> = answer.set_cookies().into_iter().map(|c| (c.name.clone(), c.clears())).collect();
    assert_eq!(set, [(PENDING.to_owned(), false)]);
}
