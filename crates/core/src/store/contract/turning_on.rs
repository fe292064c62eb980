//! Turning two-factor authentication on is atomic.

use super::*;
use crate::{domain::authenticator::AuthenticatorName, store::Authenticator};

promises! {
    a_shown_secret_is_for_its_session_until_its_time_is_over,
    a_newer_secret_takes_the_place_of_an_older_one,
    turning_on_keeps_the_secret_the_codes_and_the_note,
    turning_on_ends_what_was_begun_with_the_password_alone,
    turning_on_renews_its_own_session,
    turning_on_uses_up_the_step_that_confirmed_it,
    only_the_secret_that_was_shown_last_turns_it_on,
    only_the_session_that_was_shown_the_secret_turns_it_on,
    only_in_time_is_it_turned_on,
    a_session_that_ended_does_not_turn_it_on,
    what_is_on_is_not_turned_on_again,
    a_new_shown_secret_never_touches_the_active_authenticator,
    of_fifty_confirmations_one_turns_it_on,
    a_call_that_is_given_up_midway_is_done_whole_or_not_at_all,
}

impl World {
    async fn shown(&self, opening: &SessionWrite, now: Timestamp) -> Option<(Sealed, Timestamp)> {
        self.store
            .pending_authenticator(opening.session.account_id, opening.session.id, now)
            .await
            .unwrap()
            .map(|shown| (shown.secret, shown.expires_at))
    }

    /// Fails to turn it on, and checks that nothing changed for an account that has it off.
    async fn stays_off(&self, turn_on: &TwoFactorWrite) {
        let account = turn_on.opening.session.account_id;
        let (bystander, pending) = (self.signed_in(account).await, self.pending(account).await);
        let own = self.session(turn_on.opening.session.id).await;
        assert!(!self.store.turn_on_two_factor(turn_on).await.unwrap());
        assert!(!self.account(account).await.two_factor);
        assert_eq!(self.store.authenticator_of(account).await.unwrap(), None);
        assert_eq!(self.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 0);
        assert_eq!(self.store.handoff(turn_on.note.session_id, turn_on.note.kind, NOW).await.unwrap(), None);
        assert_eq!(self.session(turn_on.opening.session.id).await, own);
        assert_eq!(self.session(bystander.session.id).await, Some(bystander.session));
        assert!(self.store.pending_account(pending, NOW).await.unwrap().is_some());
    }
}

async fn a_shown_secret_is_for_its_session_until_its_time_is_over(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    let (opening, elsewhere, of_eve) = (world.signed_in(ada).await, world.signed_in(ada).await, world.signed_in(eve).await);
    let secret = world.enrolling(&opening).await.shown().secret.clone();
    let over = NOW + Lifetimes::ENROLMENT;
    assert_eq!(world.shown(&opening, over - TICK).await, Some((secret, over)));
    assert_eq!(world.shown(&opening, over).await, None);
    assert_eq!(world.shown(&elsewhere, NOW).await, None, "another session of the account");
    assert_eq!(world.shown(&of_eve, NOW).await, None);
    assert_eq!(world.store.pending_authenticator(eve, opening.session.id, NOW).await.unwrap(), None);

    world.store.drop_pending_authenticator(eve).await.unwrap();
    assert!(world.shown(&opening, NOW).await.is_some());
    world.store.drop_pending_authenticator(ada).await.unwrap();
    assert_eq!(world.shown(&opening, NOW).await, None);
}

async fn a_newer_secret_takes_the_place_of_an_older_one(world: World) {
    let account = world.registered().await.id;
    let (opening, elsewhere) = (world.signed_in(account).await, world.signed_in(account).await);
    world.enrolling(&opening).await;
    let newer = Sealed { key_id: "another key".into(), bytes: b"another secret".to_vec() };
    world.store.put_pending_authenticator(account, opening.session.id, &a_shown(newer.clone(), later(1))).await.unwrap();
    assert_eq!(world.shown(&opening, NOW).await, Some((newer, later(1))));
    let secret = world.enrolling(&elsewhere).await.shown().secret.clone();
    assert_eq!(world.shown(&opening, NOW).await, None);
    assert_eq!(world.shown(&elsewhere, NOW).await.unwrap().0, secret);
}

