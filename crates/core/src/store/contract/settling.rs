//! A check counts in one transaction and spends in one, and what a counter is for goes with it.

use super::*;
use crate::{
    domain::{
        throttle::{Blocked, Limit},
        token::Pending,
    },
    store::{Attempt, Finished, PendingSignIns, Refused, Sessions, Settlement, Spend, Spending},
};

promises! {
    of_several_attempts_all_are_counted_or_none,
    fifty_parallel_attempts_of_one_network_are_all_counted,
    a_password_settles_its_counters_with_what_it_opens,
    a_session_that_is_not_opened_settles_nothing,
    a_try_counts_for_the_sign_in_and_for_the_account,
    a_try_that_the_account_refuses_counts_for_the_sign_in,
    a_try_at_a_sign_in_that_is_over_counts_nothing,
    of_fifty_tries_each_of_a_sign_in_of_its_own_the_account_allows_ten,
    a_code_opens_one_session_and_settles_its_counter,
    of_fifty_sign_ins_with_one_code_one_gets_a_session,
    a_code_of_a_sign_in_that_is_over_is_spent_all_the_same,
}

const CODES: &str = "second-factor:ada";

fn attempts<const N: usize>(attempts: [(&str, Limit); N]) -> [Attempt; N] {
    attempts.map(|(subject, limit)| Attempt { subject: subject.to_owned(), limit })
}

fn settlement(refunds: &[&str], clears: &[&str]) -> Settlement {
    let owned = |subjects: &[&str]| subjects.iter().map(|&subject| subject.to_owned()).collect();
    Settlement { refunds: owned(refunds), clears: owned(clears), retracts: None }
}

fn by_code(account: AccountId, step: i64) -> Spending {
    Spending {
        account,
        proof: Spend::Step { authenticator: PHONE, step, newest: NEWEST, now: NOW },
        settlement: settlement(&[], &[CODES]),
        event: None,
    }
}

impl World {
    /// How many attempts are counted for a subject.
    async fn misses(&self, subject: &str) -> i64 {
        let query = "SELECT misses FROM attempts WHERE subject = $1";
        let rows = self.store.rows(query, &[subject.into()], &[("misses", Kind::Integer)]).await.unwrap();
        rows.first().map_or(0, |row| row.integer("misses").unwrap())
    }

    async fn try_by_code(&self, pending: &Pending) -> Option<Result<(), Blocked>> {
        let [attempt] = attempts([(CODES, Limit::Totp)]);
        let event = an_event(pending.account_id, EventKind::SecondFactorRefused, NOW);
        PendingSignIns::try_pending_sign_in(&*self.store, pending, &attempt, &event, NOW).await.unwrap()
    }

    async fn finish(&self, id: PendingSignInId, spending: &Spending) -> (Finished, bool) {
        let opening = an_opening(spending.account, Factors::PasswordAndTotp, NOW);
        let finished = PendingSignIns::finish_pending_sign_in(&*self.store, id, &opening, spending).await.unwrap();
        (finished, self.session(opening.session.id).await.is_some())
    }
}

async fn of_several_attempts_all_are_counted_or_none(world: World) {
    let both = attempts([("network", Limit::Network), ("ada", Limit::Password)]);
    for _ in 0..5 {
        assert_eq!(world.store.count_attempts(&both, None, NOW).await.unwrap(), Ok(()));
    }
    let refused = world.store.count_attempts(&both, None, NOW).await.unwrap().unwrap_err();
    assert!(matches!(refused, Refused { limit: Limit::Password, blocked: Blocked::Wait(_) }), "{refused:?}");
    let [network, ada] = both;
    let turned = world.store.count_attempts(&[ada, network], None, NOW).await.unwrap();
    assert!(turned.is_err());
    assert_eq!((world.misses("network").await, world.misses("ada").await), (5, 5));
    // Also where the first was never counted before.
    let fresh = attempts([("another network", Limit::Network), ("ada", Limit::Password)]);
    assert!(world.store.count_attempts(&fresh, None, NOW).await.unwrap().is_err());
    assert_eq!(world.misses("another network").await, 0);
}

async fn fifty_parallel_attempts_of_one_network_are_all_counted(world: World) {
    let answers = world
        .race(|store, number| async move {
            let attempts = attempts([("network", Limit::Network), (&format!("person {number}"), Limit::Password)]);
            store.count_attempts(&attempts, None, NOW).await
        })
        .await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(world.misses("network").await, 50);
}

async fn a_password_settles_its_counters_with_what_it_opens(world: World) {
    let account = world.registered().await.id;
    let both = attempts([("network", Limit::Network), ("ada", Limit::Password)]);
    for _ in 0..3 {
        world.store.count_attempts(&both, None, NOW).await.unwrap().unwrap();
    }
    let opening = an_opening(account, Factors::Password, NOW);
    assert!(Sessions::open_session(&*world.store, &opening, &settlement(&["network"], &["ada"])).await.unwrap());
    assert_eq!((world.misses("network").await, world.misses("ada").await), (2, 0));

    world.store.count_attempts(&both, None, NOW).await.unwrap().unwrap();
    let pending = a_pending(PendingSignInId::random(&OsRandom), account, later(60));
    PendingSignIns::open_pending_sign_in(&*world.store, &pending, &settlement(&["network"], &["ada"])).await.unwrap();
    assert_eq!((world.misses("network").await, world.misses("ada").await), (2, 0));
    assert!(world.store.pending_account(pending.id, NOW).await.unwrap().is_some());
}

