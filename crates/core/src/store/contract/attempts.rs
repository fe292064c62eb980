use super::*;
use crate::domain::throttle::{Blocked, Counter, Limit, SECOND_FACTOR_CAP};

promises! {
    of_fifty_parallel_guesses_only_the_budget_is_evaluated,
    every_limit_is_remembered_exactly_as_its_rule_counts,
    subjects_are_counted_apart,
    counters_outlive_the_server,
    a_refund_takes_back_one_attempt_and_its_wait,
    fifty_parallel_refunds_take_back_what_was_counted_and_no_more,
    a_success_starts_its_subject_anew_and_no_other,
    recovery_codes_are_counted_and_never_refused,
    what_a_clock_that_was_ahead_counted_ends_as_promised,
}

const MINUTE: Duration = Duration::from_secs(60);

impl World {
    async fn guess(&self, subject: &str, limit: Limit, now: Timestamp) -> Result<(), Blocked> {
        self.store.count_attempt(subject, limit, now).await.unwrap()
    }

    /// Guesses at one moment until refused. Returns how many guesses were evaluated.
    async fn guesses(&self, subject: &str, limit: Limit, now: Timestamp) -> usize {
        for evaluated in 0..1000 {
            if self.guess(subject, limit, now).await.is_err() {
                return evaluated;
            }
        }
        panic!("{limit:?} is no limit")
    }
}

async fn of_fifty_parallel_guesses_only_the_budget_is_evaluated(world: World) {
    for (limit, budget, wait) in
        [(Limit::Password, 5, MINUTE / 2), (Limit::Totp, 10, 15 * MINUTE), (Limit::Enrolment, 10, 15 * MINUTE)]
    {
        let subject = format!("{limit:?}");
        let answers = world
            .race(|store, _| {
                let subject = subject.clone();
                async move { store.count_attempt(&subject, limit, NOW).await }
            })
            .await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), budget, "{limit:?}");
        assert!(answers.iter().all(|answer| matches!(answer, Ok(()) | Err(Blocked::Wait(_)))));
        assert_eq!(world.guess(&subject, limit, NOW).await, Err(Blocked::Wait(NOW + wait)));
    }
}

/// `domain/throttle.rs` tests the rule itself. This test checks that storing a counter loses and changes nothing.
async fn every_limit_is_remembered_exactly_as_its_rule_counts(world: World) {
    for limit in [Limit::Password, Limit::Totp, Limit::RecoveryCode, Limit::Network, Limit::Registration] {
        let (mut now, mut counter) = (NOW, None::<Counter>);
        for number in 0..120_u32 {
            let expected = limit.count(counter, now);
            let answer = world.guess(&format!("{limit:?}"), limit, now).await;
            assert_eq!(answer, expected.map(|_| ()), "{limit:?}, attempt {number}");
            counter = expected.ok().or(counter);
            now = now
                + match number % 40 {
                    // One millisecond before the limit forgets, and at that moment.
                    30 => limit.forgotten_after().unwrap_or(MINUTE) - TICK,
                    35 => limit.forgotten_after().unwrap_or(MINUTE),
                    other if other % 3 == 0 => 16 * MINUTE,
                    _ => Duration::from_secs(1),
                };
        }
    }
}

async fn subjects_are_counted_apart(world: World) {
    assert_eq!(world.guesses("password:ada", Limit::Password, NOW).await, 5);
    assert_eq!(world.guesses("password:Ada", Limit::Password, NOW).await, 5);
    assert_eq!(world.guesses("password:ada ", Limit::Password, NOW).await, 5);
}

async fn counters_outlive_the_server(world: World) {
    for _ in 0..4 {
        world.guess("password:ada", Limit::Password, NOW).await.unwrap();
    }
    assert_eq!(world.guesses("second-factor:ada", Limit::Totp, NOW).await, 10);
    let world = world.restarted().await;
    assert_eq!(world.guesses("password:ada", Limit::Password, NOW).await, 1);
    assert_eq!(world.guess("second-factor:ada", Limit::Totp, NOW).await, Err(Blocked::Wait(NOW + 15 * MINUTE)));
    assert_eq!(world.guesses("second-factor:ada", Limit::Totp, NOW + 15 * MINUTE).await, 10);
}

async fn a_refund_takes_back_one_attempt_and_its_wait(world: World) {
    // A refund without a counted attempt gives no credit.
    world.store.refund_attempt("password:ada").await.unwrap();
    world.guess("password:ada", Limit::Password, NOW).await.unwrap();
    world.store.refund_attempt("password:ada").await.unwrap();
    world.store.refund_attempt("password:ada").await.unwrap();
    assert_eq!(world.guesses("password:ada", Limit::Password, NOW).await, 5);

    world.store.refund_attempt("password:eve").await.unwrap();
    assert_eq!(world.guesses("password:ada", Limit::Password, NOW).await, 0);
    world.store.refund_attempt("password:ada").await.unwrap();
    assert_eq!(world.guesses("password:ada", Limit::Password, NOW).await, 1);
    assert_eq!(world.guess("password:ada", Limit::Password, NOW).await, Err(Blocked::Wait(NOW + MINUTE / 2)));
}

async fn fifty_parallel_refunds_take_back_what_was_counted_and_no_more(world: World) {
    let mut now = NOW;
    for _ in 0..53 {
        world.guess("address:192.0.2.1", Limit::Network, now).await.unwrap();
        now = now + 5 * MINUTE;
    }
    world.race(|store, _| async move { store.refund_attempt("address:192.0.2.1").await }).await;
    // Three are still counted, so 47 are left: the 50th miss is the first that causes a wait.
    assert_eq!(world.guesses("address:192.0.2.1", Limit::Network, now).await, 47);
}

async fn a_success_starts_its_subject_anew_and_no_other(world: World) {
    for subject in ["password:ada", "password:eve"] {
        assert_eq!(world.guesses(subject, Limit::Password, NOW).await, 5);
    }
    world.store.clear_attempts("password:ada").await.unwrap();
    world.store.clear_attempts("password:nobody").await.unwrap();
    assert_eq!(world.guesses("password:eve", Limit::Password, NOW).await, 0);
    assert_eq!(world.guesses("password:ada", Limit::Password, NOW).await, 5);
}

async fn recovery_codes_are_counted_and_never_refused(world: World) {
    for _ in 0..2 * SECOND_FACTOR_CAP {
        world.guess("recovery-code:ada", Limit::RecoveryCode, NOW).await.unwrap();
    }
}

async fn what_a_clock_that_was_ahead_counted_ends_as_promised(world: World) {
    let day = 24 * 60 * MINUTE;
    for (limit, misses, longest) in [
        (Limit::Password, 5, 15 * MINUTE),
        (Limit::Totp, 10, 15 * MINUTE),
        (Limit::Network, 50, 60 * MINUTE),
        (Limit::Registration, 100, 60 * MINUTE),
    ] {
        let subject = format!("{limit:?}");
        assert_eq!(world.guesses(&subject, limit, NOW + 3650 * day).await, misses);
        // The wait runs from when it was noticed. Asking again does not extend it.
        for asked in [Duration::ZERO, MINUTE, longest - TICK] {
            let answer = world.guess(&subject, limit, NOW + asked).await;
            // The wait from the miss itself may be shorter than the longest.
            assert!(matches!(answer, Err(Blocked::Wait(until)) if until <= NOW + longest), "{limit:?}: {answer:?}");
        }
        assert_eq!(world.guess(&subject, limit, NOW + longest).await, Ok(()), "{limit:?}");
    }
}
