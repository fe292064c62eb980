//! The second step of signing in: what a code is good for, how often one may guess, what races cannot do.

use std::time::Duration;

use latchkey::{l10n::Locale, ui::message::Message};
use latchkey_core::{
    domain::invalid::{
        FieldProblem::{Empty, Malformed},
        Invalid, field,
    },
    domain::totp::Window,
};

use crate::support::{House, MINUTE, Person, Plan, Way, at_once, sentences};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test]
async fn somebody_signs_in_with_both_steps() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.elsewhere().in_way(way);
        let answer = ada.type_password().await;
        match way {
            Way::Island => assert_eq!((answer.status, answer.location(), &*answer.body), (200, None, "{\"step\":\"code\"}")),
            Way::Plain => assert_eq!((answer.status, answer.location()), (302, Some("/sign-in/code"))),
        }
        assert!(!ada.is_in().await);
        // Wherever the person goes to sign in, the second step is asked for.
        for page in ["/sign-in", "/sign-in/code", "/sign-in/recovery-code"] {
            ada.see(page).await.shows();
        }
        let answer = ada.type_code(&ada.next_code()).await;
        answer.leads_to("/account");
        assert_eq!(ada.browser.cookie_names(), ["latchkey-access", "latchkey-refresh"]);
        assert!(ada.is_in().await);
    }
}

#[tokio::test]
async fn a_code_is_taken_as_people_type_it() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let formats: [fn(&str) -> String; 4] = [
        |code| format!(" {} {} ", &code[..3], &code[3..]),
        |code| format!("{}-{}", &code[..3], &code[3..]),
        |code| code.chars().map(|c| format!("{c}\u{a0}")).collect(),
        |code| code.chars().map(|c| char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap()).collect(),
    ];
    for typed in formats {
        let ada = ada.elsewhere();
        ada.type_password().await;
        ada.type_code(&typed(&ada.next_code())).await.leads_to("/account");
    }
}

#[tokio::test]
async fn what_cannot_be_a_code_is_told_and_costs_no_try() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.elsewhere().in_way(way);
        ada.type_password().await;
        ada.see("/sign-in/code").await.shows();
        for (typed, expected) in [
            ("", Invalid::new(field::CODE, Empty)),
            ("   ", Invalid::new(field::CODE, Empty)),
            ("12345", Invalid::new(field::CODE, Malformed)),
            ("1234567", Invalid::new(field::CODE, Malformed)),
            ("12345a", Invalid::new(field::CODE, Malformed)),
            ("123456\0", Invalid::new(field::CODE, Malformed)),
            (&*"1".repeat(10_000), Invalid::new(field::CODE, Malformed)),
        ] {
            let before = house.dump(&[]).await;
            let answer = ada.type_code(typed).await;
            assert_eq!(answer.told(), Message::Invalid(vec![expected.clone()]));
            assert_eq!(house.dump(&[]).await, before, "counted");
            if way == Way::Plain {
                let page = ada.see(answer.location().unwrap()).await;
                assert_eq!(page.times(&Locale::english().about(&expected)), 1, "{page:#?}");
            }
        }
        ada.type_code(&ada.next_code()).await.leads_to("/account");
    }
}

#[tokio::test]
async fn t_01_after_five_wrong_codes_the_sign_in_is_over_for_the_right_one_too() {
    for way in Way::BOTH {
        let house = House::open().await;
        let ada = house.protected("Ada").await.elsewhere().in_way(way);
        ada.type_password().await;
        ada.see("/sign-in/code").await.shows();
        for tried in 1..=5 {
            let answer = house.changes_nothing(ada.type_code(&ada.wrong_code())).await;
            assert_eq!(answer.told(), Message::WrongCode);
            if way == Way::Plain && tried < 5 {
                let page = ada.see(answer.location().unwrap()).await;
                assert_eq!(page.times(&sentences(&Message::WrongCode)[0]), 1, "{page:#?}");
            }
        }
        let answer = house.changes_nothing(ada.type_code(&ada.next_code())).await;
        assert_eq!(answer.told(), Message::SignInOver);
        assert_eq!(ada.see("/sign-in/code").await.location(), Some("/sign-in?notice=sign-in-over"));
        ada.sign_in().await.leads_to("/account");
    }
}

