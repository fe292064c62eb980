//! Several authenticators of an account, and one whose clock is off.

use std::time::Duration;

use latchkey::ui::message::Message;
use latchkey_core::domain::{
    account::AccountId,
    authenticator::AuthenticatorId,
    invalid::{FieldProblem, Invalid, field},
    random::OsRandom,
    time::Clock,
};

use super::account_life::log;
use crate::support::{Answer, Authenticator, House, MINUTE, Person, STEP, Way};

const PAGE: &str = "/account/authenticators";
const SET_UP: &str = "/account/two-factor/set-up";

impl Person {
    /// Begins to add an authenticator, and scans it. All factors must be fresh.
    async fn begin_another(&self) -> Authenticator {
        self.submit("/ui/begin_authenticator", &[]).await.leads_to(SET_UP);
        self.scan().await
    }

    async fn confirm(&self, code: &str, name: &str) -> Answer {
        self.submit("/ui/add_authenticator", &[("code", code), ("authenticator_name", name)]).await
    }

    /// Adds an authenticator with this name.
    async fn add_another(&self, name: &str) -> Authenticator {
        self.step_up().await.leads_to("/account");
        let authenticator = self.begin_another().await;
        self.confirm(&authenticator.code_at(self.house.clock.now()), name).await.leads_to(PAGE);
        authenticator
    }

    /// The ids of the authenticators on the page, in their order.
    async fn ids(&self) -> Vec<String> {
        let page = self.see(PAGE).await;
        page.shows();
        let marked = page.body.split("data-authenticator=\"").skip(1);
        marked.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    }

    /// Signs in anew by a code.
    async fn signs_in_by(&self, code: &str) -> bool {
        let anew = self.elsewhere();
        anew.type_password().await;
        anew.type_code(code).await;
        anew.is_in().await
    }
}

/// What the authenticator shows in so many steps.
fn shown(authenticator: &Authenticator, house: &House, steps: i64) -> String {
    authenticator.code_of_step(house.clock.now().seconds() / 30 + steps)
}

#[tokio::test]
async fn n_11_one_is_added_by_an_existing_factor_and_then_either_opens() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.in_way(way);
        let other = ada.elsewhere();
        other.sign_in().await.leads_to("/account");
        // A sign-in that was just completed is not enough: what is added outlives the session.
        other.submit("/ui/begin_authenticator", &[]).await.leads_to("/account/confirm");
        assert!(other.see("/account/confirm?after=add-authenticator").await.says("one more authenticator app"));
        ada.step_up().await.leads_to("/account");
        let tablet = ada.begin_another().await;
        let page = ada.see(SET_UP).await;
        assert!(page.says("Add an authenticator") && page.says("Pixel 9"), "{page:#?}");
        // N-03: until it is confirmed, nothing has changed.
        assert!(!ada.signs_in_by(&tablet.code_at(house.clock.now())).await);
        let wrong = ada.confirm(&tablet.wrong_code_at(house.clock.now()), "Tablet").await;
        assert_eq!(wrong.told(), Message::WrongCode);
        let long = "x".repeat(51);
        let told = ada.confirm("12345", &long).await.told();
        assert_eq!(
            told,
            Message::Invalid(vec![
                Invalid::new(field::CODE, FieldProblem::Malformed),
                Invalid::new(field::AUTHENTICATOR_NAME, FieldProblem::TooLong(50)),
            ])
        );
        assert!(other.is_in().await);
        ada.confirm(&tablet.code_at(house.clock.now()), " Tablet ").await.leads_to(PAGE);
        let page = ada.see(&format!("{PAGE}?notice=authenticator-added")).await;
        assert!(page.says("The new authenticator is ready.") && page.says("Tablet") && page.says("Authenticator app"));
        assert!(!other.is_in().await && ada.is_in().await);
        // Its first code is used, and each has steps of its own.
        assert!(!ada.signs_in_by(&tablet.code_at(house.clock.now())).await);
        house.clock.advance(STEP);
        assert!(ada.signs_in_by(&tablet.code_at(house.clock.now())).await);
        assert!(ada.signs_in_by(&ada.code()).await);
        // T-10: a code of either is spent once for every purpose.
        for used in [tablet.code_at(house.clock.now()), ada.code()] {
            let typed = [("password", &*ada.password), ("code", &*used)];
            assert_eq!(ada.submit("/ui/confirm_identity", &typed).await.told(), Message::CodeUsed);
        }
        assert!(log(&ada, "").await.contains(&"authenticator_added".to_owned()));
    }
}

