//! Recovery codes: shown once, good once, replaced.

use latchkey::ui::message::Message;
use latchkey_core::domain::invalid::{
    FieldProblem::{Empty, Malformed},
    Invalid, field,
};

use crate::support::{House, MINUTE, Person, Way, sentences};

/// A code that nobody has.
const NOBODYS: &str = "0000-0000-0000-0000-0000-0000";

/// Somebody who has turned two-factor authentication on and not yet said that the codes are kept.
async fn just_turned_on(house: &House) -> Person {
    let mut ada = house.registered("Ada").await;
    let secret = ada.begin_two_factor().await;
    ada.authenticator = Some(secret);
    ada.turn_on(&ada.code()).await.leads_to("/account/recovery-codes");
    ada.codes = ada.read_codes().await;
    ada
}

#[tokio::test]
async fn ten_codes_are_shown_and_can_be_kept_as_a_file() {
    let house = House::open().await;
    let ada = just_turned_on(&house).await;
    assert_eq!(ada.codes.len(), 10);
    let page = ada.see("/account/recovery-codes").await;
    for code in &ada.codes {
        let groups: Vec<&str> = code.split('-').collect();
        assert!(groups.len() == 6 && groups.iter().all(|group| group.len() == 4), "{code}");
        assert_eq!(page.times(code), 1, "{page:#?}");
    }
    let file = ada.see("/account/recovery-codes.txt").await;
    assert_eq!(file.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"recovery-codes.txt\""));
    assert_eq!(page.header("cache-control"), Some("no-store, no-transform"));
    assert_eq!(file.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn that_they_are_kept_is_confirmed_by_a_tick_or_by_one_of_them() {
    for way in Way::BOTH {
        for (field, value) in [("stored", None), ("recovery_code", Some(0)), ("recovery_code", Some(9))] {
            let house = House::open().await;
            let ada = just_turned_on(&house).await.in_way(way);
            ada.see("/account/recovery-codes").await.shows();
            let value = value.map_or("true".to_owned(), |n: usize| ada.codes[n].to_lowercase().replace('-', " "));
            for (typed, expected) in [
                ("", Message::NotConfirmed),
                ("not a code", Message::Invalid(vec![Invalid::new(field::RECOVERY_CODE, Malformed)])),
                (NOBODYS, Message::WrongRecoveryCode),
            ] {
                let fields = [("recovery_code", typed)];
                let answer = house.changes_nothing(ada.submit("/ui/confirm_recovery_codes", &fields)).await;
                assert_eq!(answer.told(), expected);
                if way == Way::Plain {
                    let page = ada.see(answer.location().unwrap()).await;
                    assert_eq!(page.times(&sentences(&expected)[0]), 1, "{page:#?}");
                    assert_eq!(page.times(&ada.codes[0]), 1, "they are still shown");
                }
            }
            ada.submit("/ui/confirm_recovery_codes", &[(field, &value)]).await.leads_to("/account");
            // Confirming spends none of them.
            assert_eq!(house.number("SELECT COUNT(*) FROM recovery_codes WHERE used_at IS NULL").await, 10);
        }
    }
}

#[tokio::test]
async fn n_14_once_confirmed_or_after_ten_minutes_they_are_never_shown_again() {
    let house = House::open().await;
    for confirmed in [true, false] {
        let ada = just_turned_on(&house).await;
        let tab = ada.clone();
        // Another session never sees them.
        let elsewhere = ada.elsewhere();
        elsewhere.sign_in().await.leads_to("/account");
        assert_eq!(elsewhere.see("/account/recovery-codes").await.page(), "/account");
        if confirmed {
            ada.submit("/ui/confirm_recovery_codes", &[("stored", "true")]).await.leads_to("/account");
        } else {
            house.clock.advance(10 * MINUTE);
        }
        for page in ["/account/recovery-codes", "/account/recovery-codes.txt"] {
            let answer = tab.see(page).await;
            assert_eq!(answer.location(), Some("/account?notice=codes-not-shown"), "{page}");
            assert!(ada.codes.iter().all(|code| !answer.body.contains(code.as_str())));
        }
        // Nor is the secret.
        let answer = tab.see("/account/two-factor/set-up").await;
        assert_eq!((answer.page(), &*answer.body), ("/account/authenticators", ""));
        let account = tab.see("/account").await;
        assert!(
            !account.body.contains(&ada.phone().base32) && ada.codes.iter().all(|code| !account.body.contains(code.as_str()))
        );
    }
}

#[tokio::test]
async fn n_12_a_recovery_code_lets_its_owner_in_once_and_the_factor_stays() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.elsewhere().in_way(way);
        ada.type_password().await;
        ada.see("/sign-in/recovery-code").await.shows();
        for (typed, expected) in [
            ("", Message::Invalid(vec![Invalid::new(field::RECOVERY_CODE, Empty)])),
            ("123456", Message::Invalid(vec![Invalid::new(field::RECOVERY_CODE, Malformed)])),
            (NOBODYS, Message::WrongRecoveryCode),
        ] {
            let answer = house.changes_nothing(ada.type_recovery_code(typed)).await;
            assert_eq!(answer.told(), expected);
            if way == Way::Plain {
                let page = ada.see(answer.location().unwrap()).await;
                assert_eq!(page.times(&sentences(&expected)[0]), 1, "{page:#?}");
            }
        }
        // As people type: in small letters, with O for zero and L for one.
        let typed = ada.codes[4].to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
        let answer = ada.type_recovery_code(&typed).await;
        assert_eq!(answer.leads_to("/account").location(), Some("/account?notice=recovery-code-used"));
        let page = ada.see("/account?notice=recovery-code-used").await;
        assert!(page.says("You signed in with a recovery code. It does not work again.") && page.says("9 of 10 left"));
        // Once.
        let again = ada.elsewhere().in_way(way);
        again.type_password().await;
        assert_eq!(house.changes_nothing(again.type_recovery_code(&ada.codes[4])).await.told(), Message::WrongRecoveryCode);
        assert!(!again.is_in().await);
        again.type_code(&ada.next_code()).await.leads_to("/account");
    }
}