#[tokio::test]
async fn t_02_and_t_07_no_new_sign_in_and_no_right_password_starts_the_count_of_codes_anew() {
    let house = House::open().await;
    let (ada, bob) = (house.protected("Ada").await, house.protected("Bob").await);
    let thief = ada.elsewhere();
    let mut misses = 0;
    for round in 1..=5 {
        bob.elsewhere().sign_in().await.leads_to("/account");
        for n in 0..10 {
            if n % 4 == 0 {
                assert!(thief.type_password().await.refusal().is_none(), "the thief knows the password");
            }
            assert_eq!(thief.type_code(&thief.wrong_code()).await.told(), Message::WrongCode);
            misses += 1;
            assert_eq!(house.second_factor_misses().await, misses);
        }
        // Ten misses: nothing is evaluated for a quarter of an hour, right codes of the owner included, in any sign-in.
        let expected = if round < 5 { Message::TooManyAttempts { seconds: 900 } } else { Message::CodesDisabled };
        for person in [ada.elsewhere(), thief.clone()] {
            person.type_password().await;
            // The present step, not the next: the clock stands still.
            assert_eq!(person.type_code(&person.code()).await.told(), expected, "round {round}");
        }
        house.clock.advance(15 * MINUTE);
    }
    // Fifty in a row: no time brings codes back, a recovery code does.
    house.clock.advance(90 * DAY);
    let ada = ada.elsewhere();
    ada.type_password().await;
    assert_eq!(ada.type_code(&ada.next_code()).await.told(), Message::CodesDisabled);
    ada.type_recovery_code(&ada.codes[0]).await.leads_to("/account");
    assert_eq!(house.second_factor_misses().await, 0);
    ada.elsewhere().sign_in().await.leads_to("/account");
}

