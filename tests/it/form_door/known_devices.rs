//! C-04: strangers who guess keep nobody out who has signed in at this device before.

use std::time::Duration;

use latchkey::ui::message::Message;

use crate::support::{Browser, DEVICE, HOUR, House, MINUTE, Person, Plan, Way};

const WRONG: &str = "not-the-right-one";

fn refused(answer: &Option<Message>) -> bool {
    matches!(answer, Some(Message::TooManyAttempts { .. }))
}

/// The same person at the same machine, signed out; with the device still known.
async fn signed_out(ada: &Person) -> Person {
    ada.sign_out().await.leads_to("/sign-in");
    assert!(ada.browser.cookie(DEVICE).is_some() && ada.browser.cookie_names().is_empty());
    ada.clone()
}

#[tokio::test]
async fn c_04_strangers_who_guess_without_a_pause_keep_nobody_out_who_is_known() {
    for way in Way::BOTH {
        let house = House::open().await;
        for two_factor in [false, true] {
            let mut ada = house.registered("Ada").await.in_way(way);
            if two_factor {
                ada.protect().await;
            }
            let ada = signed_out(&ada).await;
            let stranger = ada.elsewhere();
            // A day: whenever an attempt would be looked at, it is the stranger's.
            let mut looked_at = 0;
            for _ in 0..24 * 12 {
                house.clock.advance(5 * MINUTE);
                looked_at += usize::from(stranger.try_password(WRONG).await.told() == Message::WrongCredentials);
            }
            assert!((80..120).contains(&looked_at), "{looked_at}");
            // Somebody who is not known has no better chance than the stranger.
            assert!(refused(&ada.elsewhere().type_password().await.refusal()));
            ada.sign_in().await.leads_to("/account");
            assert!(ada.is_in().await);
            // And that gives the stranger nothing.
            assert!(refused(&stranger.try_password(WRONG).await.refusal()));
            house.sql("DELETE FROM attempts").await;
        }
    }
}

/// C-06, from the other side: whoever shares a network address with strangers.
#[tokio::test]
async fn c_04_nor_do_the_misses_of_a_whole_network() {
    let house = House::open().await;
    let ada = signed_out(&house.registered("Ada").await).await;
    for _ in 0..50 {
        assert_eq!(house.newcomer("Eve").try_password(WRONG).await.told(), Message::WrongCredentials);
    }
    assert!(refused(&ada.elsewhere().type_password().await.refusal()));
    ada.sign_in().await.leads_to("/account");
}

#[tokio::test]
async fn a_known_device_has_the_budget_of_everybody_and_spends_nobody_elses() {
    let house = House::open().await;
    let ada = signed_out(&house.registered("Ada").await).await;
    for _ in 0..5 {
        assert_eq!(ada.try_password(WRONG).await.told(), Message::WrongCredentials);
    }
    for password in [WRONG, &ada.password] {
        let answer = house.changes_nothing(ada.try_password(password)).await;
        assert_eq!((answer.status, answer.told()), (429, Message::TooManyAttempts { seconds: 30 }));
    }
    assert_eq!(house.password_counters().await, Vec::<i64>::new(), "neither the account's nor the network's");
    ada.elsewhere().sign_in().await.leads_to("/account");
    house.clock.advance(Duration::from_secs(30));
    ada.sign_in().await.leads_to("/account");
}

/// A family at one machine.
#[tokio::test]
async fn c_04_a_device_is_known_to_everybody_who_signs_in_there() {
    let house = House::open().await;
    let mut family = vec![house.protected("Ada").await];
    for name in ["Bob", "Eve"] {
        let mut next = house.newcomer(name);
        next.browser = signed_out(family.last().unwrap()).await.browser;
        next.register().await.leads_to("/account");
        family.push(next);
    }
    signed_out(&family[2]).await;
    for person in &family {
        for _ in 0..5 {
            person.elsewhere().try_password(WRONG).await;
        }
        assert!(refused(&person.elsewhere().type_password().await.refusal()));
        person.sign_in().await.leads_to("/account");
        signed_out(person).await;
    }
}

#[tokio::test]
async fn a_token_is_of_one_account_and_good_for_half_a_year() {
    let house = House::open().await;
    let (ada, bob) = (house.registered("Ada").await, house.registered("Bob").await);
    let lock = async || {
        for _ in 0..5 {
            bob.elsewhere().try_password(WRONG).await;
            ada.elsewhere().try_password(WRONG).await;
        }
    };
    let with = |device: &str| {
        let at = ada.elsewhere();
        at.browser.plant(DEVICE, device);
        at
    };
    let (adas, bobs) = (ada.browser.cookie(DEVICE).unwrap(), bob.browser.cookie(DEVICE).unwrap());
    lock().await;
    assert!(refused(&with(&bobs).type_password().await.refusal()), "another account's");
    for planted in ["x", &adas[1..], &format!("{adas}A"), &adas.to_lowercase()] {
        assert!(refused(&with(planted).type_password().await.refusal()), "{planted}");
    }
    with(&adas).type_password().await.leads_to("/account");
    // Each sign-in begins the half-year anew, for the device at which it was.
    house.clock.advance(180 * 24 * HOUR);
    lock().await;
    assert!(refused(&with(&adas).type_password().await.refusal()));
}

#[tokio::test]
async fn a_known_device_is_counted_apart_when_factors_are_confirmed_too() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.in_way(way);
        house.clock.advance(6 * MINUTE);
        for _ in 0..5 {
            ada.elsewhere().try_password(WRONG).await;
        }
        assert!(refused(&ada.elsewhere().type_password().await.refusal()));
        ada.step_up().await.leads_to("/account");
        assert_eq!(ada.turn_off(WRONG, &ada.next_code()).await.told(), Message::WrongPassword);
        ada.turn_off(&ada.password, &ada.code()).await.leads_to("/account");
    }
}

/// J-08: it opens nothing, and is set by nothing less than a whole sign-in.
#[tokio::test]
async fn j_08_a_known_device_is_no_session_and_no_factor() {
    let house = House::built(Plan { public_url: Some("http://localhost:9"), ..Plan::default() }).await;
    let ada = house.protected("Ada").await;
    let device = ada.browser.cookie(DEVICE).unwrap();
    for name in ["latchkey-access", "latchkey-refresh", "latchkey-pending", "latchkey-typed", DEVICE] {
        let browser = Browser::new(&house, Way::Island);
        browser.plant(name, &device);
        assert_eq!(browser.get("/account").await.page(), "/sign-in", "{name}");
    }
    for _ in 0..5 {
        ada.elsewhere().try_password(WRONG).await;
    }
    for name in ["latchkey-access", "latchkey-refresh"] {
        let (thief, token) = (ada.elsewhere(), ada.browser.cookie(name).unwrap());
        thief.browser.plant(DEVICE, &token);
        assert!(refused(&thief.type_password().await.refusal()), "{name} is no device's token");
    }
    // Known or not: the code is asked for, and without it nothing is set.
    let known = signed_out(&ada).await;
    let answer = known.type_password().await;
    assert_eq!(answer.set_cookies().iter().map(|cookie| &*cookie.name).collect::<Vec<_>>(), ["latchkey-pending"]);
    assert!(!known.is_in().await);
    let answer = known.type_code(&known.next_code()).await;
    let again = answer.cookie(DEVICE).unwrap();
    assert!(again != device && again.len() == device.len() && !again.contains('.'), "{again}");
}
