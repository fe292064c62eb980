use tokio::task::JoinSet;

use super::*;
use crate::store::MAX_SESSIONS;

promises! {
    a_session_is_read_back_as_it_was_opened_with_its_account,
    a_session_is_read_alive_or_not,
    no_session_is_opened_for_an_account_that_is_gone,
    an_account_has_at_most_fifty_sessions_and_the_oldest_end,
    fifty_who_sign_in_at_once_keep_the_bound,
    the_session_just_opened_is_not_the_one_that_ends,
    a_renewed_session_has_its_new_factors_and_no_longer_life,
    a_session_that_is_gone_is_not_renewed,
    a_session_ends_once_and_alone,
    a_session_that_has_ended_is_found_by_nobody_who_asks_afterwards,
    live_sessions_are_counted_and_those_that_are_over_or_idle_are_not,
}

impl World {
    /// Returns which of these sessions still exist.
    async fn still_there(&self, openings: &[SessionWrite]) -> Vec<bool> {
        let mut there = Vec::new();
        for opening in openings {
            there.push(self.session(opening.session.id).await.is_some());
        }
        there
    }

    /// Opens sessions at these seconds.
    async fn opens(&self, account: AccountId, seconds: impl Iterator<Item = u64>) -> Vec<SessionWrite> {
        let openings: Vec<SessionWrite> = seconds.map(|second| an_opening(account, Factors::Password, later(second))).collect();
        for opening in &openings {
            assert!(self.store.opens_session(opening).await.unwrap());
        }
        openings
    }
}

async fn a_session_is_read_back_as_it_was_opened_with_its_account(world: World) {
    let (ada, eve) = (world.with_two_factors().await.account, world.registered().await.id);
    let distinct = Session {
        authenticated_at: NOW + TICK,
        created_at: NOW + 2 * TICK,
        last_used_at: NOW + 3 * TICK,
        expires_at: NOW + 4 * TICK,
        ..an_opening(ada, Factors::PasswordAndTotp, NOW).session
    };
    let by_recovery_code = an_opening(ada, Factors::PasswordAndRecoveryCode, NOW).session;
    let by_password = an_opening(eve, Factors::Password, NOW).session;
    for session in [distinct, by_recovery_code, by_password] {
        let opening = SessionWrite {
            refresh: fingerprint(&session.id.to_string()),
            event: an_event_of(&session, EventKind::SignedIn),
            session: session.clone(),
            read: FRESH,
            proved_before: NOW,
        };
        assert!(world.store.opens_session(&opening).await.unwrap());
        let (read, account) = world.store.session(session.id).await.unwrap().unwrap();
        assert_eq!(read, session);
        assert_eq!((account.id, account.two_factor), (session.account_id, session.account_id == ada));
        assert_eq!(account.created_at, NOW, "the account's own, not the session's");
    }
    assert_eq!(world.session(SessionId::random(&OsRandom)).await, None);
}

async fn a_session_is_read_alive_or_not(world: World) {
    let account = world.registered().await.id;
    let long_ago = an_opening(account, Factors::Password, Timestamp(0));
    assert!(world.store.opens_session(&long_ago).await.unwrap());
    assert_eq!(world.session(long_ago.session.id).await, Some(long_ago.session));
}

async fn no_session_is_opened_for_an_account_that_is_gone(world: World) {
    for factors in [Factors::Password, Factors::PasswordAndTotp] {
        let opening = an_opening(an_account().id, factors, NOW);
        assert!(!world.store.opens_session(&opening).await.unwrap());
        assert_eq!(world.session(opening.session.id).await, None);
    }
}

async fn an_account_has_at_most_fifty_sessions_and_the_oldest_end(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    let of_eve = world.signed_in(eve).await;
    // The first one opened is not the oldest.
    let openings = world.opens(ada, [3, 0, 1, 2].into_iter().chain(4..53)).await;
    let expected: Vec<bool> = (0..53).map(|number| !matches!(number, 1..=3)).collect();
    assert_eq!(MAX_SESSIONS, 50);
    assert_eq!(world.still_there(&openings).await, expected);
    assert!(world.session(of_eve.session.id).await.is_some());
}

async fn fifty_who_sign_in_at_once_keep_the_bound(world: World) {
    let account = world.registered().await.id;
    let mut openings = world.opens(account, 0..30).await;
    let rivals: Vec<SessionWrite> = (0..RACERS).map(|_| an_opening(account, Factors::Password, later(30))).collect();
    let opened = world
        .race(|store, number| {
            let opening = rivals[number].clone();
            async move { store.opens_session(&opening).await }
        })
        .await;
    assert_eq!(winners(&opened), RACERS);
    openings.extend(rivals);
    let there = world.still_there(&openings).await;
    assert_eq!(winners(&there), 50);
    assert_eq!(winners(&there[..30]), 0, "the oldest ended");
}

