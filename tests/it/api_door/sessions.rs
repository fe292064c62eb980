//! Refreshing, and how sessions end.

use serde_json::json;

use super::support::{Client, SESSION_COOKIES, Told, claims};
use crate::support::{HOUR, House, MINUTE};
use std::time::Duration;

#[tokio::test]
async fn refreshing_gives_new_cookies_and_keeps_what_was_proved() {
    let house = House::open().await;
    for (two_factor, amr) in [(false, json!(["pwd"])), (true, json!(["pwd", "otp", "mfa"]))] {
        let client = if two_factor { Client::protected(&house).await } else { Client::logged_in(&house).await };
        let before = SESSION_COOKIES.map(|name| client.browser.cookie(name).unwrap());
        house.clock.advance(6 * MINUTE);
        client.get("/authentication").await.is_problem(401, "unauthenticated");
        let answer = client.order("/authentication/refresh").await;
        assert_eq!(answer.gives(200).json()["email"], client.email.as_str());
        // S-06: all new, and the rest of the session's life is not prolonged.
        let after = SESSION_COOKIES.map(|name| client.browser.cookie(name).unwrap());
        assert!(before.iter().zip(&after).all(|(before, after)| before != after));
        assert_eq!(answer.set_cookies()[1].max_age, Some(24 * 3600 - 360));
        let (before, after) = (claims(&before[0]), claims(&after[0]));
        assert_eq!(after["amr"], amr);
        for same in ["amr", "auth_time", "sid", "sub"] {
            assert_eq!(before[same], after[same], "{same}");
        }
        assert!(client.is_in().await);
    }
}

#[tokio::test]
async fn refreshing_is_no_get_and_needs_a_refresh_cookie() {
    let house = House::open().await;
    let ada = Client::protected(&house).await;
    let answer = house.changes_nothing(ada.get("/authentication/refresh")).await;
    assert_eq!(answer.is_problem(405, "method-not-allowed").header("allow"), Some("POST"));
    Client::new(&house).order("/authentication/refresh").await.is_problem(401, "unauthenticated");
    // S-17: a half-way log-in has nothing to refresh.
    let pending = ada.elsewhere();
    pending.log_in().await.gives(200);
    pending.order("/authentication/refresh").await.is_problem(401, "unauthenticated");
    assert_eq!(pending.browser.cookie_names(), ["latchkey-pending"]);
}

#[tokio::test]
async fn a_refresh_token_that_was_replaced_ends_its_session() {
    let house = House::open().await;
    for in_time in [true, false] {
        let ada = Client::logged_in(&house).await;
        let thief = ada.copied();
        ada.order("/authentication/refresh").await.gives(200);
        // For ten seconds it is taken for another tab, and brings nothing but what that tab has.
        house.clock.advance(Duration::from_secs(9));
        let repeated = thief.copied();
        repeated.order("/authentication/refresh").await.gives(200);
        assert_eq!(repeated.browser.cookie("latchkey-refresh"), ada.browser.cookie("latchkey-refresh"));
        assert!(ada.is_in().await);
        if in_time {
            continue;
        }
        // S-15: after that it is a copy that somebody has.
        house.clock.advance(Duration::from_secs(2));
        let answer = thief.order("/authentication/refresh").await;
        assert!(answer.is_problem(401, "unauthenticated").sets().iter().all(|(_, cleared)| *cleared), "{answer:#?}");
        assert!(!ada.is_in().await, "the session lives on");
        ada.order("/authentication/refresh").await.is_problem(401, "unauthenticated");
    }
}

#[tokio::test]
async fn a_session_ends_idle_after_an_hour_and_at_the_latest_after_a_day() {
    let house = House::open().await;
    let idle = Client::logged_in(&house).await;
    house.clock.advance(HOUR);
    idle.order("/authentication/refresh").await.is_problem(401, "unauthenticated");

    let busy = Client::logged_in(&house).await;
    let mut refreshed = 0;
    while busy.order("/authentication/refresh").await.status == 200 {
        refreshed += 1;
        house.clock.advance(30 * MINUTE);
    }
    assert_eq!(refreshed, 48);
    assert!(!busy.is_in().await);
}

#[tokio::test]
async fn turning_it_on_ends_the_other_sessions_and_log_ins_under_way() {
    let house = House::open().await;
    let mut ada = Client::logged_in(&house).await;
    let other = ada.elsewhere();
    other.log_in().await.gives(200);
    let before = ada.copied();
    let answer = ada.turn_on().await;
    // The session that did it keeps full access, with new tokens.
    assert_eq!(answer.sets().iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), SESSION_COOKIES);
    assert!(ada.is_in().await);
    // F-08, S-12: every other one is out, and so are the tokens from before.
    for outside in [&other, &before] {
        assert!(!outside.is_in().await);
    }
    other.order("/authentication/refresh").await.gives(401);

    // Turning it off does the same.
    let other = ada.elsewhere();
    other.log_in_fully().await.gives(200);
    let halfway = ada.elsewhere();
    halfway.log_in().await.gives(200);
    let answer = ada.turn_off(&ada.password, &ada.next_code()).await;
    assert_eq!(answer.gives(200).json()["isTwoFactorAuthenticationEnabled"], false);
    assert!(ada.is_in().await && !other.is_in().await);
    // F-06: a half-way log-in is dead.
    halfway.authenticate(&ada.next_code()).await.is_problem(401, "sign-in-over");
    let again = ada.elsewhere();
    assert_eq!(again.log_in().await.gives(200).json()["isTwoFactorAuthenticationEnabled"], false);
}