#[tokio::test]
async fn t_06_whoever_waits_out_every_wait_for_ninety_days_guesses_fifty_times() {
    let house = House::open().await;
    let thief = house.protected("Ada").await.elsewhere();
    let end = 90 * DAY;
    let (mut waited, mut evaluated) = (Duration::ZERO, 0);
    while waited < end {
        match thief.type_code(&thief.wrong_code()).await.told() {
            Message::WrongCode => evaluated += 1,
            Message::SignInOver => {
                thief.type_password().await;
            }
            // As long as it says, and days once it says nothing more.
            Message::TooManyAttempts { seconds } => {
                house.clock.advance(Duration::from_secs(seconds.into()));
                waited += Duration::from_secs(seconds.into());
            }
            Message::CodesDisabled => {
                house.clock.advance(10 * DAY);
                waited += 10 * DAY;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(evaluated, 50);
}

#[tokio::test]
async fn t_04_and_t_08_codes_at_every_door_have_one_count_and_recovery_codes_one_of_their_own() {
    let house = House::open().await;
    let mut ada = house.registered("Ada").await;
    // While it is being set up, too.
    let phone = ada.begin_two_factor().await;
    for misses in 1..=2 {
        let wrong = phone.wrong_code_at(latchkey_core::domain::time::Clock::now(&*house.clock));
        assert_eq!(ada.turn_on(&wrong).await.told(), Message::WrongCode);
        assert_eq!(house.second_factor_misses().await, misses);
    }
    ada.protect().await;
    assert_eq!(house.second_factor_misses().await, 0, "a right code");
    let elsewhere = ada.elsewhere();
    let wrong_recovery_code = "0000-0000-0000-0000-0000-0000";
    for misses in (0..10).step_by(5) {
        elsewhere.type_password().await;
        let identity = [("password", &*ada.password), ("code", &*ada.wrong_code())];
        assert_eq!(ada.submit("/ui/confirm_identity", &identity).await.told(), Message::WrongCode);
        assert_eq!(ada.turn_off(&ada.password, &ada.wrong_code()).await.told(), Message::WrongCode);
        assert_eq!(ada.turn_off(&ada.password, wrong_recovery_code).await.told(), Message::WrongRecoveryCode);
        assert_eq!(elsewhere.type_code(&ada.wrong_code()).await.told(), Message::WrongCode);
        assert_eq!(elsewhere.type_recovery_code(wrong_recovery_code).await.told(), Message::WrongRecoveryCode);
        assert_eq!(ada.turn_off(&ada.password, &ada.wrong_code()).await.told(), Message::WrongCode);
        assert_eq!(elsewhere.type_code(&ada.wrong_code()).await.told(), Message::WrongCode);
        assert_eq!(house.second_factor_misses().await, misses + 5);
        assert_eq!(house.recovery_code_misses().await, (misses + 5) * 2 / 5);
    }
    // And one wait, in which even the right code is refused everywhere.
    elsewhere.type_password().await;
    let wait = Message::TooManyAttempts { seconds: 900 };
    let (code, identity) = (ada.code(), [("password", &*ada.password), ("code", &*ada.code())]);
    assert_eq!(house.changes_nothing(ada.submit("/ui/confirm_identity", &identity)).await.told(), wait);
    assert_eq!(house.changes_nothing(ada.turn_off(&ada.password, &code)).await.told(), wait);
    assert_eq!(house.changes_nothing(elsewhere.type_code(&code)).await.told(), wait);
    // The way back is open, whoever guesses at codes.
    elsewhere.type_recovery_code(&ada.codes[0]).await.leads_to("/account");
    assert_eq!((house.second_factor_misses().await, house.recovery_code_misses().await), (0, 0));
}

/// Whoever knows the password guesses all the time, at codes and at recovery codes, for two hours (attack D1).
#[tokio::test]
async fn whoever_knows_the_password_does_not_keep_the_owner_out() {
    let house = House::open().await;
    let mut ada = house.protected("Ada").await;
    for _ in 0..8 {
        let stranger = ada.elsewhere();
        for _ in 0..4 {
            stranger.type_password().await;
            for _ in 0..3 {
                stranger.type_code(&ada.wrong_code()).await;
            }
            stranger.type_recovery_code("0000-0000-0000-0000-0000-0000").await;
        }
        let owner = ada.elsewhere();
        owner.type_password().await;
        owner.type_recovery_code(&ada.codes.remove(0)).await.leads_to("/account");
        house.clock.advance(15 * MINUTE);
    }
}

#[tokio::test]
async fn t_09_a_code_is_good_once_whoever_has_it() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let (first, second) = (ada.elsewhere(), ada.elsewhere());
    first.type_password().await;
    second.type_password().await;
    let code = ada.next_code();
    first.type_code(&code).await.leads_to("/account");
    for way in Way::BOTH {
        let second = second.clone().in_way(way);
        let answer = house.changes_nothing(second.type_code(&code)).await;
        assert_eq!(answer.told(), Message::CodeUsed);
        assert!(!second.is_in().await);
    }
}

#[tokio::test]
async fn t_10_a_code_is_good_once_for_whatever_purpose() {
    let house = House::open().await;
    let ada = house.protected("Ada").await;
    let identity = |code: String| vec![("password".to_owned(), ada.password.clone()), ("code".to_owned(), code)];
    // The code that turned it on does not sign in.
    let elsewhere = ada.elsewhere();
    elsewhere.type_password().await;
    assert_eq!(elsewhere.type_code(&ada.code()).await.told(), Message::CodeUsed);
    // The code that signed in neither confirms who it is nor turns it off.
    elsewhere.type_code(&ada.next_code()).await.leads_to("/account");
    let fields = identity(ada.code());
    let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    let answer = house.changes_nothing(ada.submit("/ui/confirm_identity", &fields)).await;
    assert_eq!(answer.told(), Message::CodeUsed);
    let answer = house.changes_nothing(ada.turn_off(&ada.password, &ada.code())).await;
    assert_eq!(answer.told(), Message::CodeUsed);
    // The code that confirmed who it is does not turn it off.
    ada.step_up().await.leads_to("/account");
    let answer = house.changes_nothing(ada.turn_off(&ada.password, &ada.code())).await;
    assert_eq!(answer.told(), Message::CodeUsed);
}

#[tokio::test]
async fn t_11_after_a_code_was_taken_no_earlier_one_is() {
    let house = House::open().await;
    let ada = house.protected("Ada").await.elsewhere();
    let (before, now) = (ada.next_code(), ada.next_code());
    ada.type_password().await;
    ada.type_code(&now).await.leads_to("/account");
    let other = ada.elsewhere();
    other.type_password().await;
    assert_eq!(other.type_code(&before).await.told(), Message::CodeUsed);
    other.type_code(&ada.next_code()).await.leads_to("/account");
}

#[tokio::test]
async fn t_13_codes_of_the_documented_steps_are_taken_and_no_others() {
    for (window, taken) in [(Window::OneStepEitherWay, -1..=1), (Window::OneStepBack, -1..=0)] {
        let house = House::built(Plan { window, ..Plan::default() }).await;
        let ada = house.protected("Ada").await;
        let now = latchkey_core::domain::time::Clock::now(&*house.clock).seconds() / 30;
        for offset in -10..=10 {
            // Misses and used steps aside: only the window is asked about.
            house.sql("DELETE FROM attempts").await;
            house.sql("UPDATE authenticators SET last_used_step = 0").await;
            let visitor = ada.elsewhere();
            visitor.type_password().await;
            let answer = visitor.type_code(&ada.phone().code_of_step(now + offset)).await;
            assert_eq!(answer.refusal().is_none(), taken.contains(&offset), "{window:?}, {offset} steps: {answer:#?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r_01_one_recovery_code_in_fifty_requests_at_once_lets_one_of_them_in() {
    for one_sign_in in [true, false] {
        let house = House::open().await;
        let ada = house.protected("Ada").await;
        let visitors = visitors(&ada, one_sign_in).await;
        let before = house.session_ids().await.len();
        let code = ada.codes[3].clone();
        let requests = visitors.into_iter().map(|visitor| {
            let code = code.clone();
            async move { visitor.browser.send_form("/ui/sign_in_recovery_code", &[("recovery_code", &code)]).await }
        });
        let answers = at_once(requests).await;
        assert_eq!(answers.iter().filter(|answer| answer.refusal().is_none()).count(), 1);
        assert_eq!(house.session_ids().await.len(), before + 1);
        assert_eq!(house.number("SELECT COUNT(*) FROM recovery_codes WHERE used_at IS NOT NULL").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r_02_one_code_in_fifty_requests_at_once_lets_one_of_them_in() {
    for one_sign_in in [true, false] {
        let house = House::open().await;
        let ada = house.protected("Ada").await;
        let visitors = visitors(&ada, one_sign_in).await;
        let before = house.session_ids().await.len();
        let code = ada.next_code();
        let requests = visitors.into_iter().map(|visitor| {
            let code = code.clone();
            async move { visitor.browser.send_form("/ui/sign_in_code", &[("code", &code)]).await }
        });
        let answers = at_once(requests).await;
        assert_eq!(answers.iter().filter(|answer| answer.refusal().is_none()).count(), 1);
        assert_eq!(house.session_ids().await.len(), before + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r_03_of_fifty_wrong_codes_at_once_no_more_are_evaluated_than_may_be() {
    // One sign-in may try five times; the account, over fifty sign-ins, ten times before it waits.
    for (one_sign_in, budget) in [(true, 5), (false, 10)] {
        let house = House::open().await;
        let ada = house.protected("Ada").await;
        let wrong = ada.wrong_code();
        let requests = visitors(&ada, one_sign_in).await.into_iter().map(|visitor| {
            let wrong = wrong.clone();
            async move { visitor.browser.send_form("/ui/sign_in_code", &[("code", &wrong)]).await }
        });
        let told: Vec<Message> = at_once(requests).await.iter().map(crate::support::Answer::told).collect();
        assert_eq!(told.iter().filter(|told| **told == Message::WrongCode).count(), budget);
        assert_eq!(house.second_factor_misses().await, i64::try_from(budget).unwrap());
        let others = [Message::SignInOver, Message::TooManyAttempts { seconds: 900 }, Message::WrongCode];
        assert!(told.iter().all(|told| others.contains(told)), "{told:?}");
    }
}

/// Fifty visitors between the two steps: of one and the same sign-in, or each of their own.
async fn visitors(ada: &Person, one_sign_in: bool) -> Vec<Person> {
    let first = ada.elsewhere();
    first.type_password().await;
    let mut visitors = Vec::new();
    for _ in 0..50 {
        let visitor =
            Person { browser: if one_sign_in { first.browser.copied() } else { first.elsewhere().browser }, ..ada.clone() };
        if !one_sign_in {
            visitor.type_password().await;
        }
        visitors.push(visitor);
    }
    ada.house.clock.advance(MINUTE);
    visitors
}