#[tokio::test]
async fn one_is_replaced_without_a_moment_without_any() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let id = ada.ids().await.remove(0);
    ada.step_up().await.leads_to("/account");
    ada.submit("/ui/replace_authenticator", &[("authenticator", &id)]).await.leads_to(SET_UP);
    let page = ada.see(SET_UP).await;
    assert!(page.says("Replace an authenticator") && !page.says("Pixel 9"), "it keeps its name");
    let new = ada.scan().await;
    // The former one works, also after the set-up was put away.
    assert!(ada.signs_in_by(&ada.next_code()).await);
    ada.submit("/ui/cancel_two_factor", &[]).await.leads_to(PAGE);
    assert_eq!(ada.confirm(&new.code_at(house.clock.now()), "").await.told(), Message::EnrolmentOver);
    ada.submit("/ui/replace_authenticator", &[("authenticator", &id)]).await.leads_to(SET_UP);
    let new = ada.scan().await;
    ada.confirm(&new.code_at(house.clock.now()), "ignored").await.leads_to(PAGE);
    assert_eq!(ada.ids().await.len(), 1);
    assert!(!ada.signs_in_by(&ada.next_code()).await);
    assert!(ada.signs_in_by(&new.code_at(house.clock.now())).await);
    // N-02: what is not theirs, or not there any more, is replaced by nothing.
    let eve = house.protected("Eve").await;
    eve.step_up().await.leads_to("/account");
    for id in [id, ada.ids().await.remove(0)] {
        assert_eq!(eve.submit("/ui/replace_authenticator", &[("authenticator", &id)]).await.told(), Message::NotFound);
    }
}

/// An authenticator as the version before left it: without an id, and sealed for the account alone.
#[tokio::test]
async fn one_from_before_there_could_be_several_works_and_is_sealed_for_itself_once_there_is_another() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let account: AccountId = house.column("SELECT id FROM accounts").await[0].parse().unwrap();
    let sealed = house.keys().seal(ada.phone().key(), account.0.as_bytes(), &OsRandom);
    let first = AuthenticatorId::first();
    let before = "UPDATE authenticators SET id = $1, secret = $2 WHERE account_id = $3";
    let values = [first.0.into(), sealed.bytes.into(), account.0.into()];
    assert_eq!(house.services.sql().execute(before, &values).await.unwrap(), 1);
    assert!(ada.signs_in_by(&ada.next_code()).await);
    assert_eq!(ada.ids().await, [first.to_string()]);
    let tablet = ada.add_another("Tablet").await;
    let ids = ada.ids().await;
    assert!(ids.len() == 2 && !ids.contains(&first.to_string()), "{ids:?}");
    house.clock.advance(STEP);
    assert!(ada.signs_in_by(&ada.code()).await && ada.signs_in_by(&tablet.code_at(house.clock.now())).await);
}

#[tokio::test]
async fn names_are_changed_in_place_and_all_but_the_last_are_removed() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let tablet = ada.add_another("Tablet").await;
    let ids = ada.ids().await;
    house.clock.advance(6 * MINUTE);
    let rename = format!("{PAGE}/rename?authenticator={}", ids[0]);
    assert!(ada.see(&rename).await.says("Now: Authenticator app"));
    let code = ada.next_code();
    let typed = [("authenticator", &*ids[0]), ("authenticator_name", "Pixel 9"), ("password", &ada.password), ("code", &code)];
    ada.submit("/ui/rename_authenticator", &typed).await.leads_to(PAGE);
    assert!(ada.see(PAGE).await.says("Pixel 9"));
    ada.see(&format!("{PAGE}/rename?authenticator=x")).await.leads_to(PAGE);
    ada.submit("/ui/remove_authenticator", &[("authenticator", &ids[1])]).await.leads_to(PAGE);
    assert_eq!(ada.ids().await, ids[..1]);
    house.clock.advance(STEP);
    assert!(!ada.signs_in_by(&tablet.code_at(house.clock.now())).await && ada.signs_in_by(&ada.code()).await);
    // The last one goes with two-factor authentication.
    let told = ada.submit("/ui/remove_authenticator", &[("authenticator", &ids[0])]).await.told();
    assert_eq!(told, Message::LastAuthenticator);
    let page = ada.see(PAGE).await;
    assert!(page.body.contains("/account/two-factor/turn-off") && !page.body.contains("remove_authenticator"), "{page:#?}");
    let told = log(&ada, "?show=changes").await;
    for kind in ["authenticator_removed", "authenticator_renamed", "authenticator_added", "two_factor_on"] {
        assert!(told.contains(&kind.to_owned()), "{kind}: {told:?}");
    }
    // F-13
    let eve = house.protected("Eve").await;
    eve.step_up().await.leads_to("/account");
    assert_eq!(eve.submit("/ui/remove_authenticator", &[("authenticator", &ids[0])]).await.told(), Message::NotFound);
    let typed = [("authenticator", &*ids[0]), ("authenticator_name", "mine")];
    assert_eq!(eve.submit("/ui/rename_authenticator", &typed).await.told(), Message::NotFound);
}

#[tokio::test]
async fn f_04_without_two_factor_authentication_there_is_nothing_to_add_to() {
    let house = House::open().await;
    let ada = house.registered("Ada").await;
    ada.see(PAGE).await.leads_to("/account");
    assert_eq!(house.changes_nothing(ada.submit("/ui/begin_authenticator", &[])).await.told(), Message::NotOn);
    assert_eq!(house.changes_nothing(ada.confirm("123456", "x")).await.told(), Message::NotOn);
    // Half signed in, nothing is reached.
    let eve = house.protected("Eve").await;
    let half = eve.elsewhere();
    half.type_password().await;
    assert!(half.see(PAGE).await.location().unwrap().starts_with("/sign-in?"));
    for form in ["/ui/begin_authenticator", "/ui/add_authenticator"] {
        let refused = house.changes_nothing(half.submit(form, &[("code", "123456")])).await;
        assert_eq!(refused.told(), Message::SecondFactorMissing, "{form}");
    }
}

