//! Events are written with what they tell of, and read back in pages.

use std::collections::HashSet;

use super::*;
use crate::{
    domain::{event::EventPlace, throttle::Limit, token::Pending},
    store::{Attempt, Finished, PendingSignIns, Settlement, Spend, Spending},
};

promises! {
    what_is_told_is_read_back,
    an_attempt_is_told_with_its_worst_end_and_again_when_it_goes_better,
    what_was_not_evaluated_is_not_told,
    a_refused_attempt_is_not_told_and_of_nobody_nothing_is,
    pages_hold_each_event_once_newest_first,
    only_kinds_asked_for_are_found,
    an_event_of_one_account_never_changes_that_of_another,
    what_was_answered_warns_no_more,
    a_reused_token_is_told_of_its_account,
    ending_sessions_is_told_once,
    old_events_are_removed,
    of_fifty_tries_at_a_sign_in_each_counted_one_is_told,
}

fn password(subject: &str) -> [Attempt; 1] {
    [Attempt { subject: subject.to_owned(), limit: Limit::Password }]
}

impl World {
    async fn told(&self, account: AccountId) -> Vec<Event> {
        self.store.events(account, &[], None, 500).await.unwrap()
    }

    /// The kinds of an account's events, the oldest first.
    async fn kinds(&self, account: AccountId) -> Vec<EventKind> {
        self.told(account).await.iter().rev().map(|event| event.kind).collect()
    }
}

async fn what_is_told_is_read_back(world: World) {
    let account = world.registered().await.id;
    let opening = an_opening(account, Factors::Password, later(1));
    let event = Event { is_new_device: true, ..opening.event.clone() };
    let opening = SessionWrite { event: event.clone(), ..opening };
    assert!(world.store.opens_session(&opening).await.unwrap());
    let told = world.told(account).await;
    assert_eq!(told[0], event);
    assert_eq!((told.len(), told[1].kind, told[1].session_id), (2, EventKind::Registered, None));
}

async fn an_attempt_is_told_with_its_worst_end_and_again_when_it_goes_better(world: World) {
    let ada = world.with_two_factors().await;
    let before = world.told(ada.account).await.len();
    let refused = an_event(ada.account, EventKind::PasswordRefused, later(100));
    world.store.count_attempts(&password("ada"), Some(&refused), later(100)).await.unwrap().unwrap();
    assert_eq!(world.kinds(ada.account).await[before..], [EventKind::PasswordRefused]);
    let id = PendingSignInId(refused.id.0);
    let event = Event { kind: EventKind::SecondFactorMissing, ..refused };
    let pending = PendingSignIn { id, account_id: ada.account, expires_at: later(400), event, read: FRESH };
    PendingSignIns::open_pending_sign_in(&*world.store, &pending, &Settlement::default()).await.unwrap();
    assert_eq!(world.kinds(ada.account).await[before..], [EventKind::SecondFactorMissing]);
    let told = an_event(ada.account, EventKind::SecondFactorRefused, later(101));
    let attempt = Attempt { subject: "codes".into(), limit: Limit::Totp };
    let of = Pending { id, account_id: ada.account };
    PendingSignIns::try_pending_sign_in(&*world.store, &of, &attempt, &told, later(101)).await.unwrap().unwrap().unwrap();
    assert_eq!(world.kinds(ada.account).await[before..], [EventKind::SecondFactorMissing, EventKind::SecondFactorRefused]);
    let settlement = Settlement { clears: vec!["codes".into()], ..Settlement::default() }.retracting(told.id);
    let proof = Spend::Step { authenticator: PHONE, step: 200, newest: NEWEST, now: NOW };
    let spending = Spending { account: ada.account, proof, settlement, event: None };
    let mut opening = an_opening(ada.account, Factors::PasswordAndTotp, later(102));
    opening.event.id = EventId(id.0);
    let finished = PendingSignIns::finish_pending_sign_in(&*world.store, id, &opening, &spending).await.unwrap();
    assert_eq!(finished, Finished::Opened);
    assert_eq!(world.told(ada.account).await[0], opening.event, "one sign-in is one event");
    assert_eq!(world.told(ada.account).await.len(), before + 1);
}

