//! Several authenticators of an account: each has its own steps, one is replaced without a moment without any, and the last one stays.

use super::*;
use crate::{
    domain::authenticator::{AuthenticatorName, MOST_AUTHENTICATORS},
    store::{Authenticator, AuthenticatorChanged, AuthenticatorWrite, Finished, Settlement, Spend, Spending},
};

promises! {
    a_further_authenticator_has_steps_of_its_own,
    adding_one_ends_the_other_sessions_and_keeps_the_recovery_codes,
    what_was_not_shown_or_too_late_is_not_added,
    one_takes_the_place_of_another_and_keeps_its_name,
    there_are_ten_at_most_however_they_race,
    the_last_one_stays_however_they_race,
    a_session_that_is_gone_adds_and_removes_none,
    names_are_changed_and_told,
    a_burnt_step_is_taken_no_more_by_this_authenticator,
    a_step_that_was_used_or_told_is_not_burnt,
    of_fifty_who_burn_one_step_one_is_told,
    sealed_anew_one_from_before_gets_an_id_and_keeps_its_steps,
}

const TABLET: AuthenticatorId = AuthenticatorId(Uuid::from_u128(2));

fn called(name: &str) -> AuthenticatorName {
    AuthenticatorName::parse(name).unwrap()
}

/// The session of the event renewed by a change of authenticators, a minute after `opening`.
fn changing(opening: &SessionWrite, kind: EventKind) -> SessionWrite {
    let changed = reauthenticated(opening, opening.session.factors);
    SessionWrite { event: an_event_of(&changed.session, kind), ..changed }
}

fn of_step(account: AccountId, authenticator: AuthenticatorId, step: i64) -> Spending {
    let proof = Spend::Step { authenticator, step, newest: NEWEST, now: later(5) };
    Spending { account, proof, settlement: Settlement::default(), event: None }
}

impl World {
    /// Shows a further authenticator to this session, and confirms it with a code of step 300.
    async fn adding(&self, opening: &SessionWrite, id: AuthenticatorId, replaces: Option<AuthenticatorId>) -> AuthenticatorWrite {
        let confirmed = PendingAuthenticator { id, replaces, ..a_shown(sealed(&format!("secret of {id}")), later(600)) };
        let session = &opening.session;
        self.store.put_pending_authenticator(session.account_id, session.id, &confirmed).await.unwrap();
        let opening = changing(opening, EventKind::AuthenticatorAdded);
        AuthenticatorWrite { confirmed, name: called("Tablet"), step: 300, opening }
    }

    async fn all(&self, account: AccountId) -> Vec<Authenticator> {
        self.store.authenticators(account).await.unwrap().map(|(_, all)| all).unwrap_or_default()
    }

    async fn takes_of(&self, account: AccountId, id: AuthenticatorId, step: i64) -> bool {
        self.store.spend(&of_step(account, id, step)).await.unwrap()
    }

    /// Somebody with two authenticators, and the session that added the second.
    async fn with_two_phones(&self) -> (AccountId, SessionWrite) {
        let ada = self.with_two_factors().await;
        let write = self.adding(&ada.opening, TABLET, None).await;
        assert_eq!(self.store.add_authenticator(&write).await.unwrap(), AuthenticatorChanged::Done);
        let proved_before = write.opening.session.authenticated_at;
        (ada.account, SessionWrite { proved_before, ..write.opening })
    }
}

