//! R15: two servers of one installation whose clocks are as far apart as `/readyz` lets them be: two seconds before and after that of
//! the database. Whichever a request comes to, it is answered as if there were one.

use std::time::Duration;

use latchkey::ui::message::Message;

use crate::support::{House, MINUTE, Person, STEP};

const APART: Duration = Duration::from_secs(4);

/// The two, in either order.
async fn pairs() -> [[House; 2]; 2] {
    let (first, second) = (House::open().await, House::open().await);
    let (ahead_of_first, ahead_of_second) = (first.beside(APART).await, second.beside(APART).await);
    [[first, ahead_of_first], [ahead_of_second, second]]
}

/// Time passes for both.
fn wait(houses: &[House; 2], time: Duration) {
    houses.iter().for_each(|house| house.clock.advance(time));
}

async fn is_in(ada: &Person, houses: &[House; 2]) -> [bool; 2] {
    [ada.led_to(&houses[0]).is_in().await, ada.led_to(&houses[1]).is_in().await]
}

#[tokio::test]
async fn a_person_is_led_from_one_to_the_other_at_every_step() {
    for houses in pairs().await {
        let [here, there] = &houses;
        let mut ada = here.registered("Ada").await.led_to(there);
        ada.protect().await;
        assert_eq!(is_in(&ada, &houses).await, [true, true]);
        ada.led_to(here).sign_out().await.leads_to("/sign-in");
        assert_eq!(is_in(&ada, &houses).await, [false, false]);

        // The password here, the code there.
        wait(&houses, STEP);
        let code = ada.code();
        assert!(ada.led_to(here).type_password().await.refusal().is_none());
        ada.type_code(&code).await.leads_to("/account");
        assert_eq!(is_in(&ada, &houses).await, [true, true]);
        // A code that was good at one is used at both, and so is its step.
        for house in &houses {
            let elsewhere = ada.elsewhere().led_to(house);
            elsewhere.type_password().await;
            assert_eq!(elsewhere.type_code(&code).await.told(), Message::CodeUsed);
        }

        // The access token runs out, and is renewed now here, now there.
        for round in 0..6 {
            wait(&houses, 6 * MINUTE);
            assert!(ada.led_to(&houses[round % 2]).is_in().await, "round {round}");
            assert_eq!(is_in(&ada, &houses).await, [true, true], "round {round}");
        }
        assert_eq!(here.session_ids().await.len(), 1);

        // Confirmed at one is confirmed at the other, for as long.
        wait(&houses, STEP);
        let fields = [("password", &*ada.password), ("code", &*ada.code())];
        ada.led_to(here).submit("/ui/confirm_identity", &fields).await.leads_to("/account");
        ada.led_to(there).submit("/ui/replace_recovery_codes", &[]).await.leads_to("/account/recovery-codes");
        let codes = ada.led_to(here).read_codes().await;
        assert_eq!(codes.len(), 10);
        wait(&houses, 5 * MINUTE + APART);
        ada.led_to(there).submit("/ui/replace_recovery_codes", &[]).await.leads_to("/account/confirm");

        // A recovery code is spent at both.
        for (house, first) in [(there, true), (here, false)] {
            let elsewhere = ada.elsewhere().led_to(house);
            elsewhere.type_password().await;
            let answer = elsewhere.type_recovery_code(&codes[0]).await;
            assert_eq!(answer.refusal(), (!first).then_some(Message::WrongRecoveryCode));
        }
        wait(&houses, STEP);
        ada.led_to(here).turn_off(&ada.password, &ada.code()).await.leads_to("/account");
        assert_eq!(is_in(&ada, &houses).await, [true, true]);
    }
}

#[tokio::test]
async fn misses_are_counted_together_and_waits_end_at_both() {
    for houses in pairs().await {
        let ada = houses[0].registered("Ada").await.elsewhere();
        for round in 0..5 {
            let answer = ada.led_to(&houses[round % 2]).try_password("not-the-right-one").await;
            assert_eq!(answer.told(), Message::WrongCredentials, "round {round}");
        }
        for house in &houses {
            let Message::TooManyAttempts { seconds } = ada.led_to(house).type_password().await.told() else {
                panic!("the right password is looked at after five misses");
            };
            // 30 by the clock that counted the last miss.
            assert!((26..=34).contains(&seconds), "{seconds} s");
        }
        wait(&houses, Duration::from_secs(25));
        for house in &houses {
            assert!(matches!(ada.led_to(house).type_password().await.told(), Message::TooManyAttempts { .. }));
        }
        wait(&houses, Duration::from_secs(10));
        ada.led_to(&houses[1]).type_password().await.leads_to("/account");
        assert_eq!(is_in(&ada, &houses).await, [true, true]);
    }
}
