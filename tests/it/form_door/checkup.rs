//! The checkup: whether code and recovery codes are at hand, four weeks after turning two-factor authentication on, and then yearly.

use latchkey::ui::message::Message;
use latchkey_core::domain::time::Clock;

use super::account_life::log;
use crate::support::{DAY, House, Person, Way};

const PAGE: &str = "/account/checkup";

impl Person {
    async fn is_asked(&self) -> bool {
        let page = self.see("/account").await;
        page.shows();
        page.body.contains("data-checkup")
    }
}

#[tokio::test]
async fn it_is_due_after_four_weeks_and_then_yearly_and_may_be_put_off_for_a_week() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.in_way(way);
        house.clock.advance(27 * DAY);
        ada.sign_in().await.leads_to("/account");
        assert!(!ada.is_asked().await);
        house.clock.advance(DAY);
        ada.sign_in().await.leads_to("/account");
        assert!(ada.is_asked().await);
        ada.submit("/ui/put_checkup_off", &[]).await.leads_to("/account");
        assert!(!ada.is_asked().await);
        house.clock.advance(7 * DAY);
        ada.sign_in().await.leads_to("/account");
        assert!(ada.is_asked().await);
        let check = async |code: &str, found: &str| ada.submit("/ui/check_up", &[("code", code), ("found", found)]).await;
        assert!(ada.see(PAGE).await.says("I have just looked"));
        assert_eq!(check(&ada.next_code(), "false").await.told(), Message::CodesNotFound);
        assert_eq!(check(&ada.wrong_code(), "true").await.told(), Message::WrongCode);
        assert!(ada.is_asked().await);
        let code = ada.next_code();
        check(&code, "true").await.leads_to("/account");
        assert!(!ada.is_asked().await && log(&ada, "").await.contains(&"checked_up".to_owned()));
        // T-10: the code is spent.
        assert_eq!(ada.elsewhere().type_password().await.refusal(), None);
        assert_eq!(check(&code, "true").await.told(), Message::CodeUsed);
        house.clock.advance(364 * DAY);
        ada.sign_in().await.leads_to("/account");
        assert!(!ada.is_asked().await);
        house.clock.advance(DAY);
        ada.sign_in().await.leads_to("/account");
        assert!(ada.is_asked().await);
    }
}

#[tokio::test]
async fn turned_off_and_on_again_the_weeks_begin_anew_and_without_it_nobody_is_asked() {
    let house = House::open().await;
    let mut ada = house.protected("Ada").await;
    house.clock.advance(30 * DAY);
    ada.sign_in().await.leads_to("/account");
    assert!(ada.is_asked().await);
    ada.turn_off(&ada.password, &ada.next_code()).await.leads_to("/account");
    assert!(!ada.is_asked().await);
    ada.see(PAGE).await.leads_to("/account");
    for (form, fields) in [("/ui/check_up", vec![("code", "123456"), ("found", "true")]), ("/ui/put_checkup_off", vec![])] {
        assert_eq!(house.changes_nothing(ada.submit(form, &fields)).await.told(), Message::NotOn, "{form}");
    }
    ada.protect().await;
    assert!(!ada.is_asked().await);
}

#[tokio::test]
async fn t_08_whoever_has_a_session_alone_disables_no_codes_by_it_and_forgives_no_guess() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let (thief, guest) = (ada.browser.copied(), ada.elsewhere());
    guest.type_password().await;
    for _ in 0..4 {
        assert_eq!(guest.type_code(&ada.wrong_code()).await.told(), Message::WrongCode);
    }
    let counted = async || house.column("SELECT misses FROM attempts WHERE subject LIKE 'second-factor:%'").await;
    let before = counted().await;
    let check = async |code: &str| thief.submit("/ui/check_up", &[("code", code), ("found", "true")]).await;
    for _ in 0..30 {
        assert_eq!(check(&ada.wrong_code()).await.told(), Message::WrongCode);
    }
    // Nor is he told of a clock that is off: that needs the password.
    let far = ada.phone().code_of_step(house.clock.now().seconds() / 30 + 9);
    assert_eq!(check(&far).await.told(), Message::WrongCode);
    check(&ada.next_code()).await.leads_to("/account");
    assert_eq!(counted().await, before);
}