async fn a_further_authenticator_has_steps_of_its_own(world: World) {
    let (ada, _) = world.with_two_phones().await;
    let eve = world.with_two_factors().await.account;
    let all = world.all(ada).await;
    assert_eq!(all.iter().map(|one| (one.id, one.name.as_str())).collect::<Vec<_>>(), [(PHONE, ""), (TABLET, "Tablet")]);
    assert_eq!(world.all(eve).await.len(), 1);
    // The step that confirmed it is used.
    assert!(!world.takes_of(ada, TABLET, 300).await && world.takes_of(ada, TABLET, 301).await);
    assert!(world.takes_of(ada, PHONE, 300).await, "of the other it is not");
    assert!(!world.takes_of(ada, PHONE, 300).await && !world.takes_of(ada, PHONE, 299).await);
    assert!(!world.takes_of(eve, TABLET, 400).await, "she has none");
    let used = world.all(ada).await;
    assert_eq!(
        used.iter().map(|one| (one.last_used_step, one.last_used_at)).collect::<Vec<_>>(),
        [(300, Some(later(5))), (301, Some(later(5)))]
    );
    // Signing in, too, spends the step of the one that made the code.
    let pending = world.pending(ada).await;
    let opening = an_opening(ada, Factors::PasswordAndTotp, later(61));
    let counted = Settlement { clears: vec!["second-factor".into()], ..Settlement::default() };
    let spending = Spending { settlement: counted, ..of_step(ada, TABLET, 302) };
    assert_eq!(world.store.finish_pending_sign_in(pending, &opening, &spending).await.unwrap(), Finished::Opened);
    let again = world.pending(ada).await;
    let opening = an_opening(ada, Factors::PasswordAndTotp, later(61));
    assert_eq!(world.store.finish_pending_sign_in(again, &opening, &spending).await.unwrap(), Finished::Spent);
    assert!(world.takes_of(ada, PHONE, 302).await);
}

async fn adding_one_ends_the_other_sessions_and_keeps_the_recovery_codes(world: World) {
    let ada = world.with_two_factors().await;
    let other = an_opening(ada.account, Factors::PasswordAndTotp, NOW);
    assert!(world.store.opens_session(&other).await.unwrap());
    let pending = world.pending(ada.account).await;
    let write = world.adding(&ada.opening, TABLET, None).await;
    assert_eq!(world.store.add_authenticator(&write).await.unwrap(), AuthenticatorChanged::Done);
    assert!(world.session(ada.opening.session.id).await.is_some() && world.session(other.session.id).await.is_none());
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_none());
    assert_eq!(world.store.recovery_codes_left(ada.account, &the_keys()).await.unwrap(), 10);
    let told = world.store.events(ada.account, &[EventKind::AuthenticatorAdded], None, 9).await.unwrap();
    assert_eq!(told.len(), 1);
}

async fn what_was_not_shown_or_too_late_is_not_added(world: World) {
    let ada = world.with_two_factors().await;
    let write = world.adding(&ada.opening, TABLET, None).await;
    let another = PendingAuthenticator { secret: sealed("another"), ..write.confirmed.clone() };
    let never_shown = AuthenticatorWrite { confirmed: another, ..write.clone() };
    assert_eq!(world.store.add_authenticator(&never_shown).await.unwrap(), AuthenticatorChanged::Over);
    let mut late = write.clone();
    late.opening.event.at = later(600);
    assert_eq!(world.store.add_authenticator(&late).await.unwrap(), AuthenticatorChanged::Over);
    assert_eq!(world.all(ada.account).await.len(), 1);
    assert_eq!(world.store.add_authenticator(&write).await.unwrap(), AuthenticatorChanged::Done);
    assert_eq!(world.store.add_authenticator(&write).await.unwrap(), AuthenticatorChanged::Over, "it was added");
    // Nothing adds one to an account without two-factor authentication.
    let eve = world.signed_in(world.registered().await.id).await;
    let write = world.adding(&eve, TABLET, None).await;
    assert_eq!(world.store.add_authenticator(&write).await.unwrap(), AuthenticatorChanged::Over);
    assert_eq!(world.all(eve.session.account_id).await, []);
}

async fn one_takes_the_place_of_another_and_keeps_its_name(world: World) {
    let (ada, opening) = world.with_two_phones().await;
    let new = AuthenticatorId(Uuid::from_u128(3));
    let write = AuthenticatorWrite { name: called(""), ..world.adding(&opening, new, Some(TABLET)).await };
    assert_eq!(world.all(ada).await.len(), 2, "until it is confirmed the former one works");
    assert!(world.takes_of(ada, TABLET, 310).await);
    assert_eq!(world.store.add_authenticator(&write).await.unwrap(), AuthenticatorChanged::Done);
    let all = world.all(ada).await;
    assert_eq!(all.iter().map(|one| (one.id, one.name.as_str())).collect::<Vec<_>>(), [(PHONE, ""), (new, "Tablet")]);
    assert!(!world.takes_of(ada, TABLET, 311).await && world.takes_of(ada, new, 311).await);
    // What is not there any more is replaced by nothing.
    let opening = SessionWrite { proved_before: write.opening.session.authenticated_at, ..write.opening };
    let write = world.adding(&opening, AuthenticatorId(Uuid::from_u128(4)), Some(TABLET)).await;
    assert_eq!(world.store.add_authenticator(&write).await.unwrap(), AuthenticatorChanged::Over);
    assert_eq!(world.all(ada).await.len(), 2);
}

