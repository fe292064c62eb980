use super::*;
use crate::domain::throttle::{Counter, Limit, Refusal, SECOND_FACTOR_CAP};

promises! {
    of_fifty_parallel_guesses_only_the_budget_is_evaluated,
    every_limit_is_remembered_exactly_as_its_rule_counts,
    subjects_are_counted_apart,
    counters_outlive_the_server,
    a_refund_takes_back_one_attempt_and_its_wait,
    fifty_parallel_refunds_take_back_what_was_counted_and_no_more,
    a_success_starts_its_subject_anew_and_no_other,
    codes_and_recovery_codes_share_a_counter_but_not_the_cap,
}

const MINUTE: Duration = Duration::from_secs(60);

impl World {
    async fn guess(&self, subject: &str, limit: Limit, now: Timestamp) -> Result<(), Refusal> {
        self.store.count_attempt(subject, limit, now).await.unwrap()
    }

    /// Guesses at one moment until it is refused: how many were evaluated.
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
        [(Limit::Password, 5, MINUTE / 2), (Limit::Totp, 10, 15 * MINUTE), (Limit::RecoveryCode, 10, 15 * MINUTE)]
    {
        let subject = format!("{limit:?}");
        let answers = world
            .race(|store, _| {
                let subject = subject.clone();
                async move { store.count_attempt(&subject, limit, NOW).await }
            })
            .await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), budget, "{limit:?}");
        assert!(answers.iter().all(|answer| matches!(answer, Ok(()) | Err(Refusal::Wait(_)))));
        assert_eq!(world.guess(&subject, limit, NOW).await, Err(Refusal::Wait(NOW + wait)));
    }
}

/// The rule itself is tested in `domain/throttle.rs`; here, that nothing of its counter is lost or changed on the way.
async fn every_limit_is_remembered_exactly_as_its_rule_counts(world: World) {
    for limit in [Limit::Password, Limit::Totp, Limit::RecoveryCode, Limit::Address, Limit::Registration] {
        let (mut now, mut counter) = (NOW, None::<Counter>);
        for number in 0..120_u32 {
            let expected = limit.count(counter, now);
            let answer = world.guess(&format!("{limit:?}"), limit, now).await;
            assert_eq!(answer, expected.map(|_| ()), "{limit:?}, attempt {number}");
            counter = expected.ok().or(counter);
            now = now
                + match number % 40 {
                    // One millisecond before the limit forgets, and when it does.
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
    assert_eq!(world.guess("second-factor:ada", Limit::Totp, NOW).await, Err(Refusal::Wait(NOW + 15 * MINUTE)));
    assert_eq!(world.guesses("second-factor:ada", Limit::Totp, NOW + 15 * MINUTE).await, 10);
}

async fn a_refund_takes_back_one_attempt_and_its_wait(world: World) {
    // What was never counted has nothing to take back: there is no credit.
    world.store.refund_attempt("password:ada").await.unwrap();
    world.guess("password:ada", Limit::Password, NOW).await.unwrap();
    world.store.refund_attempt("password:ada").await.unwrap();
    world.store.refund_attempt("password:ada").await.unwrap();
    assert_eq!(world.guesses("password:ada", Limit::Password, NOW).await, 5);

    world.store.refund_attempt("password:eve").await.unwrap();
    assert_eq!(world.guesses("password:ada", Limit::Password, NOW).await, 0);
    world.store.refund_attempt("password:ada").await.unwrap();
    assert_eq!(world.guesses("password:ada", Limit::Password, NOW).await, 1);
    assert_eq!(world.guess("password:ada", Limit::Password, NOW).await, Err(Refusal::Wait(NOW + MINUTE / 2)));
}

async fn fifty_parallel_refunds_take_back_what_was_counted_and_no_more(world: World) {
    let mut now = NOW;
    for _ in 0..53 {
        world.guess("address:192.0.2.1", Limit::Address, now).await.unwrap();
        now = now + 5 * MINUTE;
    }
    world.race(|store, _| async move { store.refund_attempt("address:192.0.2.1").await }).await;
    // Three are still counted, so 47 are free: the 50th miss is the first that has others wait.
    assert_eq!(world.guesses("address:192.0.2.1", Limit::Address, now).await, 47);
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

async fn codes_and_recovery_codes_share_a_counter_but_not_the_cap(world: World) {
    let mut now = NOW;
    for miss in 1..=SECOND_FACTOR_CAP {
        let limit = if miss % 2 == 0 { Limit::Totp } else { Limit::RecoveryCode };
        world.guess("second-factor:ada", limit, now).await.unwrap();
        now = if miss % 10 == 0 { now + 15 * MINUTE } else { now };
    }
    assert_eq!(world.guess("second-factor:ada", Limit::Totp, later(4_000_000_000)).await, Err(Refusal::Disabled));
    assert_eq!(world.guesses("second-factor:ada", Limit::RecoveryCode, now).await, 10);
    world.store.clear_attempts("second-factor:ada").await.unwrap();
    assert_eq!(world.guesses("second-factor:ada", Limit::Totp, now).await, 10);
}
