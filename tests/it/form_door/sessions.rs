//! Sessions: how they are renewed, and how they end.

use std::{collections::HashSet, time::Duration};

use data_encoding::BASE64URL_NOPAD;
use latchkey::ui::message::Message;

use crate::support::{HOUR, House, MINUTE, Person, Way, at_once};

const ACCESS: &str = "latchkey-access";
const REFRESH: &str = "latchkey-refresh";

/// A thief's machine: copies of the cookies, nothing else.
fn thief_of(person: &Person) -> Person {
    Person { browser: person.browser.copied(), ..person.clone() }
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
        let answer = ada.submit("/ui/write_scrap", &[("title", "Late"), ("content", "but in time")]).await;
        assert!(answer.leads_to("/scraps").cookie(REFRESH).is_some());
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
    let successors: HashSet<_> = renewed.iter().map(|answer| answer.cookie(REFRESH)).collect();
    assert_eq!((renewed.len(), successors.len()), (50, 1), "one successor");
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
async fn a_refresh_token_that_was_replaced_says_who_is_asking_for_ten_seconds_and_mints_nothing_once_that_is_shown() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    house.clock.advance(6 * MINUTE);
    let (early, late) = (thief_of(&ada), thief_of(&ada));
    assert!(ada.is_in().await);
    // Its answer may have been lost until the browser has shown what came with it.
    let unheard = thief_of(&early);
    assert_eq!(unheard.see("/account").await.shows().cookie(REFRESH), ada.browser.cookie(REFRESH));
    assert!(ada.is_in().await);
    house.clock.advance(Duration::from_secs(10));
    for _ in 0..3 {
        assert!(early.see("/account").await.shows().set_cookies().is_empty());
    }
    house.clock.advance(Duration::from_secs(1));
    assert!(!late.is_in().await);
    assert!(!ada.is_in().await);
}

/// An answer that never arrives (field case 51).
#[tokio::test]
async fn whoever_lost_an_answer_is_not_signed_out() {
    for silence in [Duration::from_secs(1), Duration::from_secs(11), 4 * MINUTE] {
        let house = House::open().await;
        let ada = house.registered("Ada").await;
        house.clock.advance(6 * MINUTE);
        assert!(thief_of(&ada).see("/account").await.shows().cookie(REFRESH).is_some());
        house.clock.advance(silence);
        assert!(ada.is_in().await, "{silence:?}");
        ada.submit("/ui/write_scrap", &[("title", "x"), ("content", "y")]).await.leads_to("/scraps");
        house.clock.advance(20 * MINUTE);
        assert!(ada.is_in().await, "{silence:?}");
    }
}

/// S-16: a thief who uses a token first, in one request, and shows nothing of what that brought.
#[tokio::test]
async fn s_16_whoever_uses_a_copy_and_hides_it_is_found_out() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    house.clock.advance(6 * MINUTE);
    let thief = thief_of(&ada);
    thief.submit("/ui/write_scrap", &[("title", "x"), ("content", "y")]).await.leads_to("/scraps");
    house.clock.advance(6 * MINUTE);
    assert!(!ada.is_in().await && !thief.is_in().await);
    assert!(house.session_ids().await.is_empty());
}

/// D2: a copy of the access token from before a step-up has no part in it.
#[tokio::test]
async fn a_step_up_is_none_of_whoever_copied_the_cookies_before() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let ada = ada.elsewhere();
    ada.sign_in().await.leads_to("/account");
    let thief = thief_of(&ada);
    house.clock.advance(MINUTE);
    ada.step_up().await.leads_to("/account");
    let answer = thief.submit("/ui/replace_recovery_codes", &[]).await;
    assert!(answer.location() != Some("/account/recovery-codes"), "{answer:#?}");
    assert!(!thief.is_in().await);
}

/// R-05, S-15: a copy of a token that was replaced acts by nothing but what replaced it.
#[tokio::test]
async fn a_refresh_token_that_was_replaced_changes_nothing() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.registered("Ada").await;
        house.clock.advance(6 * MINUTE);
        let late = thief_of(&ada).in_way(way);
        assert!(ada.is_in().await);
        for (form, fields) in [
            ("/ui/begin_two_factor", vec![]),
            ("/ui/write_scrap", vec![("title", "x"), ("content", "y")]),
            ("/ui/sign_out", vec![]),
        ] {
            let again = thief_of(&late).in_way(way);
            let answer = house.changes_nothing(again.browser.send_form(form, &fields)).await;
            assert_eq!((answer.status, answer.location()), (307, Some(form)), "{answer:#?}");
            // A browser whose answer was lost sends it once more, with what came along.
            assert_eq!(again.browser.cookie(REFRESH), ada.browser.cookie(REFRESH));
        }
        // Once the owner has shown what replaced it, a copy gets nothing more, and does nothing.
        assert!(ada.is_in().await);
        for form in ["/ui/begin_two_factor", "/ui/turn_on", "/ui/sign_out"] {
            let thief = thief_of(&late).in_way(way);
            for _ in 0..2 {
                let answer = house.changes_nothing(thief.browser.send_form(form, &[("code", "123456")])).await;
                assert!(answer.status == 307 && answer.set_cookies().is_empty(), "{answer:#?}");
            }
        }
    }
}

/// The session's name stands in the log; whoever reads that must not be able to end it (B-09).
#[tokio::test]
async fn a_refresh_token_that_was_made_up_ends_nobody_s_session() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let id: uuid::Uuid = house.session_ids().await.first().unwrap().parse().unwrap();
    let forged = BASE64URL_NOPAD.encode(&[id.as_bytes().as_slice(), &[7; 32]].concat());
    let stranger = ada.elsewhere();
    stranger.browser.plant(REFRESH, &forged);
    let answer = house.changes_nothing(stranger.see("/account")).await;
    assert!(answer.location().is_some_and(|page| page.starts_with("/sign-in")), "{answer:#?}");
    assert!(ada.is_in().await);
    house.clock.advance(6 * MINUTE);
    assert!(ada.is_in().await);
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
            // Whoever is first has shown what came with the successor.
            assert!(first.is_in().await && first.is_in().await);
            house.clock.advance(Duration::from_secs(11));
            let answer = second.submit("/ui/write_scrap", &[("title", "x"), ("content", "y")]).await;
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
    let answer = ada.submit("/ui/write_scrap", &[("title", "x"), ("content", "y")]).await;
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
            assert_eq!(answer.header("clear-site-data"), Some("\"storage\""));
            assert_eq!(answer.set_cookies().iter().filter(|cookie| cookie.clears()).count(), 4, "{answer:#?}");
            assert!(answer.set_cookies().iter().all(|cookie| cookie.clears()));
            assert!(ada.browser.cookie_names().is_empty());
            assert!(house.session_ids().await.is_empty());
            assert!(!thief.is_in().await);
            let answer = house.changes_nothing(thief.submit("/ui/write_scrap", &[("title", "x"), ("content", "y")])).await;
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
async fn s_14_an_account_has_fifty_sessions_and_the_oldest_make_room() {
    let house = House::open().await;
    let first = house.registered("Ada").await;
    let mut last = first.clone();
    for _ in 0..51 {
        // One after the other, so that it is plain which is the oldest.
        house.clock.advance(Duration::from_secs(1));
        last = first.elsewhere();
        last.sign_in().await.leads_to("/account");
    }
    assert_eq!(house.session_ids().await.len(), 50);
    assert!(last.is_in().await && !first.is_in().await);
}
