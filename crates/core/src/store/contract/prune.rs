use super::*;
use crate::domain::throttle::{Blocked, Limit, SECOND_FACTOR_CAP};

promises! {
    pruning_removes_exactly_the_sessions_that_are_over,
    pruning_removes_exactly_the_pending_sign_ins_that_are_over,
    pruning_removes_exactly_the_shown_secrets_that_are_over,
    pruning_removes_exactly_the_notes_that_are_over,
    pruning_removes_exactly_the_attempts_that_are_forgotten,
    the_misses_at_a_second_factor_are_kept_for_ever,
    pruning_touches_nothing_that_lasts,
    pruning_removes_however_many_are_over,
}

/// Time of pruning.
const PRUNED: Timestamp = Timestamp::from_seconds(1_800_100_000);
/// A session last used at this time is idle at [`PRUNED`].
const IDLE: Timestamp = Timestamp::from_seconds(1_800_096_400);

impl World {
    async fn prune(&self) -> u64 {
        self.store.prunes(PRUNED, IDLE).await.unwrap()
    }
}

async fn pruning_removes_exactly_the_sessions_that_are_over(world: World) {
    let account = world.registered().await.id;
    let mut sessions = Vec::new();
    for (expires_at, last_used_at, stays) in [
        (PRUNED, PRUNED, false),
        (PRUNED - TICK, PRUNED, false),
        (PRUNED + TICK, IDLE, false),
        (PRUNED + TICK, IDLE - TICK, false),
        (PRUNED + TICK, IDLE + TICK, true),
    ] {
        let mut opening = an_opening(account, Factors::Password, NOW);
        (opening.session.expires_at, opening.session.last_used_at) = (expires_at, last_used_at);
        assert!(world.store.opens_session(&opening).await.unwrap());
        sessions.push((opening.session, stays));
    }
    assert_eq!(world.prune().await, 4);
    assert_eq!(world.prune().await, 0);
    for (session, stays) in sessions {
        assert_eq!(world.session(session.id).await.is_some(), stays, "{session:?}");
    }
}

async fn pruning_removes_exactly_the_pending_sign_ins_that_are_over(world: World) {
    let account_id = world.registered().await.id;
    let mut pending = Vec::new();
    for (expires_at, stays) in [(PRUNED - TICK, false), (PRUNED, false), (PRUNED + TICK, true)] {
        let id = PendingSignInId::random(&OsRandom);
        world.store.opens_pending(&a_pending(id, account_id, expires_at)).await.unwrap();
        pending.push((id, stays));
    }
    assert_eq!(world.prune().await, 2);
    for (id, stays) in pending {
        // Queried as of a time when none had expired: a missing row was removed.
        assert_eq!(world.store.pending_account(id, NOW).await.unwrap().is_some(), stays);
    }
}

async fn pruning_removes_exactly_the_shown_secrets_that_are_over(world: World) {
    let mut shown = Vec::new();
    for (expires_at, stays) in [(PRUNED - TICK, false), (PRUNED, false), (PRUNED + TICK, true)] {
        // The session does not matter: it may have ended before.
        let (account, session) = (world.registered().await.id, SessionId::random(&OsRandom));
        world.store.put_pending_authenticator(account, session, &a_shown(sealed("secret"), expires_at)).await.unwrap();
        shown.push((account, session, stays));
    }
    assert_eq!(world.prune().await, 2);
    for (account, session, stays) in shown {
        assert_eq!(world.store.pending_authenticator(account, session, NOW).await.unwrap().is_some(), stays);
    }
}

async fn pruning_removes_exactly_the_notes_that_are_over(world: World) {
    let account = world.registered().await.id;
    let mut notes = Vec::new();
    for (expires_at, stays) in [(PRUNED - TICK, false), (PRUNED, false), (PRUNED + TICK, true)] {
        let mut opening = an_opening(account, Factors::Password, PRUNED);
        opening.session.expires_at = PRUNED + TICK;
        assert!(world.store.opens_session(&opening).await.unwrap());
        let note = Handoff { expires_at, ..a_handoff(opening.session.id, DRAFT, "draft") };
        assert!(world.store.put_handoff(&note).await.unwrap());
        notes.push((note, stays));
    }
    assert_eq!(world.prune().await, 2);
    for (note, stays) in notes {
        assert_eq!(world.store.handoff(note.session_id, note.kind, NOW).await.unwrap().is_some(), stays);
        assert!(world.session(note.session_id).await.is_some());
    }
}

async fn pruning_removes_exactly_the_attempts_that_are_forgotten(world: World) {
    for (limit, budget) in [(Limit::Password, 5), (Limit::Network, 50), (Limit::Registration, 100)] {
        let forgotten = PRUNED - limit.forgotten_after().unwrap();
        for (subject, counted_at) in [("over", forgotten), ("not over", forgotten + TICK)] {
            for _ in 0..budget {
                world.store.count_attempt(subject, limit, counted_at).await.unwrap().unwrap();
            }
        }
        assert_eq!(world.prune().await, 1, "{limit:?}");
        // Counted as of that time: an existing counter would still impose a wait.
        assert_eq!(world.store.count_attempt("over", limit, forgotten).await.unwrap(), Ok(()));
        assert!(world.store.count_attempt("not over", limit, forgotten + TICK).await.unwrap().is_err());
        for subject in ["over", "not over"] {
            world.store.clear_attempts(subject).await.unwrap();
        }
    }
}

async fn the_misses_at_a_second_factor_are_kept_for_ever(world: World) {
    for quarter in 0..u64::from(SECOND_FACTOR_CAP) {
        world.store.count_attempt("capped", Limit::Totp, later(quarter * 15 * 60)).await.unwrap().unwrap();
    }
    for _ in 0..9 {
        world.store.count_attempt("nine misses", Limit::Enrolment, NOW).await.unwrap().unwrap();
    }
    let the_end_of_time = Timestamp(i64::MAX);
    assert_eq!(world.store.prunes(the_end_of_time, the_end_of_time).await.unwrap(), 0);
    let centuries_later = later(10_000_000_000);
    assert_eq!(world.store.count_attempt("capped", Limit::Totp, centuries_later).await.unwrap(), Err(Blocked::Disabled));
    assert_eq!(world.store.count_attempt("nine misses", Limit::Totp, centuries_later).await.unwrap(), Ok(()));
    assert!(world.store.count_attempt("nine misses", Limit::Totp, centuries_later).await.unwrap().is_err());
}

async fn pruning_touches_nothing_that_lasts(world: World) {
    let Protected { account, secret, .. } = world.with_two_factors().await;
    let the_end_of_time = Timestamp(i64::MAX);
    world.store.prunes(the_end_of_time, the_end_of_time).await.unwrap();
    assert!(world.account(account).await.two_factor);
    assert_eq!(world.store.authenticator_of(account).await.unwrap().unwrap().secret, secret);
    assert!(!world.store.advance_totp_step(account, 100, NEWEST).await.unwrap());
    assert_eq!(world.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 10);
}

async fn pruning_removes_however_many_are_over(world: World) {
    let account_id = world.registered().await.id;
    for _ in 0..1_001 {
        let id = PendingSignInId::random(&OsRandom);
        world.store.opens_pending(&a_pending(id, account_id, PRUNED)).await.unwrap();
    }
    assert_eq!(world.prune().await, 1_001);
    assert_eq!(world.prune().await, 0);
}