async fn what_was_not_evaluated_is_not_told(world: World) {
    let account = world.registered().await.id;
    let refused = an_event(account, EventKind::PasswordRefused, NOW);
    world.store.count_attempts(&password("ada"), Some(&refused), NOW).await.unwrap().unwrap();
    world.store.settle(&Settlement::refunding(&password("ada")).retracting(refused.id)).await.unwrap();
    assert_eq!(world.kinds(account).await, [EventKind::Registered]);
    let ada = world.with_two_factors().await;
    let told = an_event(ada.account, EventKind::SecondFactorRefused, NOW);
    let attempt = [Attempt { subject: "codes".into(), limit: Limit::Totp }];
    world.store.count_attempts(&attempt, Some(&told), NOW).await.unwrap().unwrap();
    let proof = Spend::RecoveryCode { candidates: vec![ada.codes[0]], now: NOW };
    let event = Some(an_event(ada.account, EventKind::RecoveryCodeUsed, NOW));
    let spending = Spending { account: ada.account, proof, settlement: Settlement::default().retracting(told.id), event };
    assert!(world.store.spend(&spending).await.unwrap());
    let kinds: HashSet<_> = world.kinds(ada.account).await.into_iter().collect();
    assert!(kinds.contains(&EventKind::RecoveryCodeUsed) && !kinds.contains(&EventKind::SecondFactorRefused));
    // It cannot be spent twice: what was told of the second attempt stays.
    world.store.count_attempts(&attempt, Some(&told), NOW).await.unwrap().unwrap();
    assert!(!world.store.spend(&spending).await.unwrap());
    assert!(world.kinds(ada.account).await.contains(&EventKind::SecondFactorRefused));
}

async fn a_refused_attempt_is_not_told_and_of_nobody_nothing_is(world: World) {
    let account = world.registered().await.id;
    let told = || an_event(account, EventKind::PasswordRefused, NOW);
    let mut counted = 0;
    while world.store.count_attempts(&password("ada"), Some(&told()), NOW).await.unwrap().is_ok() {
        counted += 1;
    }
    assert_eq!(world.told(account).await.len(), 1 + counted);
    let nobody = AccountId::random(&OsRandom);
    let event = an_event(nobody, EventKind::PasswordRefused, NOW);
    world.store.count_attempts(&password("nobody"), Some(&event), NOW).await.unwrap().unwrap();
    assert_eq!(world.told(nobody).await, []);
}

async fn pages_hold_each_event_once_newest_first(world: World) {
    let account = world.registered().await.id;
    for number in 0..25_u64 {
        // Five at a time.
        let told = an_event(account, EventKind::PasswordRefused, later(number / 5));
        let attempt = Attempt { subject: number.to_string(), limit: Limit::Password };
        world.store.count_attempts(&[attempt], Some(&told), NOW).await.unwrap().unwrap();
    }
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = world.store.events(account, &[], before, 7).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.place());
        found.extend(page.iter().map(Event::place));
    }
    assert_eq!(found.len(), 26);
    assert!(found.windows(2).all(|pair| (pair[0].at, pair[0].id.to_string()) > (pair[1].at, pair[1].id.to_string())));
}

async fn only_kinds_asked_for_are_found(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    let account = opening.session.account_id;
    let of = |kinds: &'static [EventKind]| world.store.events(account, kinds, None, 10);
    assert_eq!(of(&[EventKind::SignedIn]).await.unwrap().first(), Some(&opening.event));
    assert_eq!(of(&[EventKind::SignedIn, EventKind::Registered]).await.unwrap().len(), 2);
    assert_eq!(of(&[EventKind::Sealed]).await.unwrap(), []);
    let before = Some(EventPlace { at: NOW, id: EventId(uuid::Uuid::nil()) });
    assert_eq!(world.store.events(account, &[EventKind::SignedIn], before, 10).await.unwrap(), []);
}

async fn an_event_of_one_account_never_changes_that_of_another(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    let of_ada = an_event(ada, EventKind::PasswordRefused, NOW);
    world.store.count_attempts(&password("ada"), Some(&of_ada), NOW).await.unwrap().unwrap();
    let of_eve = Event { id: of_ada.id, ..an_event(eve, EventKind::SignedIn, NOW) };
    world.store.count_attempts(&password("eve"), Some(&of_eve), NOW).await.unwrap().unwrap();
    assert_eq!(world.kinds(ada).await.len(), 2);
    assert_eq!(world.kinds(eve).await, [EventKind::Registered]);
}

