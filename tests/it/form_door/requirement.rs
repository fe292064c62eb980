//! A service that requires a second factor: of everybody, or from a day on.

use latchkey::ui::message::Message;
use latchkey_core::domain::time::Clock;

use crate::support::{DAY, HOUR, House, Plan};

/// The day after that on which tests begin: 2027-01-15, 08:00 UTC.
const TOMORROW: &str = "2027-01-16";

#[tokio::test]
async fn f_11_from_the_day_on_only_the_set_up_opens_and_until_then_the_days_are_counted() {
    let house = House::built(Plan { require_second_factor: "2027-01-25", ..Plan::default() }).await;
    assert!(house.clock.now().to_string().starts_with("2027-01-15"));
    let (ada, bob) = (house.registered("Ada").await, house.protected("Bob").await);
    assert!(ada.see("/account").await.says("10 days left to set up two-factor authentication"));
    assert!(ada.see("/account").await.says("From 25 January 2027 on this service asks everybody for it."));
    assert!(!bob.see("/account").await.body.contains("data-soon-required"));
    assert_eq!(ada.see("/account/sessions").await.status, 200);
    house.clock.advance(9 * DAY);
    ada.sign_in().await.leads_to("/account");
    assert!(ada.see("/account").await.says("One day left"));
    house.clock.advance(DAY);
    ada.sign_in().await.leads_to("/account");
    let page = ada.see("/account").await;
    assert!(page.says("Set up two-factor authentication") && !page.body.contains("/account/sessions"), "{page:#?}");
    assert_eq!(ada.see("/account/sessions").await.page(), "/account");
    assert_eq!(ada.submit("/ui/end_other_sessions", &[]).await.told(), Message::TwoFactorRequired);
    // Nor by way of confirming who it is.
    let fields = [("password", &*ada.password), ("after", "end-other-sessions")];
    assert_eq!(ada.submit("/ui/confirm_identity", &fields).await.told(), Message::TwoFactorRequired);
    // Setting it up opens everything again.
    let mut ada = ada;
    ada.protect().await;
    assert_eq!(ada.see("/account/sessions").await.status, 200);
    bob.sign_in().await.leads_to("/account");
    assert_eq!(bob.turn_off(&bob.password, &bob.next_code()).await.told(), Message::TwoFactorRequired);
}

#[tokio::test]
async fn until_the_day_it_may_be_turned_off_and_passwords_are_as_long_as_without() {
    let house = House::built(Plan { require_second_factor: TOMORROW, ..Plan::default() }).await;
    let mut bob = house.protected("Bob").await;
    bob.turn_off(&bob.password, &bob.next_code()).await.leads_to("/account");
    bob.authenticator = None;
    let mut ada = house.newcomer("Ada");
    ada.password = "wq7!dlzf".into();
    assert!(matches!(ada.register().await.told(), Message::Invalid(_)));
    house.clock.advance(16 * HOUR);
    bob.sign_in().await.leads_to("/account");
    assert_eq!(bob.see("/account/sessions").await.page(), "/account");
}
