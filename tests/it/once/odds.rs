//! The odds of guessing: what `latchkey odds` prints, and that the real limiter keeps to it, on three servers, however the ways in are mixed.

use std::time::Duration;

use latchkey::ui::message::Message;
use latchkey_core::domain::{
    odds::Odds,
    random::{OsRandom, Random},
    time::{Clock, Timestamp},
};

use crate::support::{DAY, House, MINUTE, Person, STEP, program::Place};

#[tokio::test]
async fn they_are_printed_by_the_settings_in_force() {
    let told = async |settings: &[(&str, &str)]| {
        let output = Place::new().program(settings).arg("odds").output().await.unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let usual = told(&[]).await;
    assert!(usual.contains("3 codes of an authenticator are right at any moment"), "{usual}");
    for line in
        ["one guess", "1 in 333,333", "until codes are disabled", "1 in 6,667", "1 in 667", "a day with 10 codes of the owner"]
    {
        assert!(usual.contains(line), "{line}: {usual}");
    }
    let narrow = told(&[("LATCHKEY_TOTP_WINDOW", "one_step_back")]).await;
    assert!(narrow.contains("2 codes of an authenticator") && narrow.contains("1 in 10,000"), "{narrow}");
}

/// What somebody does who knows the password and no code, or the owner now and then.
#[derive(Clone, Copy, Debug)]
enum Deed {
    /// Gives the password anew, and guesses at the second step.
    Guess,
    /// Guesses by a code of another time, which may be told.
    GuessFar,
    /// Guesses where a session asks again.
    StepUp,
    /// Guesses a recovery code.
    RecoveryCode,
    /// Guesses where two-factor authentication is turned off.
    TurnOff,
    /// Waits for a minute, or for as long as he is told.
    Wait,
}

const DEEDS: [Deed; 6] = [Deed::Guess, Deed::GuessFar, Deed::StepUp, Deed::RecoveryCode, Deed::TurnOff, Deed::Wait];

/// Digits that are no code within ten minutes of a moment.
fn never_right(ada: &Person, now: Timestamp) -> String {
    let step = now.seconds() / 30;
    let right: Vec<String> = (step - 30..=step + 30).map(|step| ada.phone().code_of_step(step)).collect();
    (0..).map(|number| format!("{number:06}")).find(|code| !right.contains(code)).unwrap()
}

impl Deed {
    /// Does it. Returns whether a code was evaluated.
    async fn done(self, thief: &Person, session: &Person) -> bool {
        let clock = &thief.house.clock;
        let (wrong, far) = (never_right(thief, clock.now()), thief.phone().code_of_step(clock.now().seconds() / 30 + 7));
        let told = match self {
            Self::Guess | Self::GuessFar => {
                thief.type_password().await;
                thief.type_code(if matches!(self, Self::Guess) { &wrong } else { &far }).await.told()
            }
            Self::StepUp => {
                let typed = [("password", &*session.password), ("code", &*wrong)];
                session.submit("/ui/confirm_identity", &typed).await.told()
            }
            Self::TurnOff => session.turn_off(&session.password, &wrong).await.told(),
            Self::RecoveryCode => {
                thief.type_password().await;
                let guess = "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA";
                assert_eq!(thief.type_recovery_code(guess).await.told(), Message::WrongRecoveryCode);
                return false;
            }
            Self::Wait => {
                clock.advance(MINUTE);
                return false;
            }
        };
        match told {
            Message::WrongCode | Message::ClockOff { .. } => true,
            Message::TooManyAttempts { .. } | Message::CodesDisabled => false,
            other => panic!("{self:?}: {other:?}"),
        }
    }
}

/// T-02, T-03, T-06, T-07, T-08: three servers, all ways in, in any order.
#[tokio::test]
async fn no_order_of_guesses_on_three_servers_gets_more_of_them_evaluated_than_the_odds_say() {
    let house = House::open().await;
    let houses = [house.clone(), house.beside(Duration::ZERO).await, house.beside(Duration::ZERO).await];
    let advance = |span: Duration| houses.iter().for_each(|house| house.clock.advance(span));
    let ada = house.protected("Ada").await;
    // He has copied the cookies of a session, at each server.
    let sessions = houses.clone().map(|house| ada.led_to(&house));
    let (mut evaluated, mut in_quarter, mut quarter_began) = (0, 0, house.clock.now());
    let random = |below: usize| usize::from((&OsRandom as &dyn Random).bytes::<1>()[0]) % below;
    let mut deeds = Vec::new();
    while deeds.len() < 400 && evaluated < Odds::guesses_in_a_row() + 1 {
        let (deed, server) = (DEEDS[random(DEEDS.len())], random(3));
        deeds.push((deed, server));
        let before: Vec<_> = houses.iter().map(|house| house.clock.now()).collect();
        let is_evaluated = deed.done(&sessions[server].elsewhere(), &sessions[server]).await;
        // All have the same time.
        let now = houses[server].clock.now();
        houses
            .iter()
            .zip(before)
            .for_each(|(house, before)| house.clock.advance(now.since(before).saturating_sub(house.clock.now().since(before))));
        if now.since(quarter_began) >= 15 * MINUTE {
            (quarter_began, in_quarter) = (now, 0);
        }
        in_quarter += u32::from(is_evaluated);
        evaluated += u32::from(is_evaluated);
        assert!(in_quarter <= 20, "within a quarter of an hour: {deeds:?}");
        // Sessions live on: he uses them all the time.
        if deeds.len() % 40 == 0 {
            advance(15 * MINUTE);
            for session in &sessions {
                session.see("/account").await;
            }
        }
    }
    assert!(evaluated <= Odds::guesses_in_a_row(), "{evaluated} in a row: {deeds:?}");
    // However long he waits, it does not begin anew.
    advance(90 * DAY + STEP);
    let thief = ada.led_to(&houses[1]).elsewhere();
    for _ in 0..60 {
        evaluated += u32::from(Deed::Guess.done(&thief, &thief).await);
        advance(15 * MINUTE);
    }
    assert_eq!(evaluated, Odds::guesses_in_a_row(), "{deeds:?}");
}

/// The owner's codes begin the count anew: nine guesses each, and no more.
#[tokio::test]
async fn each_code_of_the_owner_gives_nine_guesses_and_no_wait_is_forgiven() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let (thief, owner) = (ada.elsewhere(), ada.elsewhere());
    let mut evaluated = 0;
    for _ in 0..5 {
        for _ in 0..9 {
            evaluated += u32::from(Deed::Guess.done(&thief, &thief).await);
        }
        owner.sign_in().await.leads_to("/account");
    }
    assert_eq!(evaluated, 5 * 9);
    for _ in 0..20 {
        evaluated += u32::from(Deed::Guess.done(&thief, &thief).await);
    }
    assert_eq!(evaluated, 5 * 9 + 10, "the tenth brings a wait");
    owner.type_password().await;
    assert!(matches!(owner.type_code(&owner.next_code()).await.told(), Message::TooManyAttempts { .. }));
    assert!(evaluated <= Odds::guesses_a_day(5));
}
