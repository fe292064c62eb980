//! A way back for whoever has lost phone and recovery codes: a wait that the owner is told of, and that any second factor stops.

use latchkey::ui::message::Message;
use latchkey_core::sign_in::recovery_wait;

use super::mail::{code, subjects};
use crate::support::{DAY, HOUR, House, MINUTE, Person, Plan, Way};

const LOST: &str = "/sign-in/lost";

async fn a_house(mail: bool) -> House {
    let mut settings = vec![("LATCHKEY_RECOVERY_WAIT_HOURS", "72".into())];
    if mail {
        settings.push(("LATCHKEY_MAIL_URL", "dev:".into()));
    }
    House::built(Plan { settings, ..Plan::default() }).await
}

/// What servers do every few minutes.
async fn look(house: &House) -> u64 {
    recovery_wait::finish_ended(&house.services).await.unwrap()
}

/// Begins a wait with the password alone, in a browser of their own.
async fn begins(who: &Person) -> Person {
    let elsewhere = who.elsewhere();
    assert!(elsewhere.type_password().await.refusal().is_none(), "{}", who.name);
    elsewhere.submit("/ui/begin_recovery", &[]).await.leads_to("/sign-in");
    elsewhere
}

async fn is_warned(who: &Person) -> bool {
    who.see("/account").await.body.contains("data-recovery")
}

#[tokio::test]
async fn where_it_is_not_allowed_nothing_offers_or_begins_it() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let elsewhere = ada.elsewhere();
    elsewhere.type_password().await;
    assert!(!elsewhere.see("/sign-in/code").await.body.contains(LOST));
    assert_eq!(elsewhere.see(LOST).await.page(), "/sign-in");
    assert_eq!(elsewhere.submit("/ui/begin_recovery", &[]).await.told(), Message::NotFound);
    assert_eq!(elsewhere.submit("/ui/begin_recovery_by_link", &[("letter_code", "x")]).await.told(), Message::NotFound);
}

#[tokio::test]
async fn whoever_waits_gets_back_in_and_sets_a_new_factor_up_first() {
    for way in Way::BOTH {
        let house = a_house(false).await;
        let ada = house.protected("Ada").await.in_way(way);
        house.clock.advance(MINUTE);
        let there = ada.elsewhere().in_way(way);
        assert_eq!(there.see(LOST).await.page(), "/sign-in");
        there.type_password().await;
        assert!(there.see("/sign-in/code").await.body.contains(LOST));
        assert!(there.see(LOST).await.says("After 72 hours"));
        there.submit("/ui/begin_recovery", &[]).await.leads_to("/sign-in");
        assert!(there.see("/sign-in?notice=recovery-begun").await.says("The wait has begun."));
        // Whoever is signed in is told at once.
        assert!(is_warned(&ada).await);
        house.clock.advance(72 * HOUR - MINUTE);
        assert_eq!(look(&house).await, 0);
        there.type_password().await;
        assert!(there.see(LOST).await.says("The wait is under way."));
        // Asking again begins nothing anew.
        there.submit("/ui/begin_recovery", &[]).await.leads_to("/sign-in");
        house.clock.advance(MINUTE);
        assert_eq!((look(&house).await, look(&house).await), (1, 0));
        there.type_password().await.leads_to("/account");
        // A new factor first.
        assert!(there.see("/account").await.body.contains("begin_two_factor"));
        assert_eq!(there.see("/account/sessions").await.page(), "/account");
        let mut there = there;
        there.protect().await;
        there.see("/account/sessions").await.shows();
        assert!(there.see("/account/security-log").await.says("Lost second factors taken off"));
        // It was asked for once: turning it off later is the person's own matter.
        there.turn_off(&there.password, &there.next_code()).await.leads_to("/account");
        there.see("/account/sessions").await.shows();
    }
}

#[tokio::test]
async fn any_second_factor_and_any_press_stops_it() {
    for stop in ["code", "recovery code", "step-up", "press"] {
        let house = a_house(false).await;
        let ada = house.protected("Ada").await;
        house.clock.advance(MINUTE);
        begins(&ada).await;
        assert!(is_warned(&ada).await && ada.see("/").await.says("Somebody says that your phone"));
        house.clock.advance(10 * MINUTE);
        match stop {
            "code" => drop(ada.elsewhere().sign_in().await),
            "recovery code" => {
                let elsewhere = ada.elsewhere();
                elsewhere.type_password().await;
                elsewhere.type_recovery_code(&ada.codes[0]).await.leads_to("/account");
            }
            "step-up" => drop(ada.step_up().await),
            _ => drop(ada.submit("/ui/stop_recovery", &[]).await.leads_to("/account")),
        }
        assert!(ada.is_in().await && !is_warned(&ada).await, "{stop}");
        assert!(!ada.see("/").await.says("Somebody says that your phone"), "{stop}");
        assert!(ada.see("/account/security-log").await.says("Wait for lost second factors stopped"), "{stop}");
        house.clock.advance(4 * DAY);
        assert_eq!(look(&house).await, 0, "{stop}");
        let elsewhere = ada.elsewhere().in_way(Way::Plain);
        assert_eq!(elsewhere.type_password().await.page(), "/sign-in/code", "{stop}");
    }
}

