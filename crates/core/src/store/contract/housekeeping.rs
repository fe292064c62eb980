use super::*;
use crate::domain::random::Random;
use crate::domain::throttle::{Limit, Refusal, SECOND_FACTOR_CAP};

promises! {
    pruning_removes_exactly_the_sessions_that_are_over,
    pruning_removes_exactly_the_pending_sign_ins_that_are_over,
    pruning_removes_exactly_the_shown_secrets_that_are_over,
    pruning_removes_exactly_the_notes_that_are_over,
    pruning_removes_exactly_the_attempts_that_are_forgotten,
    the_misses_at_a_second_factor_are_kept_for_ever,
    pruning_touches_nothing_that_lasts,
    pruning_removes_however_many_are_over,
    the_keys_in_use_are_those_of_active_authenticators_and_of_recovery_codes_that_are_left,
    servers_share_a_database_while_each_has_the_key_that_was_current_before,
    of_two_servers_with_keys_of_their_own_one_gets_the_database,
    a_database_in_order_is_ready,
    asking_whether_it_can_be_written_changes_nothing,
    a_closed_store_is_unavailable,
    everything_outlives_the_server,
}

/// When it is pruned.
const PRUNED: Timestamp = Timestamp::from_seconds(1_800_100_000);
/// Sessions that were last used then are idle at that time.
const IDLE: Timestamp = Timestamp::from_seconds(1_800_096_400);

impl World {
    async fn prune(&self) -> u64 {
        self.store.prune(PRUNED, IDLE).await.unwrap()
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
        assert!(world.store.open_session(&opening).await.unwrap());
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
        world.store.open_pending_sign_in(&PendingSignIn { id, account_id, expires_at }).await.unwrap();
        pending.push((id, stays));
    }
    assert_eq!(world.prune().await, 2);
    for (id, stays) in pending {
        // Asked as of a time when none was over: what is not there was removed.
        assert_eq!(world.store.pending_account(id, NOW).await.unwrap().is_some(), stays);
    }
}

