//! Turning two-factor authentication on.

use latchkey::ui::message::Message;
use latchkey_core::{
    domain::invalid::{FieldProblem::Malformed, Invalid, field},
    domain::time::Clock,
};

use crate::support::{Authenticator, House, MINUTE, Person, Plan, Way, fresh, qr, sentences};

#[tokio::test]
async fn a_code_of_the_secret_on_the_page_turns_it_on() {
    for way in Way::BOTH {
        let house = House::open().await;
        let mut ada = house.registered("Ada").await.in_way(way);
        let secret = ada.begin_two_factor().await;
        ada.turn_on(&secret.code_at(house.clock.now())).await.leads_to("/account/recovery-codes");
        ada.authenticator = Some(secret);
        ada.codes = ada.read_codes().await;
        assert_eq!(ada.codes.len(), 10);
        assert!(ada.is_in().await, "this session has both factors");
        assert_eq!(house.column("SELECT factors FROM sessions").await, ["pwd otp mfa"]);
        ada.elsewhere().sign_in().await.leads_to("/account");
    }
}

#[tokio::test]
async fn n_16_the_picture_the_link_and_the_text_hold_the_same_secret_whoever_it_is_for() {
    for local in ["plain", "a+b&c", "what?", "50%", "#1/2", "zoé", "o'neil", "x=y", "under_score.~"] {
        let app_name = "Müller & Söhne #1?";
        let house = House::built(Plan { app_name, ..Plan::default() }).await;
        let ada = Person { email: format!("{local}.{}@example.com", fresh()), ..house.newcomer("Ada") };
        ada.register().await.leads_to("/account");
        let linked = ada.begin_two_factor().await;
        let page = ada.see("/account/two-factor/set-up").await;
        let scanned = qr::read(&page.body);
        assert_eq!(Authenticator::scan(&scanned).base32, linked.base32);
        let uri = url::Url::parse(&scanned).unwrap();
        let decoded = percent_encoding::percent_decode_str(uri.path()).decode_utf8().unwrap();
        assert_eq!((uri.scheme(), uri.host_str(), &*decoded), ("otpauth", Some("totp"), &*format!("/{app_name}:{}", ada.email)));
        assert!(!scanned.contains('+'), "spaces are %20: {scanned}");
        let mut parameters: Vec<(String, String)> = uri.query_pairs().into_owned().collect();
        parameters.sort();
        let expected =
            [("algorithm", "SHA1"), ("digits", "6"), ("issuer", app_name), ("period", "30"), ("secret", &linked.base32)];
        assert_eq!(parameters, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        // By hand: 160 bits in groups of four.
        let grouped: Vec<&str> = (0..8).map(|n| &linked.base32[4 * n..4 * n + 4]).collect();
        assert_eq!(page.times(&grouped.join(" ")), 1, "{page:#?}");
    }
}

#[tokio::test]
async fn a_wrong_code_turns_nothing_on_and_the_same_secret_is_shown_again() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.registered("Ada").await.in_way(way);
        let secret = ada.begin_two_factor().await;
        let answer = house.changes_nothing(ada.turn_on(&secret.wrong_code_at(house.clock.now()))).await;
        assert_eq!(answer.told(), Message::WrongCode);
        if way == Way::Plain {
            let page = ada.see(answer.location().unwrap()).await;
            assert_eq!(page.times(&sentences(&Message::WrongCode)[0]), 1, "{page:#?}");
        }
        assert_eq!(ada.turn_on("12 34").await.told(), Message::Invalid(vec![Invalid::new(field::CODE, Malformed)]));
        assert_eq!(ada.scan().await.base32, secret.base32);
        assert!(ada.elsewhere().type_password().await.page() == "/account", "one factor is enough still");
        ada.turn_on(&secret.code_at(house.clock.now())).await.leads_to("/account/recovery-codes");
    }
}

#[tokio::test]
async fn n_01_while_it_is_on_no_other_secret_can_be_begun() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    for minutes in [0, 6] {
        house.clock.advance(minutes * MINUTE);
        assert!(ada.is_in().await);
        let answer = house.changes_nothing(ada.submit("/ui/begin_two_factor", &[])).await;
        assert_eq!((answer.status, answer.told()), (409, Message::AlreadyOn));
        assert_eq!(ada.see("/account/two-factor/set-up").await.page(), "/account/authenticators");
    }
    // Nor by way of confirming who it is.
    let code = ada.next_code();
    let fields = [("password", &*ada.password), ("code", &code), ("after", "set-up")];
    assert_eq!(ada.submit("/ui/confirm_identity", &fields).await.told(), Message::AlreadyOn);
    assert_eq!(house.number("SELECT COUNT(*) FROM pending_authenticators").await, 0);
    ada.elsewhere().sign_in().await.leads_to("/account");
}

