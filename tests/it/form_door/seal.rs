//! The seal: "it was not me". Closing an account at once, and opening it again.

use latchkey::ui::message::Message;
use latchkey_core::domain::invalid::{FieldProblem, Invalid, field};

use super::account_life::log;
use crate::support::{House, MINUTE, Way};

#[tokio::test]
async fn the_seal_ends_everything_at_once_and_opens_by_a_second_factor_and_a_new_password() {
    for way in Way::BOTH {
        let house = House::open().await;
        let mut ada = house.protected("Ada").await.in_way(way);
        let (thief, half) = (ada.elsewhere(), ada.elsewhere());
        thief.sign_in().await.leads_to("/account");
        half.type_password().await;
        house.clock.advance(6 * MINUTE);
        assert!(ada.see("/account/seal").await.says("Seal now"));
        // One press, and no step-up.
        ada.submit("/ui/seal_account", &[]).await.leads_to("/sealed");
        assert!(ada.see("/sealed").await.says("Your account is sealed"));
        assert!(!ada.is_in().await && !thief.is_in().await);
        assert_eq!(half.type_code(&ada.next_code()).await.told(), Message::SignInOver);
        // The password alone opens nothing, nor with a code of the second factor.
        let newcomer = ada.elsewhere();
        newcomer.type_password().await.leads_to("/sign-in/unseal");
        assert!(newcomer.see("/sign-in/unseal").await.says("Open the seal"));
        newcomer.see("/sign-in/code").await.leads_to("/sign-in/unseal");
        assert_eq!(newcomer.type_code(&ada.next_code()).await.told(), Message::Sealed);
        assert!(!newcomer.is_in().await);
        let new = format!("after the seal {}", crate::support::fresh());
        house.keep_secret("a new password", &new);
        let open = async |code: &str, password: &str| {
            newcomer.submit("/ui/open_seal", &[("code", code), ("new_password", password)]).await
        };
        assert_eq!(open(&ada.wrong_code(), &new).await.told(), Message::WrongCode);
        let unchanged = Message::Invalid(vec![Invalid::new(field::NEW_PASSWORD, FieldProblem::Unchanged)]);
        assert_eq!(open(&ada.next_code(), &ada.password).await.told(), unchanged);
        assert!(!newcomer.is_in().await);
        open(&ada.next_code(), &new).await.leads_to("/account");
        assert!(newcomer.is_in().await);
        assert_eq!(ada.elsewhere().type_password().await.told(), Message::WrongCredentials);
        ada.password = new;
        let elsewhere = ada.elsewhere();
        elsewhere.sign_in().await.leads_to("/account");
        let told = log(&elsewhere, "").await;
        assert!(told.contains(&"sealed".to_owned()) && told.contains(&"unsealed".to_owned()), "{told:?}");
    }
}

#[tokio::test]
async fn a_recovery_code_opens_the_seal_and_the_browser_is_no_longer_known() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    ada.submit("/ui/seal_account", &[]).await.leads_to("/sealed");
    ada.type_password().await.leads_to("/sign-in/unseal");
    let new = format!("after the seal {}", crate::support::fresh());
    let typed = [("code", &*ada.codes[0]), ("new_password", &*new)];
    ada.submit("/ui/open_seal", &typed).await.leads_to("/account");
    let page = ada.see("/account/security-log").await;
    assert!(page.body.contains("recovery_code_used"));
    assert_eq!(page.times("New browser"), 1, "{page:#?}");
}

#[tokio::test]
async fn without_a_second_factor_nothing_could_open_a_seal_so_there_is_none() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    assert!(ada.see("/account/seal").await.says("An account without a second factor cannot be sealed."));
    assert_eq!(house.changes_nothing(ada.submit("/ui/seal_account", &[])).await.told(), Message::NotOn);
    assert!(ada.is_in().await);
}

#[tokio::test]
async fn e_01_whether_an_account_is_sealed_is_told_to_whoever_knows_its_password() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    ada.submit("/ui/seal_account", &[]).await.leads_to("/sealed");
    for wrong in ["certainly not the password", "nor this one, I think"] {
        let stranger = ada.elsewhere();
        assert_eq!(stranger.try_password(wrong).await.told(), Message::WrongCredentials);
        assert!(stranger.browser.cookie_names().is_empty());
    }
}