async fn what_was_answered_warns_no_more(world: World) {
    let account = world.registered().await.id;
    let newest = async || world.store.unanswered(account, EventKind::SecondFactorMissing).await.unwrap();
    assert_eq!(newest().await, None);
    for second in [1, 2] {
        let pending = a_pending(PendingSignInId::random(&OsRandom), account, later(300));
        let event = Event { at: later(second), ..pending.event };
        world.store.opens_pending(&PendingSignIn { event, ..pending }).await.unwrap();
    }
    assert_eq!(newest().await.unwrap().at, later(2));
    world.store.answer_events(account, later(1)).await.unwrap();
    assert_eq!(newest().await.unwrap().at, later(2));
    world.store.answer_events(account, later(2)).await.unwrap();
    assert_eq!(newest().await, None);
    // An older page's answer takes nothing back.
    world.store.answer_events(account, later(1)).await.unwrap();
    assert_eq!(newest().await, None);
}

async fn a_reused_token_is_told_of_its_account(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    let (id, account) = (opening.session.id, opening.session.account_id);
    world.rotate(id, opening.refresh, "second", later(1)).await;
    assert!(matches!(world.rotate(id, opening.refresh, "another", later(1000)).await, Rotation::Reused(_)));
    let told = &world.told(account).await[0];
    assert_eq!((told.kind, told.session_id, told.at), (EventKind::TokenReused, Some(id), later(1000)));
}

async fn ending_sessions_is_told_once(world: World) {
    let account = world.registered().await.id;
    let [kept, other] = [world.signed_in(account).await, world.signed_in(account).await];
    let foreign = world.signed_in(world.registered().await.id).await;
    let ending = |session: &Session| Event { account_id: account, ..an_event_of(session, EventKind::SessionEnded) };
    assert!(!world.store.end_session(foreign.session.id, &ending(&foreign.session)).await.unwrap(), "of another account");
    assert!(world.store.end_session(other.session.id, &ending(&other.session)).await.unwrap());
    assert!(!world.store.end_session(other.session.id, &ending(&other.session)).await.unwrap());
    let others = [world.signed_in(account).await, world.signed_in(account).await];
    let pending = world.pending(account).await;
    let listed = world.store.sessions_of(account, NOW, &lifetimes()).await.unwrap();
    assert_eq!(listed.len(), 3);
    assert!(listed.iter().all(|listed| listed.whereabouts == kept.event.whereabouts));
    let event = an_event_of(&kept.session, EventKind::OtherSessionsEnded);
    assert_eq!(world.store.end_other_sessions(kept.session.id, &event).await.unwrap(), 2);
    assert!(world.session(kept.session.id).await.is_some() && world.session(foreign.session.id).await.is_some());
    assert!(world.session(others[0].session.id).await.is_none());
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_none());
    let told = world.kinds(account).await;
    let count = |kind| told.iter().filter(|&&told| told == kind).count();
    assert_eq!((count(EventKind::SessionEnded), count(EventKind::OtherSessionsEnded)), (1, 1));
    assert!(!world.kinds(foreign.session.account_id).await.contains(&EventKind::SessionEnded));
}

async fn old_events_are_removed(world: World) {
    let account = world.signed_in(world.registered().await.id).await.session.account_id;
    assert_eq!(world.store.prune(Timestamp(0), Timestamp(0), NOW - TICK).await.unwrap(), 0);
    assert_eq!(world.store.prune(Timestamp(0), Timestamp(0), NOW).await.unwrap(), 2);
    assert_eq!(world.told(account).await, []);
}

async fn of_fifty_tries_at_a_sign_in_each_counted_one_is_told(world: World) {
    let ada = world.with_two_factors().await;
    let (account, id) = (ada.account, world.pending(ada.account).await);
    let tried = world
        .race(|store, _| async move {
            let attempt = Attempt { subject: "codes".into(), limit: Limit::Totp };
            let event = an_event(account, EventKind::SecondFactorRefused, NOW);
            let pending = Pending { id, account_id: account };
            PendingSignIns::try_pending_sign_in(&*store, &pending, &attempt, &event, NOW).await
        })
        .await;
    let counted = tried.iter().filter(|tried| matches!(tried, Some(Ok(())))).count();
    let told = world.kinds(account).await.into_iter().filter(|kind| *kind == EventKind::SecondFactorRefused).count();
    assert_eq!((counted, told), (5, 5));
}
