//! An authenticator in use, and turning it off.

use super::*;
use crate::store::Checkup;

promises! {
    a_checkup_is_noted_and_forgotten_with_two_factor_authentication,
    a_step_is_taken_once_and_none_before_it,
    of_fifty_codes_of_one_step_one_is_taken,
    of_fifty_steps_at_once_none_is_taken_after_a_later_one,
    a_step_that_a_clock_ahead_of_time_used_is_as_none,
    steps_are_counted_by_account,
    where_there_is_no_authenticator_no_step_is_taken,
    turning_off_leaves_nothing_of_the_second_factor,
    turning_off_ends_what_was_begun_with_it_and_renews_its_own_session,
    turning_off_touches_no_other_account,
    what_is_off_is_not_turned_off,
    a_session_that_ended_does_not_turn_it_off,
    of_fifty_who_turn_it_off_one_does,
    turned_on_again_it_knows_nothing_of_before,
    sealed_anew_it_is_the_same_authenticator,
    what_is_sealed_anew_takes_the_place_of_what_was_read_and_of_nothing_else,
}

impl World {
    async fn takes(&self, account: AccountId, step: i64) -> bool {
        self.store.advance_totp_step(account, step, NEWEST).await.unwrap()
    }
}

async fn a_step_is_taken_once_and_none_before_it(world: World) {
    let account = world.with_two_factors().await.account;
    let long_past = [101, 100, 99, 0, -1, i64::MIN];
    for step in [101, 102, 150, i64::MAX] {
        assert!(world.takes(account, step).await, "{step}");
        for used in long_past.into_iter().chain([step, step - 1]) {
            assert!(!world.takes(account, used).await, "{used} after {step}");
        }
    }
    let world = world.restarted().await;
    assert!(!world.takes(account, 151).await);
}

async fn of_fifty_codes_of_one_step_one_is_taken(world: World) {
    let account = world.with_two_factors().await.account;
    for step in [101, 102] {
        let taken = world.race(|store, _| async move { store.advance_totp_step(account, step, NEWEST).await }).await;
        assert_eq!(winners(&taken), 1);
    }
}

async fn of_fifty_steps_at_once_none_is_taken_after_a_later_one(world: World) {
    let account = world.with_two_factors().await.account;
    let step = |number: usize| 101 + i64::try_from(number).unwrap();
    let taken = world.race(|store, number| async move { store.advance_totp_step(account, step(number), NEWEST).await }).await;
    assert!(taken[RACERS - 1], "nothing is later than the last");
    for number in 0..RACERS {
        assert!(!world.takes(account, step(number)).await);
    }
    assert!(world.takes(account, step(RACERS)).await);
}

async fn a_step_that_a_clock_ahead_of_time_used_is_as_none(world: World) {
    let account = world.with_two_factors().await.account;
    assert!(world.takes(account, 50_000).await);
    assert!(!world.store.advance_totp_step(account, 200, 50_000).await.unwrap(), "it may have been used");
    let taken = world.race(|store, _| async move { store.advance_totp_step(account, 200, 202).await }).await;
    assert_eq!(winners(&taken), 1);
    assert!(!world.store.advance_totp_step(account, 199, 202).await.unwrap());
    assert_eq!(world.store.authenticator_of(account).await.unwrap().unwrap().last_used_step, 200);
}

async fn steps_are_counted_by_account(world: World) {
    let (ada, eve) = (world.with_two_factors().await.account, world.with_two_factors().await.account);
    assert!(world.takes(ada, 1000).await);
    assert!(world.takes(eve, 101).await);
}

async fn where_there_is_no_authenticator_no_step_is_taken(world: World) {
    let account = world.registered().await.id;
    assert!(!world.takes(account, 1000).await);
    world.enrolling(&world.signed_in(account).await).await;
    assert!(!world.takes(account, 1000).await, "a secret that is not confirmed takes no code");
    assert!(!world.takes(an_account().id, 1000).await);
}

async fn turning_off_leaves_nothing_of_the_second_factor(world: World) {
    let Protected { account, opening, codes, .. } = world.with_two_factors().await;
    let draft = a_handoff(opening.session.id, DRAFT, "a post to be mended");
    assert!(world.store.put_handoff(&draft).await.unwrap());
    assert!(world.store.turn_off_two_factor(&reauthenticated(&opening, Factors::Password)).await.unwrap());
    assert!(!world.account(account).await.two_factor);
    assert_eq!(world.store.authenticator_of(account).await.unwrap(), None);
    assert!(!world.takes(account, 1000).await);
    assert_eq!(world.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 0);
    assert!(!world.store.spend_recovery_code(account, &codes, NOW).await.unwrap());
    assert_eq!(world.store.handoff(opening.session.id, HandoffKind::RecoveryCodes, NOW).await.unwrap(), None);
    assert_eq!(world.store.handoff(opening.session.id, DRAFT, NOW).await.unwrap(), Some(draft), "that is another matter");
    assert!(world.store.opens_session(&an_opening(account, Factors::Password, NOW)).await.unwrap());
}