#[tokio::test]
async fn nobody_gets_in_with_a_recovery_code_of_another_account() {
    let house = House::open().await;
    let (ada, bob) = (house.protected("Ada").await, house.protected("Bob").await);
    let thief = ada.elsewhere();
    thief.type_password().await;
    assert_eq!(house.changes_nothing(thief.type_recovery_code(&bob.codes[0])).await.told(), Message::WrongRecoveryCode);
    let bob = bob.elsewhere();
    bob.type_password().await;
    bob.type_recovery_code(&bob.codes[0]).await.leads_to("/account");
}

#[tokio::test]
async fn whoever_has_few_left_is_told() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    for left in (0..10_usize).rev() {
        let visitor = ada.elsewhere();
        visitor.type_password().await;
        visitor.type_recovery_code(&ada.codes[left]).await.leads_to("/account");
        let page = visitor.see("/account").await;
        assert!(page.says(&format!("{left} of 10 left")), "{page:#?}");
        let warning = match left {
            0 => "You have no recovery code left.".to_owned(),
            1 => "You have 1 recovery code left.".to_owned(),
            n => format!("You have {n} recovery codes left."),
        };
        assert_eq!(page.says(&warning), left <= 3, "{left}");
    }
}

#[tokio::test]
async fn n_10_new_codes_need_a_step_up_and_end_the_old_ones() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.in_way(way);
        // Turning it on proved every factor a moment ago.
        ada.submit("/ui/replace_recovery_codes", &[]).await.leads_to("/account/recovery-codes");
        let ada = Person { codes: ada.read_codes().await, ..ada };
        house.clock.advance(6 * MINUTE);
        assert!(ada.is_in().await);
        let answer = house.changes_nothing(ada.submit("/ui/replace_recovery_codes", &[])).await;
        assert_eq!(answer.location(), Some("/account/confirm?after=new-recovery-codes"));
        ada.see("/account/confirm?after=new-recovery-codes").await.shows();
        let code = ada.next_code();
        let fields = [("password", &*ada.password), ("code", &*code), ("after", "new-recovery-codes")];
        ada.submit("/ui/confirm_identity", &fields).await.leads_to("/account/recovery-codes");
        let new = ada.read_codes().await;
        assert!(new.len() == 10 && new.iter().all(|code| !ada.codes.contains(code)));
        for (code, good) in [(&ada.codes[0], false), (&ada.codes[9], false), (&new[0], true), (&new[0], false)] {
            let visitor = ada.elsewhere();
            visitor.type_password().await;
            let answer = visitor.type_recovery_code(code).await;
            assert_eq!(answer.refusal(), (!good).then_some(Message::WrongRecoveryCode));
        }
        // Within five minutes of that, at once.
        ada.submit("/ui/replace_recovery_codes", &[]).await.leads_to("/account/recovery-codes");
        assert_eq!(house.number("SELECT COUNT(*) FROM recovery_codes").await, 10);
        assert_eq!(house.number("SELECT COUNT(*) FROM recovery_codes WHERE used_at IS NOT NULL").await, 0);
    }
}

#[tokio::test]
async fn where_two_factor_authentication_is_off_there_are_no_codes_to_replace() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let answer = house.changes_nothing(ada.submit("/ui/replace_recovery_codes", &[])).await;
    assert_eq!((answer.status, answer.told()), (409, Message::NotOn));
    let fields = [("password", &*ada.password), ("after", "new-recovery-codes")];
    assert_eq!(ada.submit("/ui/confirm_identity", &fields).await.told(), Message::NotOn);
    let answer = house.changes_nothing(ada.submit("/ui/confirm_recovery_codes", &[("recovery_code", NOBODYS)])).await;
    assert_eq!((answer.status, answer.told()), (404, Message::NotFound));
}