async fn turning_on_keeps_the_secret_the_codes_and_the_note(world: World) {
    let Protected { account, opening, secret, codes } = world.with_two_factors().await;
    let eve = world.registered().await.id;
    assert!(world.account(account).await.two_factor);
    let then = opening.session.authenticated_at;
    let authenticator = Authenticator {
        id: PHONE,
        name: AuthenticatorName::default(),
        secret,
        created_at: then,
        last_used_step: 100,
        last_used_at: Some(then),
    };
    assert_eq!(world.store.authenticator_of(account).await.unwrap(), Some(authenticator));
    assert_eq!(world.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 10);
    for code in codes {
        assert!(world.store.spend_recovery_code(account, &[code], NOW).await.unwrap());
    }
    let note = world.store.handoff(opening.session.id, HandoffKind::RecoveryCodes, NOW).await.unwrap();
    assert_eq!(note, Some(a_handoff(opening.session.id, HandoffKind::RecoveryCodes, "the codes themselves")));
    assert_eq!(world.shown(&opening, NOW).await, None, "the shown secret has become the active one");

    assert!(!world.account(eve).await.two_factor);
    assert_eq!(world.store.authenticator_of(eve).await.unwrap(), None);
    assert_eq!(world.store.recovery_codes_left(eve, &the_keys()).await.unwrap(), 0);
}

async fn turning_on_ends_what_was_begun_with_the_password_alone(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    let (opening, elsewhere, of_eve) = (world.signed_in(ada).await, world.signed_in(ada).await, world.signed_in(eve).await);
    let (pending, pending_of_eve) = (world.pending(ada).await, world.pending(eve).await);
    let turn_on = world.enrolling(&opening).await;
    assert!(world.store.turn_on_two_factor(&turn_on).await.unwrap());
    assert_eq!(world.session(elsewhere.session.id).await, None);
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_none());
    assert!(!world.store.finishes_pending(pending, &an_opening(ada, Factors::PasswordAndTotp, NOW)).await.unwrap());
    assert!(!world.store.opens_session(&an_opening(ada, Factors::Password, NOW)).await.unwrap());
    assert_eq!(world.session(of_eve.session.id).await, Some(of_eve.session));
    assert!(world.store.pending_account(pending_of_eve, NOW).await.unwrap().is_some());
}

async fn turning_on_renews_its_own_session(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    let turn_on = world.enrolling(&opening).await;
    assert!(world.store.turn_on_two_factor(&turn_on).await.unwrap());
    let (session, account) = world.store.session(opening.session.id).await.unwrap().unwrap();
    assert_eq!(session, turn_on.opening.session);
    assert_eq!((session.factors, session.authenticated_at, account.two_factor), (Factors::PasswordAndTotp, later(60), true));
    let rotation = world.rotate(session.id, turn_on.opening.refresh, "next", later(60)).await;
    assert!(matches!(rotation, Rotation::Rotated(..)), "{rotation:?}");
    let rotation = world.rotate(session.id, opening.refresh, "next", later(60)).await;
    assert!(matches!(rotation, Rotation::Reused(_)), "the token of the password alone is worth nothing: {rotation:?}");
}

async fn turning_on_uses_up_the_step_that_confirmed_it(world: World) {
    let account = world.with_two_factors().await.account;
    for used in [99, 100] {
        assert!(!world.store.advance_totp_step(account, used, NEWEST).await.unwrap());
    }
    assert!(world.store.advance_totp_step(account, 101, NEWEST).await.unwrap());
}

async fn only_the_secret_that_was_shown_last_turns_it_on(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    world.stays_off(&a_turn_on(&opening, sealed("never shown"))).await;
    let older = world.enrolling(&opening).await;
    let newer = sealed("shown last");
    world
        .store
        .put_pending_authenticator(opening.session.account_id, opening.session.id, &a_shown(newer.clone(), later(600)))
        .await
        .unwrap();
    world.stays_off(&older).await;
    assert!(world.store.turn_on_two_factor(&a_turn_on(&opening, newer)).await.unwrap());
}

async fn only_the_session_that_was_shown_the_secret_turns_it_on(world: World) {
    let (ada, eve) = (world.registered().await.id, world.registered().await.id);
    let (opening, elsewhere, of_eve) = (world.signed_in(ada).await, world.signed_in(ada).await, world.signed_in(eve).await);
    let turn_on = world.enrolling(&opening).await;
    for thief in [elsewhere, of_eve] {
        world.stays_off(&a_turn_on(&thief, turn_on.shown().secret.clone())).await;
    }
    assert!(world.store.turn_on_two_factor(&turn_on).await.unwrap());
}

async fn only_in_time_is_it_turned_on(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    let mut turn_on = world.enrolling(&opening).await;
    turn_on.opening.session.authenticated_at = NOW + Lifetimes::ENROLMENT;
    world.stays_off(&turn_on).await;
    turn_on.opening.session.authenticated_at = NOW + Lifetimes::ENROLMENT - TICK;
    assert!(world.store.turn_on_two_factor(&turn_on).await.unwrap());
}

async fn a_session_that_ended_does_not_turn_it_on(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    let turn_on = world.enrolling(&opening).await;
    assert!(world.store.ends_session(&opening.session).await.unwrap());
    world.stays_off(&turn_on).await;
}

