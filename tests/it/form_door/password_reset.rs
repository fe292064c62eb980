//! A new password by the one-time link of an operator.

use latchkey::ui::message::Message;
use latchkey_core::domain::invalid::{FieldProblem, Invalid, field};

use super::account_life::log;
use crate::support::{HOUR, House, MINUTE, Person, Way, fresh};

const CODE_PAGE: &str = "/reset-password";
const NEW_PAGE: &str = "/reset-password/new";

impl Person {
    /// Follows the link with this code, as far as the page of the new password.
    async fn follow(&self, code: &str) {
        assert_eq!(self.see(CODE_PAGE).await.status, 200);
        self.submit("/ui/open_reset", &[("reset_code", code)]).await.leads_to(NEW_PAGE);
    }
}

fn a_password(house: &House) -> String {
    let new = format!("another one {}", fresh());
    house.keep_secret("a new password", &new);
    new
}

fn wrong(field: &'static str, problem: FieldProblem) -> Message {
    Message::Invalid(vec![Invalid::new(field, problem)])
}

#[tokio::test]
async fn m_01_m_02_a_link_and_the_second_factor_take_a_new_password_and_sign_nobody_in() {
    for way in Way::BOTH {
        let house = House::open().await;
        let mut ada = house.protected("Ada").await.in_way(way);
        let (thief, half, guest) = (ada.elsewhere(), ada.elsewhere(), ada.elsewhere().in_way(way));
        thief.sign_in().await.leads_to("/account");
        half.type_password().await;
        let code = house.reset_code(&ada.email).await;
        guest.follow(&code).await;
        let page = guest.see(NEW_PAGE).await;
        assert!(page.says("Choose a new password") && page.says(&ada.email) && !page.body.contains(&code), "{page:#?}");
        let new = a_password(&house);
        let reset = async |password: &str, code: &str| {
            guest.submit("/ui/reset_password", &[("new_password", password), ("code", code)]).await
        };
        assert_eq!(reset("short", &ada.next_code()).await.told(), wrong(field::NEW_PASSWORD, FieldProblem::TooShort(15)));
        assert_eq!(reset(&ada.password, &ada.code()).await.told(), wrong(field::NEW_PASSWORD, FieldProblem::Unchanged));
        assert_eq!(reset(&new, "").await.told(), wrong(field::CODE, FieldProblem::Empty));
        assert_eq!(reset(&new, &ada.wrong_code()).await.told(), Message::WrongCode);
        assert!(thief.is_in().await, "nothing was changed yet");
        reset(&new, &ada.next_code()).await.leads_to("/sign-in");
        assert!(guest.see("/sign-in?notice=password-reset").await.says("Your new password is in force."));
        assert!(!guest.is_in().await && !thief.is_in().await && !ada.is_in().await);
        assert_eq!(half.type_code(&ada.next_code()).await.told(), Message::SignInOver);
        // The link is used up, for whoever has it.
        assert_eq!(reset(&a_password(&house), &ada.next_code()).await.told(), Message::ResetOver);
        assert_eq!(guest.submit("/ui/open_reset", &[("reset_code", &code)]).await.told(), Message::ResetOver);
        guest.see(NEW_PAGE).await.leads_to("/reset-password");
        assert_eq!(ada.elsewhere().type_password().await.told(), Message::WrongCredentials);
        ada.password = new;
        let anew = ada.elsewhere();
        anew.sign_in().await.leads_to("/account");
        let told = log(&anew, "").await;
        assert!(told.contains(&"password_reset".to_owned()) && told.contains(&"password_reset_issued".to_owned()), "{told:?}");
        assert!(anew.see("/account/security-log").await.says("by an operator of this service"));
    }
}

#[tokio::test]
async fn an_operator_opens_a_seal_by_a_link_also_for_whoever_has_no_second_factor_left() {
    let house = House::open().await;
    let mut ada = house.protected("Ada").await;
    ada.submit("/ui/seal_account", &[]).await.leads_to("/sealed");
    let operator = house.operator().await;
    let account = operator.find(&ada.email).await.unwrap();
    assert!(operator.reset_second_factors(&account).await.unwrap());
    // Without its second factor it is no less sealed.
    assert_eq!(ada.type_password().await.told(), Message::Sealed);
    let code = house.reset_code(&ada.email).await;
    ada.follow(&code).await;
    assert!(!ada.see(NEW_PAGE).await.says("recovery code"), "no second factor is asked for");
    let new = a_password(&house);
    ada.submit("/ui/reset_password", &[("new_password", &new)]).await.leads_to("/sign-in");
    (ada.password, ada.authenticator) = (new, None);
    let anew = ada.elsewhere();
    anew.sign_in().await.leads_to("/account");
    let told = log(&anew, "").await;
    for kind in ["unsealed", "two_factor_off", "password_reset", "sealed"] {
        assert!(told.contains(&kind.to_owned()), "{kind}: {told:?}");
    }
}