#[tokio::test]
async fn n_02_whoever_has_the_password_alone_cannot_put_a_secret_of_their_own_in() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await;
        let thief = ada.elsewhere().in_way(way);
        thief.type_password().await;
        house
            .changes_nothing(async {
                for (endpoint, fields) in [
                    ("/ui/begin_two_factor", vec![]),
                    ("/ui/turn_on", vec![("code", "123456")]),
                    ("/ui/confirm_identity", vec![("password", &*ada.password), ("after", "set-up")]),
                    ("/ui/turn_off", vec![("password", &*ada.password), ("code", "123456")]),
                    ("/ui/replace_recovery_codes", vec![]),
                    ("/ui/confirm_recovery_codes", vec![("stored", "true")]),
                    ("/ui/cancel_two_factor", vec![]),
                ] {
                    let told = thief.submit(endpoint, &fields).await.told();
                    let expected = if way == Way::Island { Message::SecondFactorMissing } else { Message::NotSignedIn };
                    assert_eq!(told, expected, "{endpoint}");
                }
                for page in ["/account/two-factor/set-up", "/account/recovery-codes", "/account/recovery-codes.txt"] {
                    let answer = thief.see(page).await;
                    assert_eq!((answer.page(), &*answer.body), ("/sign-in", ""), "{page}");
                }
            })
            .await;
        // A secret of the thief's own opens nothing; the owner's does.
        let own = Authenticator::scan("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        thief.type_password().await;
        assert_eq!(thief.type_code(&own.code_at(house.clock.now())).await.told(), Message::WrongCode);
        ada.elsewhere().sign_in().await.leads_to("/account");
    }
}

#[tokio::test]
async fn n_03_a_set_up_that_is_left_alone_changes_nothing_and_is_gone_after_ten_minutes() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let secret = ada.begin_two_factor().await;
    let elsewhere = ada.elsewhere();
    elsewhere.type_password().await.leads_to("/account");
    // Another session sees nothing of it and cannot confirm it.
    assert_eq!(elsewhere.see("/account/two-factor/set-up").await.location(), Some("/account?notice=set-up-over"));
    let code = secret.code_at(house.clock.now());
    assert_eq!(house.changes_nothing(elsewhere.turn_on(&code)).await.told(), Message::EnrolmentOver);
    house.clock.advance(10 * MINUTE);
    assert_eq!(ada.see("/account/two-factor/set-up").await.location(), Some("/account?notice=set-up-over"));
    for way in Way::BOTH {
        let ada = ada.clone().in_way(way);
        let answer = ada.turn_on(&secret.code_at(house.clock.now())).await;
        assert_eq!(answer.told(), Message::EnrolmentOver);
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM authenticators").await, 0);
    ada.elsewhere().sign_in().await.leads_to("/account");
}

#[tokio::test]
async fn n_04_of_two_secrets_only_the_second_can_be_confirmed() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let (first, second) = (ada.begin_two_factor().await, ada.begin_two_factor().await);
    assert_ne!(first.base32, second.base32);
    let answer = house.changes_nothing(ada.turn_on(&first.code_at(house.clock.now()))).await;
    assert_eq!(answer.told(), Message::WrongCode);
    ada.turn_on(&second.code_at(house.clock.now())).await.leads_to("/account/recovery-codes");
}

#[tokio::test]
async fn n_06_without_a_secret_or_when_it_is_on_there_is_nothing_to_confirm() {
    let house = House::open().await;
    let mut ada = house.registered("Ada").await;
    let answer = house.changes_nothing(ada.turn_on("123456")).await;
    assert_eq!((answer.status, answer.told()), (409, Message::EnrolmentOver));
    ada.begin_two_factor().await;
    ada.submit("/ui/cancel_two_factor", &[]).await.leads_to("/account");
    assert_eq!(ada.turn_on("123456").await.told(), Message::EnrolmentOver);
    ada.protect().await;
    let answer = house.changes_nothing(ada.turn_on(&ada.next_code())).await;
    assert_eq!((answer.status, answer.told()), (409, Message::AlreadyOn));
}