async fn pruning_removes_exactly_the_shown_secrets_that_are_over(world: World) {
    let mut shown = Vec::new();
    for (expires_at, stays) in [(PRUNED - TICK, false), (PRUNED, false), (PRUNED + TICK, true)] {
        // The session does not matter: it may have ended before.
        let (account, session) = (world.registered().await.id, SessionId::random(&OsRandom));
        world.store.put_pending_authenticator(account, session, &sealed("secret"), expires_at).await.unwrap();
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
        assert!(world.store.open_session(&opening).await.unwrap());
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
    for (limit, budget) in [(Limit::Password, 5), (Limit::Address, 50), (Limit::Registration, 100)] {
        let forgotten = PRUNED - limit.forgotten_after().unwrap();
        for (subject, counted_at) in [("over", forgotten), ("not over", forgotten + TICK)] {
            for _ in 0..budget {
                world.store.count_attempt(subject, limit, counted_at).await.unwrap().unwrap();
            }
        }
        assert_eq!(world.prune().await, 1, "{limit:?}");
        // Counted as of that moment: a counter that is there still has one wait.
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
    assert_eq!(world.store.prune(the_end_of_time, the_end_of_time).await.unwrap(), 0);
    let centuries_later = later(10_000_000_000);
    assert_eq!(world.store.count_attempt("capped", Limit::Totp, centuries_later).await.unwrap(), Err(Refusal::Disabled));
    assert_eq!(world.store.count_attempt("nine misses", Limit::Totp, centuries_later).await.unwrap(), Ok(()));
    assert!(world.store.count_attempt("nine misses", Limit::Totp, centuries_later).await.unwrap().is_err());
}

async fn pruning_touches_nothing_that_lasts(world: World) {
    let Protected { account, secret, .. } = world.with_two_factors().await;
    let the_end_of_time = Timestamp(i64::MAX);
    world.store.prune(the_end_of_time, the_end_of_time).await.unwrap();
    assert!(world.account(account).await.two_factor);
    assert_eq!(world.store.authenticator(account).await.unwrap().unwrap().secret, secret);
    assert!(!world.store.advance_totp_step(account, 100, NEWEST).await.unwrap());
    assert_eq!(world.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 10);
}

async fn pruning_removes_however_many_are_over(world: World) {
    let account_id = world.registered().await.id;
    for _ in 0..1_001 {
        let id = PendingSignInId::random(&OsRandom);
        world.store.open_pending_sign_in(&PendingSignIn { id, account_id, expires_at: PRUNED }).await.unwrap();
    }
    assert_eq!(world.prune().await, 1_001);
    assert_eq!(world.prune().await, 0);
}

async fn the_keys_in_use_are_those_of_active_authenticators_and_of_recovery_codes_that_are_left(world: World) {
    let used = async || {
        let uses = world.store.key_uses().await.unwrap();
        uses.into_iter().map(|used| (used.key_id.unwrap(), used.authenticators, used.accounts_with_codes)).collect::<Vec<_>>()
    };
    let uses = |uses: &[(&str, i64, i64)]| uses.iter().map(|(key, a, c)| ((*key).to_owned(), *a, *c)).collect::<Vec<_>>();
    let under = |key_id: &str| Sealed { key_id: key_id.into(), bytes: key_id.into() };
    assert_eq!(used().await, []);
    let mut openings = Vec::new();
    for key_id in ["new key", "old key", "new key"] {
        let opening = world.signed_in(world.registered().await.id).await;
        let (session, secret) = (&opening.session, under(key_id));
        world.store.put_pending_authenticator(session.account_id, session.id, &secret, later(600)).await.unwrap();
        let recovery_codes = RecoveryCodes { key_id: format!("{key_id} of codes"), fingerprints: a_set_of_codes(key_id) };
        assert!(world.store.turn_on_two_factor(&TurnOn { recovery_codes, ..a_turn_on(&opening, secret) }).await.unwrap());
        openings.push(opening);
    }
    let session = world.signed_in(world.registered().await.id).await.session;
    world.store.put_pending_authenticator(session.account_id, session.id, &under("of a shown secret"), later(600)).await.unwrap();
    assert_eq!(
        used().await,
        uses(&[("new key", 2, 0), ("new key of codes", 0, 2), ("old key", 1, 0), ("old key of codes", 0, 1)])
    );
    assert!(world.store.turn_off_two_factor(&openings[1]).await.unwrap());
    assert_eq!(used().await, uses(&[("new key", 2, 0), ("new key of codes", 0, 2)]));
    let account = openings[0].session.account_id;
    for code in a_set_of_codes("new key") {
        assert_eq!(used().await, uses(&[("new key", 2, 0), ("new key of codes", 0, 2)]));
        assert!(world.store.spend_recovery_code(account, &[code], NOW).await.unwrap());
    }
    assert_eq!(used().await, uses(&[("new key", 2, 0), ("new key of codes", 0, 1)]), "all are used");
}

async fn servers_share_a_database_while_each_has_the_key_that_was_current_before(world: World) {
    let claim = async |store: &Arc<dyn Store>, keys: &[&str]| {
        store.claim_for_keys(&keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>()).await.unwrap()
    };
    assert_eq!(claim(&world.store, &["first"]).await, Ok(()));
    assert_eq!(claim(&world.rival, &["first"]).await, Ok(()), "the same keys");
    assert_eq!(claim(&world.rival, &["other"]).await, Err("first".into()));
    assert_eq!(claim(&world.rival, &["first", "second"]).await, Ok(()), "a key is made known before it is used");
    assert_eq!(claim(&world.store, &["second", "first"]).await, Ok(()));
    assert_eq!(claim(&world.rival, &["first"]).await, Err("second".into()), "it knows nothing of the new key");
    assert_eq!(claim(&world.rival, &["second"]).await, Ok(()), "the old key is no longer needed");
    assert_eq!(claim(&world.rival, &["third", "first"]).await, Err("second".into()));
}

async fn of_two_servers_with_keys_of_their_own_one_gets_the_database(world: World) {
    let answers =
        world.race(|store, number| async move { Ok(store.claim_for_keys(&[format!("key {number}")]).await?.is_ok()) }).await;
    assert_eq!(winners(&answers), 1);
}

async fn a_database_in_order_is_ready(world: World) {
    let readiness = world.store.readiness().await.unwrap();
    assert!(readiness.schema_is_current);
    let now = SystemClock.now();
    assert!(readiness.clock.is_none_or(|clock| clock.since(now).max(now.since(clock)) < Duration::from_secs(60)));
}

async fn asking_whether_it_can_be_written_changes_nothing(world: World) {
    // Before any server has claimed it, and afterwards.
    let probe = async |store: &Arc<dyn Store>| store.probe_writing((&OsRandom as &dyn Random).uuid()).await.unwrap();
    probe(&world.store).await;
    let keys: [String; 1] = ["0123456789abcdef".into()];
    assert_eq!(world.store.claim_for_keys(&keys).await.unwrap(), Ok(()));
    probe(&world.store).await;
    let probes = world.race(|store, _| async move { store.probe_writing((&OsRandom as &dyn Random).uuid()).await }).await;
    assert_eq!(probes.len(), RACERS);
    let the_end_of_time = Timestamp(i64::MAX);
    assert_eq!(world.store.prune(the_end_of_time, the_end_of_time).await.unwrap(), 0, "nothing is left of them");
    assert_eq!(world.rival.claim_for_keys(&keys).await.unwrap(), Ok(()));
    assert!(world.rival.claim_for_keys(&["fedcba9876543210".into()]).await.unwrap().is_err());
}

async fn a_closed_store_is_unavailable(world: World) {
    let account = world.registered().await;
    world.store.readiness().await.unwrap();
    world.store.close().await;
    world.store.close().await;
    let reading = account_of(&*world.store, account.id).await.unwrap_err();
    let writing = world.store.create_account(&an_account()).await.unwrap_err();
    let asking = world.store.readiness().await.unwrap_err();
    let probing = world.store.probe_writing((&OsRandom as &dyn Random).uuid()).await.unwrap_err();
    for error in [reading, writing, asking, probing] {
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    }
    world.rival.readiness().await.unwrap();
}

async fn everything_outlives_the_server(world: World) {
    let Protected { account, opening, secret, codes } = world.with_two_factors().await;
    assert!(world.store.advance_totp_step(account, 200, NEWEST).await.unwrap());
    assert!(world.store.spend_recovery_code(account, &codes[..1], NOW).await.unwrap());
    let pending = world.pending(account).await;
    let world = world.restarted().await;
    assert!(world.account(account).await.two_factor);
    assert_eq!(world.store.authenticator(account).await.unwrap().unwrap().secret, secret);
    assert!(!world.store.advance_totp_step(account, 200, NEWEST).await.unwrap());
    assert!(!world.store.spend_recovery_code(account, &codes[..1], NOW).await.unwrap());
    assert_eq!(world.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 9);
    assert_eq!(world.session(opening.session.id).await, Some(opening.session.clone()));
    assert!(world.store.handoff(opening.session.id, HandoffKind::RecoveryCodes, NOW).await.unwrap().is_some());
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_some());
}