#[tokio::test]
async fn an_operator_seals_an_account_without_a_second_factor() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let operator = house.operator().await;
    let account = operator.find(&ada.email).await.unwrap();
    assert!(operator.seal(&account).await.unwrap() && !operator.seal(&account).await.unwrap());
    assert!(!ada.is_in().await);
    assert_eq!(ada.elsewhere().type_password().await.told(), Message::Sealed);
    assert_eq!(ada.elsewhere().try_password("certainly not the password").await.told(), Message::WrongCredentials);
}

#[tokio::test]
async fn m_08_a_link_is_good_for_a_day_until_a_newer_one() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let (first, second) = (house.reset_code(&ada.email).await, house.reset_code(&ada.email).await);
    let open = async |code: &str| ada.elsewhere().submit("/ui/open_reset", &[("reset_code", code)]).await;
    assert_eq!(open(&first).await.told(), Message::ResetOver);
    house.clock.advance(24 * HOUR - MINUTE);
    let late = ada.elsewhere();
    late.follow(&format!("{}/reset-password#{second}", house.origin)).await;
    house.clock.advance(MINUTE);
    assert_eq!(open(&second).await.told(), Message::ResetOver);
    late.see(NEW_PAGE).await.leads_to("/reset-password");
    let typed = [("new_password", &*a_password(&house))];
    assert_eq!(house.changes_nothing(late.submit("/ui/reset_password", &typed)).await.told(), Message::ResetOver);
}

#[tokio::test]
async fn m_04_what_is_no_code_of_a_link_opens_nothing() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    let code = house.reset_code(&ada.email).await;
    let open = async |code: &str| house.changes_nothing(ada.submit("/ui/open_reset", &[("reset_code", code)])).await;
    assert_eq!(open("").await.told(), wrong(field::RESET_CODE, FieldProblem::Empty));
    for typed in ["x", &code[1..], &format!("{code}A"), &"9".repeat(10_000)] {
        assert_eq!(open(typed).await.told(), wrong(field::RESET_CODE, FieldProblem::Malformed), "{typed}");
    }
    let of_nobody = format!("{}{}", if code.starts_with('A') { 'B' } else { 'A' }, &code[1..]);
    assert_eq!(open(&of_nobody).await.told(), Message::ResetOver);
    // F-04: no cookie, and none of another kind, is a code.
    for planted in [None, ada.browser.cookie("latchkey-refresh"), ada.browser.cookie("latchkey-access")] {
        let guest = ada.elsewhere();
        if let Some(planted) = planted {
            guest.browser.plant("latchkey-reset", &planted);
        }
        guest.see(NEW_PAGE).await.leads_to("/reset-password");
        let refused = guest.submit("/ui/reset_password", &[("new_password", &*a_password(&house))]).await;
        assert!(matches!(refused.told(), Message::ResetOver | Message::Invalid(_)), "{refused:#?}");
    }
    assert!(ada.is_in().await);
}

#[tokio::test]
async fn t_05_guesses_with_a_link_are_counted_with_all_others() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let code = house.reset_code(&ada.email).await;
    ada.follow(&code).await;
    let new = a_password(&house);
    for _ in 0..10 {
        let typed = [("new_password", &*new), ("code", &*ada.wrong_code())];
        assert_eq!(ada.submit("/ui/reset_password", &typed).await.told(), Message::WrongCode);
    }
    let typed = [("new_password", &*new), ("code", &*ada.next_code())];
    assert!(matches!(ada.submit("/ui/reset_password", &typed).await.told(), Message::TooManyAttempts { .. }));
    // Nor does it open another way.
    assert!(matches!(ada.step_up().await.told(), Message::TooManyAttempts { .. }));
    // A recovery code has a counter of its own.
    let typed = [("new_password", &*new), ("code", &*ada.codes[0])];
    ada.submit("/ui/reset_password", &typed).await.leads_to("/sign-in");
}

#[tokio::test]
async fn c_13_a_link_is_no_way_to_try_passwords_without_being_counted() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let guest = ada.elsewhere();
    guest.follow(&house.reset_code(&ada.email).await).await;
    let attempt = async |number: usize| {
        let guess = format!("perhaps this is it {number}");
        let typed = [("new_password", &*guess), ("code", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")];
        guest.submit("/ui/reset_password", &typed).await.told()
    };
    for number in 0..60 {
        assert_eq!(attempt(number).await, Message::WrongRecoveryCode, "{number}");
    }
    assert!(matches!(attempt(60).await, Message::TooManyAttempts { .. }));
    // Signing in is not held up by it.
    ada.elsewhere().sign_in().await.leads_to("/account");
}