#[tokio::test]
async fn t_02_guesses_at_all_authenticators_are_counted_together() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let tablet = ada.add_another("Tablet").await;
    let guest = ada.elsewhere();
    for guess in 0..10 {
        if guess % 5 == 0 {
            guest.type_password().await;
        }
        assert_eq!(guest.type_code(&ada.wrong_code()).await.told(), Message::WrongCode);
    }
    house.clock.advance(STEP);
    guest.type_password().await;
    for code in [tablet.code_at(house.clock.now()), ada.code()] {
        assert!(matches!(guest.type_code(&code).await.told(), Message::TooManyAttempts { .. }));
    }
}

#[tokio::test]
async fn t_13_a_clock_that_is_off_is_told_and_its_code_is_burnt() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.in_way(way);
        let guest = ada.elsewhere().in_way(way);
        guest.type_password().await;
        house.clock.advance(2 * STEP);
        // Ahead by 94 seconds, in the middle of a step.
        let ahead = ada.phone().code_at(house.clock.now() + Duration::from_secs(94));
        assert_eq!(guest.type_code(&ahead).await.told(), Message::ClockOff { ahead: true, seconds: 90 });
        // Told once, and refused when its time comes.
        assert_eq!(guest.type_code(&ahead).await.told(), Message::WrongCode);
        house.clock.advance(3 * STEP);
        assert_eq!(guest.type_code(&ahead).await.told(), Message::CodeUsed);
        let behind = shown(ada.phone(), &house, -6);
        assert_eq!(guest.type_code(&behind).await.told(), Message::WrongCode, "a step before one that was used is never told");
        house.clock.advance(20 * STEP);
        guest.type_password().await;
        let behind = shown(ada.phone(), &house, -6);
        assert_eq!(guest.type_code(&behind).await.told(), Message::ClockOff { ahead: false, seconds: 180 });
        assert_eq!(guest.type_code(&shown(ada.phone(), &house, 21)).await.told(), Message::WrongCode, "beyond ten minutes");
        assert!(!guest.is_in().await);
        guest.type_code(&ada.next_code()).await.leads_to("/account");
    }
}

#[tokio::test]
async fn a_clock_that_is_off_is_told_in_words_at_each_place_that_asks_for_a_code() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    house.clock.advance(6 * MINUTE);
    let code = shown(ada.phone(), &house, 4);
    let told = ada.submit("/ui/confirm_identity", &[("password", &ada.password), ("code", &code)]).await;
    assert_eq!(told.told(), Message::ClockOff { ahead: true, seconds: 120 });
    assert!(told.body.contains("about 2 minutes ahead"), "{told:#?}");
    let code = shown(ada.phone(), &house, -3);
    let told = ada.turn_off(&ada.password, &code).await;
    assert!(told.body.contains("about 90 seconds behind"), "{told:#?}");
    // At the set-up, too: nobody's secret yet, so that it may be told as often as it is typed.
    let eve = house.registered("Eve").await;
    let phone = eve.begin_two_factor().await;
    for _ in 0..2 {
        let told = eve.turn_on(&shown(&phone, &house, 10)).await;
        assert_eq!(told.told(), Message::ClockOff { ahead: true, seconds: 300 });
    }
    eve.turn_on(&phone.code_at(house.clock.now())).await.leads_to("/account/recovery-codes");
}

#[tokio::test]
async fn a_clock_that_is_off_is_not_told_without_the_password_nor_for_a_used_code_and_counts_as_a_miss() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    house.clock.advance(40 * STEP);
    let code = shown(ada.phone(), &house, 5);
    // By a link alone: nothing is told, and nothing is burnt.
    let link = house.reset_code(&ada.email).await;
    let guest = ada.elsewhere();
    guest.submit("/ui/open_reset", &[("reset_code", &link)]).await.leads_to("/reset-password/new");
    let typed = [("new_password", "quite another passphrase"), ("code", &*code)];
    assert_eq!(guest.submit("/ui/reset_password", &typed).await.told(), Message::WrongCode);
    let typed = [("password", "certainly not the password"), ("code", &*code)];
    assert_eq!(ada.submit("/ui/confirm_identity", &typed).await.told(), Message::WrongPassword);
    // Told, it is a miss like any other: ten of them, and codes wait.
    for number in 1..10 {
        let guest = ada.elsewhere();
        guest.type_password().await;
        let told = guest.type_code(&shown(ada.phone(), &house, 4 + number)).await.told();
        assert!(matches!(told, Message::ClockOff { ahead: true, .. }), "{number}: {told:?}");
    }
    let guest = ada.elsewhere();
    guest.type_password().await;
    assert!(matches!(guest.type_code(&ada.next_code()).await.told(), Message::TooManyAttempts { .. }));
}