async fn turning_off_ends_what_was_begun_with_it_and_renews_its_own_session(world: World) {
    let Protected { account, opening, .. } = world.with_two_factors().await;
    let elsewhere = an_opening(account, Factors::PasswordAndTotp, NOW);
    assert!(world.store.opens_session(&elsewhere).await.unwrap());
    let pending = world.pending(account).await;
    let mut renewed = reauthenticated(&opening, Factors::PasswordAndRecoveryCode);
    renewed.session.authenticated_at = later(120);
    assert!(world.store.turn_off_two_factor(&renewed).await.unwrap());
    assert_eq!(world.session(opening.session.id).await, Some(renewed.session));
    assert_eq!(world.session(elsewhere.session.id).await, None);
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_none());
}

async fn turning_off_touches_no_other_account(world: World) {
    let (ada, eve) = (world.with_two_factors().await, world.with_two_factors().await);
    let pending = world.pending(eve.account).await;
    assert!(world.store.turn_off_two_factor(&ada.opening).await.unwrap());
    assert!(world.account(eve.account).await.two_factor);
    assert_eq!(world.store.authenticator_of(eve.account).await.unwrap().unwrap().secret, eve.secret);
    assert_eq!(world.store.recovery_codes_left(eve.account, &the_keys()).await.unwrap(), 10);
    assert_eq!(world.session(eve.opening.session.id).await, Some(eve.opening.session.clone()));
    assert!(world.store.handoff(eve.opening.session.id, HandoffKind::RecoveryCodes, NOW).await.unwrap().is_some());
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_some());
}

async fn what_is_off_is_not_turned_off(world: World) {
    let account = world.registered().await.id;
    let (opening, elsewhere, pending) =
        (world.signed_in(account).await, world.signed_in(account).await, world.pending(account).await);
    assert!(!world.store.turn_off_two_factor(&reauthenticated(&opening, Factors::Password)).await.unwrap());
    assert_eq!(world.session(opening.session.id).await, Some(opening.session));
    assert_eq!(world.session(elsewhere.session.id).await, Some(elsewhere.session));
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_some());
}

async fn a_session_that_ended_does_not_turn_it_off(world: World) {
    let Protected { account, opening, .. } = world.with_two_factors().await;
    assert!(world.store.ends_session(&opening.session).await.unwrap());
    assert!(!world.store.turn_off_two_factor(&opening).await.unwrap());
    assert!(world.account(account).await.two_factor);
    assert!(world.store.authenticator_of(account).await.unwrap().is_some());
    assert_eq!(world.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 10);
}

async fn of_fifty_who_turn_it_off_one_does(world: World) {
    let opening = world.with_two_factors().await.opening;
    let off = world
        .race(|store, _| {
            let opening = opening.clone();
            async move { store.turn_off_two_factor(&opening).await }
        })
        .await;
    assert_eq!(winners(&off), 1);
}

async fn turned_on_again_it_knows_nothing_of_before(world: World) {
    let Protected { account, opening, codes, .. } = world.with_two_factors().await;
    assert!(world.takes(account, 5000).await);
    assert!(world.store.spend_recovery_code(account, &codes[..1], NOW).await.unwrap());
    assert!(world.store.turn_off_two_factor(&opening).await.unwrap());
    let again = TwoFactorWrite { recovery_codes: stored(a_set_of_codes("second")), ..world.enrolling(&opening).await };
    assert!(world.store.turn_on_two_factor(&again).await.unwrap());
    assert!(!world.store.spend_recovery_code(account, &codes, NOW).await.unwrap());
    assert_eq!(world.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 10);
    assert!(world.takes(account, 101).await, "another secret, other steps");
}

/// The same secret, sealed under another key.
fn anew(secret: &Sealed) -> Sealed {
    Sealed { key_id: "another key".into(), bytes: [&secret.bytes[..], b" under another key"].concat() }
}