/// Even if the clock was set back, or another server's clock is fast.
async fn the_session_just_opened_is_not_the_one_that_ends(world: World) {
    let account = world.registered().await.id;
    let openings = world.opens(account, 1000..1050).await;
    let newest = world.signed_in(account).await;
    assert!(world.session(newest.session.id).await.is_some());
    let there = world.still_there(&openings).await;
    assert_eq!((there[0], winners(&there)), (false, 49));
}

async fn a_renewed_session_has_its_new_factors_and_no_longer_life(world: World) {
    let account = world.registered().await.id;
    let (opening, other) = (world.signed_in(account).await, world.signed_in(account).await);
    let mut renewed = reauthenticated(&opening, Factors::PasswordAndRecoveryCode);
    renewed.session.authenticated_at = later(59);
    let expected = renewed.session.clone();
    // `created_at` never changes: the caller's value is ignored.
    renewed.session.created_at = later(60);
    renewed.session.expires_at = later(1_000_000);
    assert!(world.store.renew_session(&renewed).await.unwrap());
    assert_eq!(world.session(opening.session.id).await, Some(expected));
    assert_eq!(world.session(other.session.id).await, Some(other.session));
}

async fn a_session_that_is_gone_is_not_renewed(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    assert!(world.store.ends_session(&opening.session).await.unwrap());
    assert!(!world.store.renew_session(&reauthenticated(&opening, Factors::Password)).await.unwrap());
    assert_eq!(world.session(opening.session.id).await, None);
}

async fn a_session_ends_once_and_alone(world: World) {
    let account = world.registered().await.id;
    let (opening, other) = (world.signed_in(account).await, world.signed_in(account).await);
    let id = opening.session.id;
    let ended = world
        .race(|store, _| {
            let session = opening.session.clone();
            async move { store.ends_session(&session).await }
        })
        .await;
    assert_eq!(winners(&ended), 1);
    assert_eq!(world.session(id).await, None);
    assert_eq!(world.session(other.session.id).await, Some(other.session));
}

/// Also while others ask for it all the time, at both servers.
async fn a_session_that_has_ended_is_found_by_nobody_who_asks_afterwards(world: World) {
    let account = world.registered().await.id;
    let openings = world.opens(account, 0..20).await;
    let mut asking = JoinSet::new();
    for store in [&world.store, &world.rival, &world.store, &world.rival] {
        let (store, ids) = (Arc::clone(store), openings.iter().map(|opening| opening.session.id).collect::<Vec<_>>());
        asking.spawn(async move {
            for id in ids.iter().cycle() {
                store.session(*id).await.unwrap();
                tokio::task::yield_now().await;
            }
        });
    }
    for opening in &openings {
        let id = opening.session.id;
        // Whatever is committed, all are asked for anew: some are being looked up when this one ends.
        world.store.probe_writing(Uuid::from_u128(1)).await.unwrap();
        for store in [&world.store, &world.rival] {
            assert!(store.session(id).await.unwrap().is_some());
        }
        world.store.ends_session(&opening.session).await.unwrap();
        for store in [&world.rival, &world.store, &world.rival] {
            assert!(store.session(id).await.unwrap().is_none());
        }
    }
    asking.abort_all();
    while let Some(asked) = asking.join_next().await {
        assert!(asked.is_err_and(|error| error.is_cancelled()), "it asks until it is told to stop");
    }
}

async fn live_sessions_are_counted_and_those_that_are_over_or_idle_are_not(world: World) {
    assert_eq!(world.store.live_sessions(NOW, Timestamp(0)).await.unwrap(), 0);
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    world.opens(ada, 0..3).await;
    let last = world.opens(eve, 3..4).await.remove(0).session;
    assert_eq!(world.rival.live_sessions(later(3), Timestamp(0)).await.unwrap(), 4, "of everybody, on every server");
    // The moment of the last use is idle already, and that of the end is over, as where a session is asked for.
    assert_eq!(world.store.live_sessions(later(3), later(1)).await.unwrap(), 2);
    assert_eq!(world.store.live_sessions(last.expires_at - TICK, Timestamp(0)).await.unwrap(), 1);
    assert_eq!(world.store.live_sessions(last.expires_at, Timestamp(0)).await.unwrap(), 0);
}
