//! Confirming who one is, which a change of factors demands.

use latchkey::ui::message::Message;
use latchkey_core::domain::invalid::{
    FieldProblem::{Empty, TooLong},
    Invalid, field,
};

use crate::support::{House, MINUTE, Way, sentences};

#[tokio::test]
async fn a_step_up_proves_every_factor_the_account_has_and_lasts_five_minutes() {
    for way in Way::BOTH {
        let house = House::open().await;
        for two_factor in [false, true] {
            let mut ada = house.registered("Ada").await.in_way(way);
            if two_factor {
                ada.protect().await;
            }
            house.clock.advance(10 * MINUTE);
            ada.step_up().await.leads_to("/account");
            let (endpoint, done) = match two_factor {
                false => ("/ui/begin_two_factor", "/account/two-factor/set-up"),
                true => ("/ui/replace_recovery_codes", "/account/recovery-codes"),
            };
            ada.submit(endpoint, &[]).await.leads_to(done);
            house.clock.advance(5 * MINUTE);
            assert!(ada.is_in().await, "renewing a session is no step-up");
            house.changes_nothing(ada.submit(endpoint, &[])).await.leads_to("/account/confirm");
        }
    }
}

#[tokio::test]
async fn nothing_less_than_every_factor_is_a_step_up() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.in_way(way);
        house.clock.advance(6 * MINUTE);
        ada.see("/account/confirm?after=account").await.shows();
        let (right, code, wrong, long) = (ada.password.clone(), ada.next_code(), ada.wrong_code(), "x".repeat(1025));
        for (password, code, expected) in [
            ("", &*code, Message::Invalid(vec![Invalid::new(field::PASSWORD, Empty)])),
            (&*long, &*code, Message::Invalid(vec![Invalid::new(field::PASSWORD, TooLong(1024))])),
            ("not-the-right-one", &*code, Message::WrongPassword),
            (&*right, "", Message::Invalid(vec![Invalid::new(field::CODE, Empty)])),
            (&*right, &*wrong, Message::WrongCode),
            (&*right, "0000-0000-0000-0000-0000-0000", Message::WrongRecoveryCode),
        ] {
            let fields = [("password", password), ("code", code), ("after", "account")];
            let answer = house.changes_nothing(ada.submit("/ui/confirm_identity", &fields)).await;
            assert_eq!(answer.told(), expected);
            if way == Way::Plain {
                let page = ada.see(answer.location().unwrap()).await;
                assert_eq!(page.times(&sentences(&expected)[0]), 1, "{page:#?}");
            }
        }
        house.changes_nothing(ada.submit("/ui/replace_recovery_codes", &[])).await.leads_to("/account/confirm");
        let fields = [("password", &*right), ("code", &*code), ("after", "account")];
        ada.submit("/ui/confirm_identity", &fields).await.leads_to("/account");
    }
}

#[tokio::test]
async fn x_08_a_step_up_leads_on_to_pages_of_this_site_alone() {
    let house = House::open().await;
    let ada = house.registered("Ada").await.in_way(Way::Plain);
    for after in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/scraps\r\nx: y"] {
        let fields = [("password", &*ada.password), ("after", after)];
        ada.submit("/ui/confirm_identity", &fields).await.leads_to("/account");
    }
}

#[tokio::test]
async fn a_step_up_in_one_browser_is_none_in_another() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let elsewhere = ada.elsewhere();
    elsewhere.sign_in().await.leads_to("/account");
    house.clock.advance(6 * MINUTE);
    assert!(elsewhere.is_in().await);
    ada.step_up().await.leads_to("/account");
    house.changes_nothing(elsewhere.submit("/ui/replace_recovery_codes", &[])).await.leads_to("/account/confirm");
    ada.submit("/ui/replace_recovery_codes", &[]).await.leads_to("/account/recovery-codes");
}