async fn there_are_ten_at_most_however_they_race(world: World) {
    let ada = world.with_two_factors().await;
    let mut opening = ada.opening;
    for number in 2..MOST_AUTHENTICATORS {
        let write = world.adding(&opening, AuthenticatorId(Uuid::from_u128(number.into())), None).await;
        assert_eq!(world.store.add_authenticator(&write).await.unwrap(), AuthenticatorChanged::Done);
        opening = SessionWrite { proved_before: write.opening.session.authenticated_at, ..write.opening };
    }
    let write = world.adding(&opening, AuthenticatorId(Uuid::from_u128(98)), None).await;
    let answers = world
        .race(|store, _| {
            let write = write.clone();
            async move { store.add_authenticator(&write).await }
        })
        .await;
    assert_eq!(answers.iter().filter(|answer| **answer == AuthenticatorChanged::Done).count(), 1);
    assert_eq!(world.all(ada.account).await.len(), MOST_AUTHENTICATORS as usize);
    let opening = SessionWrite { proved_before: write.opening.session.authenticated_at, ..write.opening };
    let write = world.adding(&opening, AuthenticatorId(Uuid::from_u128(99)), None).await;
    assert_eq!(world.store.add_authenticator(&write).await.unwrap(), AuthenticatorChanged::Refused);
    // In the place of another there is room.
    let write = world.adding(&opening, AuthenticatorId(Uuid::from_u128(99)), Some(PHONE)).await;
    assert_eq!(world.store.add_authenticator(&write).await.unwrap(), AuthenticatorChanged::Done);
}

async fn the_last_one_stays_however_they_race(world: World) {
    let (ada, opening) = world.with_two_phones().await;
    let answers = world
        .race(|store, number| {
            let opening = changing(&opening, EventKind::AuthenticatorRemoved);
            async move { store.remove_authenticator(if number % 3 == 0 { PHONE } else { TABLET }, &opening).await }
        })
        .await;
    assert_eq!(answers.iter().filter(|answer| **answer == AuthenticatorChanged::Done).count(), 1);
    let left = world.all(ada).await;
    assert_eq!(left.len(), 1);
    let opening = world.store.session(opening.session.id).await.unwrap().map(|(session, _)| SessionWrite {
        proved_before: session.authenticated_at,
        session,
        ..opening
    });
    let removing = changing(&opening.unwrap(), EventKind::AuthenticatorRemoved);
    assert_eq!(world.store.remove_authenticator(left[0].id, &removing).await.unwrap(), AuthenticatorChanged::Refused);
    assert_eq!(world.all(ada).await, left);
    assert!(world.account(ada).await.two_factor);
}

async fn a_session_that_is_gone_adds_and_removes_none(world: World) {
    let (ada, opening) = world.with_two_phones().await;
    let write = world.adding(&opening, AuthenticatorId(Uuid::from_u128(3)), None).await;
    assert!(world.store.ends_session(&opening.session).await.unwrap());
    assert_eq!(world.store.add_authenticator(&write).await.unwrap(), AuthenticatorChanged::Over);
    let removing = changing(&opening, EventKind::AuthenticatorRemoved);
    assert_eq!(world.store.remove_authenticator(TABLET, &removing).await.unwrap(), AuthenticatorChanged::Over);
    let event = an_event_of(&opening.session, EventKind::AuthenticatorRenamed);
    assert!(!world.store.rename_authenticator(TABLET, &called("mine now"), &event).await.unwrap());
    assert_eq!(world.all(ada).await.len(), 2);
}