#[tokio::test]
async fn setting_it_up_needs_a_step_up_and_carries_on_after_it() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.registered("Ada").await.in_way(way);
        house.clock.advance(5 * MINUTE);
        assert!(ada.is_in().await, "the access token is renewed");
        let answer = house.changes_nothing(ada.submit("/ui/begin_two_factor", &[])).await;
        assert_eq!(answer.location(), Some("/account/confirm?after=set-up"));
        ada.see(answer.location().unwrap()).await.shows();
        let after = ("after", "set-up");
        let answer = house.changes_nothing(ada.submit("/ui/confirm_identity", &[("password", "wrong"), after])).await;
        assert_eq!(answer.told(), Message::WrongPassword);
        // The person pressed the button before; it is done now, and the page shows the secret.
        ada.submit("/ui/confirm_identity", &[("password", &ada.password), after]).await.leads_to("/account/two-factor/set-up");
        let secret = ada.scan().await;
        ada.turn_on(&secret.code_at(house.clock.now())).await.leads_to("/account/recovery-codes");
    }
}

#[tokio::test]
async fn f_08_turning_it_on_ends_every_other_session_and_sign_in() {
    let house = House::open().await;
    let mut ada = house.registered("Ada").await;
    let elsewhere = ada.elsewhere();
    elsewhere.sign_in().await.leads_to("/account");
    assert!(elsewhere.is_in().await);
    ada.protect().await;
    assert!(ada.is_in().await);
    // At once: the access token is good for minutes, and the refresh token for a day.
    for way in Way::BOTH {
        let elsewhere = Person { browser: elsewhere.browser.copied(), ..elsewhere.clone() }.in_way(way);
        assert!(!elsewhere.is_in().await);
        let answer = house.changes_nothing(elsewhere.submit("/ui/write_scrap", &[("title", "x"), ("content", "y")])).await;
        assert_eq!(answer.told(), Message::NotSignedIn);
    }
    assert_eq!(house.session_ids().await.len(), 1);
}

#[tokio::test]
async fn people_may_set_it_up_at_once_and_each_has_a_secret_of_their_own() {
    let house = House::open().await;
    let mut secrets = Vec::new();
    for name in ["Ada", "Bob", "Cyd"] {
        secrets.push(house.registered(name).await.begin_two_factor().await.base32);
    }
    secrets.sort();
    secrets.dedup();
    assert_eq!(secrets.len(), 3);
    assert!(secrets.iter().all(|secret| secret.len() == 32), "160 bits");
    // Sealed with a nonce of its own each.
    assert_eq!(house.number("SELECT COUNT(DISTINCT substr(secret, 1, 24)) FROM pending_authenticators").await, 3);
}

#[tokio::test]
async fn misses_while_it_is_being_set_up_bring_waits_at_both_doors_and_never_disable_codes() {
    let house = House::open().await;
    let mut ada = house.registered("Ada").await;
    let headers = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
    for round in 1..=6 {
        ada.step_up().await.leads_to("/account");
        let secret = ada.begin_two_factor().await;
        let (right, wrong) = (secret.code_at(house.clock.now()), secret.wrong_code_at(house.clock.now()));
        let body = |code: &str| format!("{{\"twoFactorAuthenticationCode\":\"{code}\"}}");
        for _ in 0..5 {
            assert_eq!(ada.turn_on(&wrong).await.told(), Message::WrongCode, "round {round}");
            let answer = ada.browser.send("POST", "/api/v1/2fa/turn-on", &headers, &body(&wrong)).await;
            assert!(answer.status == 401 && answer.body.contains("wrong-code"), "round {round}: {answer:#?}");
        }
        assert_eq!(house.second_factor_misses().await, 10 * round);
        assert_eq!(ada.turn_on(&right).await.told(), Message::TooManyAttempts { seconds: 900 });
        assert_eq!(ada.browser.send("POST", "/api/v1/2fa/turn-on", &headers, &body(&right)).await.status, 429);
        house.clock.advance(15 * MINUTE);
    }
    // More misses than disable codes for good where there is something to guess.
    ada.step_up().await.leads_to("/account");
    ada.protect().await;
    assert_eq!(house.second_factor_misses().await, 0);
    ada.elsewhere().sign_in().await.leads_to("/account");
}