#[tokio::test]
async fn with_mail_it_takes_the_mailbox_too_and_the_owner_is_written_to_every_day() {
    let house = a_house(true).await;
    let ada = house.protected("Ada").await;
    house.clock.advance(HOUR);
    let there = begins(&ada).await;
    assert!(there.see("/sign-in?notice=recovery-asked").await.says("A letter is on its way"));
    // The password alone has begun nothing.
    assert!(!is_warned(&ada).await);
    let letter = house.letters(&ada.email).await.remove(0);
    assert_eq!(letter.subject, "Begin the wait for lost second factors · Latchkey");
    there.see("/begin-recovery").await.shows();
    for wrong in ["", "x", "a.b", &code(&house, &letter)[1..]] {
        assert!(there.submit("/ui/begin_recovery_by_link", &[("letter_code", wrong)]).await.refusal().is_some(), "{wrong}");
    }
    assert!(!is_warned(&ada).await);
    there.submit("/ui/begin_recovery_by_link", &[("letter_code", &code(&house, &letter))]).await.leads_to("/sign-in");
    assert!(is_warned(&ada).await);
    let told = house.letters(&ada.email).await.remove(0);
    assert_eq!(told.subject, "Wait for lost second factors begun · Latchkey");
    assert!(told.text.contains("/stop-recovery#") && !told.text.contains("/seal#"), "{}", told.text);
    for day in 1..3 {
        house.clock.advance(DAY);
        let letters = house.letters(&ada.email).await;
        let count = letters.iter().filter(|letter| letter.subject == told.subject).count();
        assert_eq!(count, 1 + day, "{:?}", subjects(&letters));
    }
    // The link stops it, at a press.
    let stranger = ada.elsewhere();
    stranger.see("/stop-recovery").await.shows();
    assert_eq!(stranger.submit("/ui/stop_recovery_by_link", &[("stop_code", "x")]).await.told(), Message::ResetOver);
    for _ in 0..2 {
        stranger.submit("/ui/stop_recovery_by_link", &[("stop_code", &code(&house, &told))]).await.leads_to("/sign-in");
    }
    assert_eq!(house.letters(&ada.email).await[0].subject, "Wait for lost second factors stopped · Latchkey");
    let before = house.letters(&ada.email).await.len();
    house.clock.advance(2 * DAY);
    assert_eq!((look(&house).await, house.letters(&ada.email).await.len()), (0, before));
    // The link of yesterday begins no other one, and that of a wait stops no later one.
    let again = there.submit("/ui/begin_recovery_by_link", &[("letter_code", &code(&house, &letter))]).await;
    assert_eq!(again.told(), Message::ResetOver);
    let there = begins(&ada).await;
    let letter = house.letters(&ada.email).await.remove(0);
    there.submit("/ui/begin_recovery_by_link", &[("letter_code", &code(&house, &letter))]).await.leads_to("/sign-in");
    let refused = stranger.submit("/ui/stop_recovery_by_link", &[("stop_code", &code(&house, &told))]).await;
    assert_eq!(refused.told(), Message::ResetOver);
    house.clock.advance(3 * DAY);
    assert_eq!(look(&house).await, 1);
    assert_eq!(house.letters(&ada.email).await[0].subject, "Lost second factors taken off · Latchkey");
}

#[tokio::test]
async fn a_sealed_account_waits_for_nothing() {
    let house = a_house(false).await;
    let ada = house.protected("Ada").await;
    house.clock.advance(MINUTE);
    begins(&ada).await;
    ada.submit("/ui/seal_account", &[]).await.leads_to("/sealed");
    house.clock.advance(4 * DAY);
    assert_eq!(look(&house).await, 0);
    let there = ada.elsewhere().in_way(Way::Plain);
    assert_eq!(there.type_password().await.page(), "/sign-in/unseal");
    assert_eq!(there.see(LOST).await.page(), "/sign-in");
    assert!(there.submit("/ui/begin_recovery", &[]).await.refusal().is_some());
}

#[tokio::test]
async fn who_stops_it_too_late_is_told_so() {
    let house = a_house(true).await;
    let ada = house.protected("Ada").await;
    house.clock.advance(HOUR);
    let there = begins(&ada).await;
    let letter = house.letters(&ada.email).await.remove(0);
    there.submit("/ui/begin_recovery_by_link", &[("letter_code", &code(&house, &letter))]).await.leads_to("/sign-in");
    let told = house.letters(&ada.email).await.remove(0);
    house.clock.advance(3 * DAY);
    assert_eq!(look(&house).await, 1);
    let late = ada.elsewhere().submit("/ui/stop_recovery_by_link", &[("stop_code", &code(&house, &told))]).await;
    assert_eq!(late.told(), Message::ResetOver);
}

#[tokio::test]
async fn waits_are_begun_a_few_times_an_hour_alone() {
    let house = a_house(false).await;
    let ada = house.protected("Ada").await;
    house.clock.advance(MINUTE);
    for _ in 0..3 {
        begins(&ada).await;
        ada.submit("/ui/stop_recovery", &[]).await.leads_to("/account");
        house.clock.advance(MINUTE);
    }
    let there = ada.elsewhere();
    there.type_password().await;
    assert!(matches!(there.submit("/ui/begin_recovery", &[]).await.told(), Message::TooManyAttempts { .. }));
    assert!(!is_warned(&ada).await);
    // Which keeps nobody from anything else.
    ada.elsewhere().sign_in().await.leads_to("/account");
}