async fn what_is_on_is_not_turned_on_again(world: World) {
    let Protected { account, opening, secret, codes } = world.with_two_factors().await;
    let elsewhere = an_opening(account, Factors::PasswordAndTotp, NOW);
    assert!(world.store.opens_session(&elsewhere).await.unwrap());
    let again = TwoFactorWrite {
        first: FirstFactor::Authenticator(a_shown(sealed("another"), later(600)), 1),
        recovery_codes: stored(a_set_of_codes("second")),
        ..world.enrolling(&opening).await
    };
    world.store.put_pending_authenticator(account, opening.session.id, again.shown()).await.unwrap();
    assert!(!world.store.turn_on_two_factor(&again).await.unwrap());
    assert_eq!(world.store.authenticator_of(account).await.unwrap().unwrap().secret, secret);
    assert!(!world.store.advance_totp_step(account, 100, NEWEST).await.unwrap());
    assert!(!world.store.spend_recovery_code(account, &again.recovery_codes.fingerprints, NOW).await.unwrap());
    assert!(world.store.spend_recovery_code(account, &codes, NOW).await.unwrap());
    assert!(world.session(elsewhere.session.id).await.is_some());
    assert_eq!(world.shown(&opening, NOW).await.unwrap().0, again.shown().secret, "nothing was done");
}

async fn a_new_shown_secret_never_touches_the_active_authenticator(world: World) {
    let Protected { account, opening, .. } = world.with_two_factors().await;
    let active = world.store.authenticator_of(account).await.unwrap();
    world.enrolling(&opening).await;
    assert_eq!(world.store.authenticator_of(account).await.unwrap(), active);
    assert!(!world.store.advance_totp_step(account, 100, NEWEST).await.unwrap());
    world.store.drop_pending_authenticator(account).await.unwrap();
    assert_eq!(world.store.authenticator_of(account).await.unwrap(), active);
    assert!(world.store.advance_totp_step(account, 101, NEWEST).await.unwrap());
    assert_eq!(world.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 10);
}

async fn of_fifty_confirmations_one_turns_it_on(world: World) {
    let opening = world.signed_in(world.registered().await.id).await;
    let (account, turn_on) = (opening.session.account_id, world.enrolling(&opening).await);
    let codes = |number: usize| a_set_of_codes(&format!("set of call {number}"));
    let turned = world
        .race(|store, number| {
            let mut turn_on = turn_on.clone();
            turn_on.recovery_codes = stored(codes(number));
            turn_on.opening.refresh = fingerprint(&format!("token of call {number}"));
            turn_on.note.body = sealed(&format!("codes of call {number}"));
            async move { store.turn_on_two_factor(&turn_on).await }
        })
        .await;
    assert_eq!(winners(&turned), 1);
    let winner = turned.iter().position(|&won| won).unwrap();
    assert_eq!(world.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 10);
    assert!(world.store.spend_recovery_code(account, &codes(winner)[..1], NOW).await.unwrap());
    let note = world.store.handoff(opening.session.id, HandoffKind::RecoveryCodes, NOW).await.unwrap().unwrap();
    assert_eq!(note.body, sealed(&format!("codes of call {winner}")));
    let token = fingerprint(&format!("token of call {winner}"));
    let rotation = world.rotate(opening.session.id, token, "next", later(60)).await;
    assert!(matches!(rotation, Rotation::Rotated(..)), "{rotation:?}");
}

/// A request whose client hangs up is dropped at any await. This test drops ever later, until the call completes.
async fn a_call_that_is_given_up_midway_is_done_whole_or_not_at_all(world: World) {
    let mut done = 0;
    for patience in 0.. {
        let opening = world.signed_in(world.registered().await.id).await;
        let (account, turn_on) = (opening.session.account_id, world.enrolling(&opening).await);
        let hang_up = async {
            for _ in 0..patience * patience * 5 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = hang_up => {}
            turned = world.store.turn_on_two_factor(&turn_on) => assert!(turned.unwrap()),
        }
        // This call queues behind the dropped one at the writer, and so waits until that is undone.
        assert!(!world.store.turn_on_two_factor(&a_turn_on(&opening, sealed("never shown"))).await.unwrap());
        if world.account(account).await.two_factor {
            done += 1;
            assert!(world.store.authenticator_of(account).await.unwrap().is_some());
            assert_eq!(world.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 10);
            assert_eq!(world.session(opening.session.id).await, Some(turn_on.opening.session));
            assert_eq!(world.shown(&opening, NOW).await, None);
        } else {
            world.stays_off(&a_turn_on(&opening, sealed("never shown"))).await;
            assert_eq!(world.session(opening.session.id).await, Some(opening.session.clone()));
            assert_eq!(world.shown(&opening, NOW).await.unwrap().0, turn_on.shown().secret);
        }
        if done == 3 {
            return;
        }
    }
}