async fn sealed_anew_it_is_the_same_authenticator(world: World) {
    let (ada, eve) = (world.with_two_factors().await, world.with_two_factors().await);
    assert!(world.takes(ada.account, 200).await);
    let mut sealed = world.store.to_be_resealed(&"another key".into(), 10).await.unwrap();
    sealed.sort_by_key(|(account, ..)| *account != ada.account);
    assert_eq!(sealed, [(ada.account, PHONE, ada.secret.clone()), (eve.account, PHONE, eve.secret.clone())]);
    assert_eq!(world.store.to_be_resealed(&KEY.into(), 10).await.unwrap(), []);
    assert_eq!(world.store.to_be_resealed(&"another key".into(), 1).await.unwrap().len(), 1);
    assert!(world.store.reseal_authenticator(ada.account, (PHONE, &ada.secret), (PHONE, &anew(&ada.secret))).await.unwrap());
    assert_eq!(world.store.to_be_resealed(&"another key".into(), 10).await.unwrap(), [(eve.account, PHONE, eve.secret)]);
    assert_eq!(world.store.authenticator_of(ada.account).await.unwrap().unwrap().secret, anew(&ada.secret));
    // A used step stays used, and the recovery codes stay.
    assert!(!world.takes(ada.account, 200).await && world.takes(ada.account, 201).await);
    assert_eq!(world.store.recovery_codes_left(ada.account, &the_keys()).await.unwrap(), 10);
    assert!(world.session(ada.opening.session.id).await.is_some());
}

async fn what_is_sealed_anew_takes_the_place_of_what_was_read_and_of_nothing_else(world: World) {
    let Protected { account, opening, secret, .. } = world.with_two_factors().await;
    let eve = world.with_two_factors().await;
    assert!(!world.store.reseal_authenticator(eve.account, (PHONE, &secret), (PHONE, &anew(&secret))).await.unwrap());
    // Meanwhile the account's owner has turned it off and on again, with another secret.
    assert!(world.store.turn_off_two_factor(&opening).await.unwrap());
    assert!(!world.store.reseal_authenticator(account, (PHONE, &secret), (PHONE, &anew(&secret))).await.unwrap());
    let turn_on = world.enrolling(&world.signed_in(account).await).await;
    assert!(world.store.turn_on_two_factor(&turn_on).await.unwrap());
    assert!(!world.store.reseal_authenticator(account, (PHONE, &secret), (PHONE, &anew(&secret))).await.unwrap());
    assert_eq!(world.store.authenticator_of(account).await.unwrap().unwrap().secret, turn_on.shown().secret);
    let sealed = world.race(|store, _| {
        let (read, anew) = (turn_on.shown().secret.clone(), anew(&turn_on.shown().secret));
        async move { store.reseal_authenticator(account, (PHONE, &read), (PHONE, &anew)).await }
    });
    assert_eq!(winners(&sealed.await), 1);
}

async fn a_checkup_is_noted_and_forgotten_with_two_factor_authentication(world: World) {
    let (ada, eve) = (world.with_two_factors().await, world.signed_in(world.registered().await.id).await);
    let on_since = ada.opening.session.authenticated_at;
    assert_eq!(world.store.checkup(ada.account).await.unwrap(), Some(Checkup { on_since, next: None }));
    assert_eq!(world.store.checkup(eve.session.account_id).await.unwrap(), None);
    let event = an_event_of(&ada.opening.session, EventKind::CheckedUp);
    assert!(world.store.set_checkup(later(9), &event, false).await.unwrap());
    assert!(world.store.set_checkup(later(99), &event, true).await.unwrap());
    assert_eq!(world.store.checkup(ada.account).await.unwrap(), Some(Checkup { on_since, next: Some(later(99)) }));
    assert_eq!(world.store.events(ada.account, &[EventKind::CheckedUp], None, 9).await.unwrap().len(), 1);
    let of_eve = an_event_of(&eve.session, EventKind::CheckedUp);
    assert!(!world.store.set_checkup(later(9), &of_eve, true).await.unwrap(), "it is off");
    assert!(world.store.turn_off_two_factor(&ada.opening).await.unwrap());
    assert_eq!(world.store.checkup(ada.account).await.unwrap(), None);
    let again = world.enrolling(&world.signed_in(ada.account).await).await;
    assert!(world.store.turn_on_two_factor(&again).await.unwrap());
    assert_eq!(world.store.checkup(ada.account).await.unwrap().unwrap().next, None);
    // A session that is gone notes nothing.
    assert!(!world.store.set_checkup(later(9), &event, true).await.unwrap());
}