async fn a_session_that_is_not_opened_settles_nothing(world: World) {
    let account = world.with_two_factors().await.account;
    world.store.count_attempts(&attempts([("ada", Limit::Password)]), None, NOW).await.unwrap().unwrap();
    let half = an_opening(account, Factors::Password, NOW);
    assert!(!Sessions::open_session(&*world.store, &half, &settlement(&[], &["ada"])).await.unwrap());
    assert_eq!(world.misses("ada").await, 1);
}

async fn a_try_counts_for_the_sign_in_and_for_the_account(world: World) {
    let account_id = world.with_two_factors().await.account;
    let pending = Pending { id: world.pending(account_id).await, account_id };
    for expected in 1..=5 {
        assert_eq!(world.try_by_code(&pending).await, Some(Ok(())));
        assert_eq!(world.misses(CODES).await, expected);
    }
    assert_eq!(world.try_by_code(&pending).await, None, "its tries are used up");
    assert_eq!(world.misses(CODES).await, 5);
}

async fn a_try_that_the_account_refuses_counts_for_the_sign_in(world: World) {
    let account_id = world.with_two_factors().await.account;
    for _ in 0..10 {
        world.store.count_attempts(&attempts([(CODES, Limit::Totp)]), None, NOW).await.unwrap().unwrap();
    }
    let pending = Pending { id: world.pending(account_id).await, account_id };
    for _ in 0..5 {
        assert!(matches!(world.try_by_code(&pending).await, Some(Err(Blocked::Wait(_)))));
    }
    assert_eq!(world.try_by_code(&pending).await, None);
    assert_eq!(world.misses(CODES).await, 10);
}

async fn a_try_at_a_sign_in_that_is_over_counts_nothing(world: World) {
    let [account_id, other] = [world.with_two_factors().await.account, world.registered().await.id];
    let id = world.pending(account_id).await;
    for (id, account_id) in [(PendingSignInId::random(&OsRandom), account_id), (id, other)] {
        // Before the first attempt, and after one.
        for misses in 0..2 {
            assert_eq!(world.try_by_code(&Pending { id, account_id }).await, None);
            assert_eq!(world.misses(CODES).await, misses);
            world.store.count_attempts(&attempts([(CODES, Limit::Totp)]), None, NOW).await.unwrap().unwrap();
        }
        world.store.clear_attempts(CODES).await.unwrap();
    }
    for _ in 0..5 {
        assert_eq!(world.try_by_code(&Pending { id, account_id }).await, Some(Ok(())), "it has all its tries");
    }
}

async fn of_fifty_tries_each_of_a_sign_in_of_its_own_the_account_allows_ten(world: World) {
    let account_id = world.with_two_factors().await.account;
    let mut ids = Vec::new();
    for _ in 0..RACERS {
        ids.push(world.pending(account_id).await);
    }
    let tries = world
        .race(|store, number| {
            let pending = Pending { id: ids[number], account_id };
            async move {
                let [attempt] = attempts([(CODES, Limit::Totp)]);
                let event = an_event(pending.account_id, EventKind::SecondFactorRefused, NOW);
                PendingSignIns::try_pending_sign_in(&*store, &pending, &attempt, &event, NOW).await
            }
        })
        .await;
    assert_eq!(tries.iter().filter(|tried| **tried == Some(Ok(()))).count(), 10);
    assert!(tries.iter().all(Option::is_some));
}

async fn a_code_opens_one_session_and_settles_its_counter(world: World) {
    let account_id = world.with_two_factors().await.account;
    let [first, second] = [world.pending(account_id).await, world.pending(account_id).await];
    assert_eq!(world.try_by_code(&Pending { id: first, account_id }).await, Some(Ok(())));
    assert_eq!(world.finish(first, &by_code(account_id, 200)).await, (Finished::Opened, true));
    assert_eq!(world.misses(CODES).await, 0);

    assert_eq!(world.try_by_code(&Pending { id: second, account_id }).await, Some(Ok(())));
    assert_eq!(world.finish(second, &by_code(account_id, 200)).await, (Finished::Spent, false));
    assert_eq!(world.misses(CODES).await, 1, "a code that was used clears nothing");
    assert!(world.store.pending_account(second, NOW).await.unwrap().is_some(), "and ends nothing");
    assert_eq!(world.finish(second, &by_code(account_id, 201)).await, (Finished::Opened, true));
    assert_eq!(world.misses(CODES).await, 0);
}

async fn of_fifty_sign_ins_with_one_code_one_gets_a_session(world: World) {
    let account = world.with_two_factors().await.account;
    let mut ids = Vec::new();
    for _ in 0..RACERS {
        ids.push(world.pending(account).await);
    }
    let finished = world
        .race(|store, number| {
            let (id, opening) = (ids[number], an_opening(account, Factors::PasswordAndTotp, NOW));
            async move { PendingSignIns::finish_pending_sign_in(&*store, id, &opening, &by_code(account, 300)).await }
        })
        .await;
    assert_eq!(finished.iter().filter(|finished| **finished == Finished::Opened).count(), 1);
    assert_eq!(finished.iter().filter(|finished| **finished == Finished::Spent).count(), RACERS - 1);
}

async fn a_code_of_a_sign_in_that_is_over_is_spent_all_the_same(world: World) {
    let account = world.with_two_factors().await.account;
    let id = world.pending(account).await;
    assert!(world.store.end_pending_sign_in(id).await.unwrap());
    assert_eq!(world.finish(id, &by_code(account, 400)).await, (Finished::Over, false));
    assert!(!world.store.advance_totp_step(account, 400, NEWEST).await.unwrap());
}