async fn names_are_changed_and_told(world: World) {
    let (ada, opening) = world.with_two_phones().await;
    let event = an_event_of(&opening.session, EventKind::AuthenticatorRenamed);
    assert!(world.store.rename_authenticator(PHONE, &called("Pixel 9"), &event).await.unwrap());
    assert!(!world.store.rename_authenticator(AuthenticatorId(Uuid::from_u128(9)), &called("x"), &event).await.unwrap());
    assert_eq!(world.all(ada).await.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Pixel 9", "Tablet"]);
    assert_eq!(world.store.events(ada, &[EventKind::AuthenticatorRenamed], None, 9).await.unwrap().len(), 1);
}

async fn a_burnt_step_is_taken_no_more_by_this_authenticator(world: World) {
    let (ada, _) = world.with_two_phones().await;
    assert!(world.store.burn_step(ada, TABLET, (310, NEWEST), later(300)).await.unwrap());
    assert!(!world.takes_of(ada, TABLET, 310).await);
    assert!(world.takes_of(ada, PHONE, 310).await && world.takes_of(ada, TABLET, 309).await);
    let pending = world.pending(ada).await;
    let opening = an_opening(ada, Factors::PasswordAndTotp, later(61));
    let counted = Settlement { clears: vec!["second-factor".into()], ..Settlement::default() };
    let spending = Spending { settlement: counted, ..of_step(ada, TABLET, 310) };
    assert_eq!(world.store.finish_pending_sign_in(pending, &opening, &spending).await.unwrap(), Finished::Spent);
    assert!(world.takes_of(ada, TABLET, 311).await, "the next one is taken");
    world.store.prunes(later(300), Timestamp(0)).await.unwrap();
    let rows = world.store.rows("SELECT step FROM burnt_steps", &[], &[("step", Kind::Integer)]).await.unwrap();
    assert!(rows.is_empty(), "it is forgotten when its time is over");
}

async fn a_step_that_was_used_or_told_is_not_burnt(world: World) {
    let (ada, _) = world.with_two_phones().await;
    assert!(world.takes_of(ada, TABLET, 320).await);
    for step in [319, 320] {
        assert!(!world.store.burn_step(ada, TABLET, (step, NEWEST), later(300)).await.unwrap(), "{step}");
    }
    assert!(world.store.burn_step(ada, TABLET, (321, NEWEST), later(300)).await.unwrap());
    assert!(!world.store.burn_step(ada, TABLET, (321, NEWEST), later(300)).await.unwrap(), "it was told");
    assert!(!world.store.burn_step(ada, AuthenticatorId(Uuid::from_u128(9)), (400, NEWEST), later(300)).await.unwrap());
    // A clock that was ahead used it.
    assert!(world.store.burn_step(ada, TABLET, (310, 315), later(300)).await.unwrap());
}

async fn of_fifty_who_burn_one_step_one_is_told(world: World) {
    let (ada, _) = world.with_two_phones().await;
    let told = world.race(|store, _| async move { store.burn_step(ada, TABLET, (310, NEWEST), later(300)).await }).await;
    assert_eq!(winners(&told), 1);
}

async fn sealed_anew_one_from_before_gets_an_id_and_keeps_its_steps(world: World) {
    let ada = world.with_two_factors().await;
    let before = AuthenticatorId::first();
    let values = [before.0.into(), ada.account.into()];
    world.store.execute("UPDATE authenticators SET id = $1, last_used_step = 100 WHERE account_id = $2", &values).await.unwrap();
    assert!(world.store.burn_step(ada.account, before, (110, NEWEST), later(300)).await.unwrap());
    let found = world.store.to_be_resealed(&KEY.into(), 10).await.unwrap();
    assert_eq!(found, [(ada.account, before, ada.secret.clone())], "whatever its key");
    let anew = sealed("the same, sealed for itself");
    assert!(world.store.reseal_authenticator(ada.account, (before, &ada.secret), (TABLET, &anew)).await.unwrap());
    assert!(world.store.to_be_resealed(&KEY.into(), 10).await.unwrap().is_empty());
    assert!(!world.takes_of(ada.account, TABLET, 100).await && !world.takes_of(ada.account, TABLET, 110).await);
    assert!(world.takes_of(ada.account, TABLET, 111).await);
}
