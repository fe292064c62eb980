//! Turning two-factor authentication off.

use latchkey::ui::message::Message;
use latchkey_core::domain::invalid::{
    FieldProblem::{Empty, Malformed},
    Invalid, field,
};

use crate::support::{DEVICE, House, MINUTE, Person, Plan, Way, sentences};

#[tokio::test]
async fn n_07_password_and_code_turn_it_off_and_end_every_other_session() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.in_way(way);
        let elsewhere = ada.elsewhere();
        elsewhere.sign_in().await.leads_to("/account");
        let half = ada.elsewhere();
        half.type_password().await;
        ada.turn_off(&ada.password, &ada.next_code()).await.leads_to("/account");
        assert!(ada.is_in().await && !elsewhere.is_in().await);
        assert_eq!(half.type_code(&ada.next_code()).await.told(), Message::SignInOver);
        // Nothing of it is left.
        for table in ["authenticators", "pending_authenticators", "recovery_codes", "notes", "pending_sign_ins"] {
            assert_eq!(house.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
        }
        assert_eq!(house.column("SELECT factors FROM sessions").await, ["pwd"]);
        let later = Person { authenticator: None, ..ada.elsewhere() };
        later.sign_in().await.leads_to("/account");
    }
}

#[tokio::test]
async fn n_07_nothing_less_than_password_and_code_turns_it_off() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.in_way(way);
        ada.see("/account/two-factor/turn-off").await.shows();
        // However fresh the session is, both are asked for.
        ada.step_up().await.leads_to("/account");
        let (right, code, wrong) = (ada.password.clone(), ada.next_code(), ada.wrong_code());
        for (password, code, expected) in [
            ("", "", Message::Invalid(vec![Invalid::new(field::PASSWORD, Empty)])),
            ("", &*code, Message::Invalid(vec![Invalid::new(field::PASSWORD, Empty)])),
            (&*right, "", Message::Invalid(vec![Invalid::new(field::CODE, Empty)])),
            (&*right, "12345", Message::Invalid(vec![Invalid::new(field::CODE, Malformed)])),
            (&*right, "1234-5678-9", Message::Invalid(vec![Invalid::new(field::RECOVERY_CODE, Malformed)])),
            (&*right, &*wrong, Message::WrongCode),
            ("not-the-right-one", &*code, Message::WrongPassword),
        ] {
            let answer = house.changes_nothing(ada.turn_off(password, code)).await;
            assert_eq!(answer.told(), expected);
            if way == Way::Plain {
                let page = ada.see(answer.location().unwrap()).await;
                assert_eq!(page.times(&sentences(&expected)[0]), 1, "{page:#?}");
                assert!(!page.body.contains(&right));
            }
        }
        // The code was never evaluated beside a wrong password: it is good still.
        ada.turn_off(&ada.password, &code).await.leads_to("/account");
    }
}

#[tokio::test]
async fn a_recovery_code_does_in_place_of_a_code() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    ada.turn_off(&ada.password, &ada.codes[0]).await.leads_to("/account");
    assert_eq!(house.number("SELECT COUNT(*) FROM accounts WHERE two_factor_since IS NOT NULL").await, 0);
}

#[tokio::test]
async fn c_13_guesses_at_the_password_are_counted_as_at_signing_in() {
    for known in [true, false] {
        let house = House::open().await;
        let ada = house.protected("Ada").await;
        if !known {
            ada.browser.remove(DEVICE);
        }
        for n in 0..5 {
            let told = match n % 2 {
                0 => ada.turn_off("not-the-right-one", "123456").await.told(),
                _ => ada.submit("/ui/confirm_identity", &[("password", "not-the-right-one"), ("code", "123456")]).await.told(),
            };
            assert_eq!(told, Message::WrongPassword);
        }
        let wait = Message::TooManyAttempts { seconds: 30 };
        let code = ada.next_code();
        house
            .clock
            .set(latchkey_core::domain::time::Timestamp(latchkey_core::domain::time::Clock::now(&*house.clock).0 - 30_000));
        assert_eq!(house.changes_nothing(ada.turn_off(&ada.password, &code)).await.told(), wait);
        // A known device's misses are its own, others are the account's.
        assert_eq!(
            ada.browser.copied().send_form("/ui/sign_in", &[("email", &ada.email), ("password", &ada.password)]).await.told(),
            wait
        );
        assert_eq!(ada.elsewhere().type_password().await.refusal(), (!known).then_some(wait));
        assert_eq!(house.second_factor_misses().await, 0, "no code was evaluated");
        house.clock.advance(MINUTE);
        ada.turn_off(&ada.password, &ada.code()).await.leads_to("/account");
    }
}

#[tokio::test]
async fn what_is_off_cannot_be_turned_off() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let answer = house.changes_nothing(ada.turn_off(&ada.password, "123456")).await;
    assert_eq!((answer.status, answer.told()), (409, Message::NotOn));
    assert_eq!(ada.see("/account/two-factor/turn-off").await.page(), "/account");
}

#[tokio::test]
async fn f_11_where_every_account_must_have_it_it_cannot_be_turned_off_and_nothing_else_opens_before_it_is_on() {
    for way in Way::BOTH {
        let house = House::built(Plan { require_second_factor: "everybody", ..Plan::default() }).await;
        let mut ada = house.registered("Ada").await.in_way(way);
        assert!(ada.is_in().await);
        assert_eq!(ada.see("/scraps").await.page(), "/account");
        let answer = house.changes_nothing(ada.submit("/ui/write_scrap", &[("title", "x"), ("content", "y")])).await;
        assert_eq!(answer.page(), if way == Way::Plain { "/account" } else { "" });
        assert_eq!(answer.refusal(), (way == Way::Island).then_some(Message::TwoFactorRequired));
        ada.protect().await;
        ada.see("/scraps").await.shows();
        let answer = house.changes_nothing(ada.turn_off(&ada.password, &ada.next_code())).await;
        assert_eq!(answer.told(), Message::TwoFactorRequired);
    }
}
