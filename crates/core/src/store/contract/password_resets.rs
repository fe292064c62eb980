//! Password resets: a token is good once, in its time, and only for an account with the factors that were asked.

use super::*;
use crate::store::{Finished, Reset, ResetDone, Settlement, Spend, Spending};

promises! {
    a_reset_replaces_the_password_ends_everything_and_works_once,
    a_reset_opens_the_seal,
    a_later_token_and_a_chosen_password_end_an_earlier_token,
    a_token_is_good_in_its_time,
    a_reset_asks_for_the_factors_that_the_account_has,
    r_06_of_fifty_who_use_one_token_one_does,
    second_factors_are_removed_with_all_that_belongs_to_them,
    nothing_of_a_deleted_account_is_reset,
    a_seal_and_the_removal_of_factors_end_a_token,
}

fn hash(name: &str) -> PasswordHash {
    PasswordHash::from_stored(format!("$argon2id$v=19$m=8,t=1,p=1${name}"))
}

/// What uses this token a minute after it was made.
fn using(account: AccountId, token: &str, spending: Option<Spending>) -> Reset {
    Reset {
        account,
        token: fingerprint(token),
        spending,
        password_hash: hash("new"),
        settlement: Settlement { clears: vec!["password:ada".into()], ..Settlement::default() },
        event: an_event(account, EventKind::PasswordReset, later(60)),
        unsealed: an_event(account, EventKind::Unsealed, later(60)),
    }
}

fn step(account: AccountId, step: i64) -> Option<Spending> {
    Some(Spending {
        account,
        proof: Spend::Step { authenticator: PHONE, step, newest: NEWEST, now: NOW },
        settlement: Settlement::default(),
        event: None,
    })
}

impl World {
    async fn issued(&self, account: AccountId, token: &str) {
        let event = an_event(account, EventKind::PasswordResetIssued, NOW);
        assert!(self.store.put_reset(&fingerprint(token), later(3600), &event).await.unwrap());
    }

    async fn reset(&self, reset: &Reset) -> ResetDone {
        self.store.reset_password(reset).await.unwrap()
    }

    async fn kinds_told(&self, account: AccountId) -> Vec<EventKind> {
        self.store.events(account, &[], None, 100).await.unwrap().iter().map(|event| event.kind).collect()
    }
}

async fn a_reset_replaces_the_password_ends_everything_and_works_once(world: World) {
    let (ada, eve) = (world.with_two_factors().await, world.registered().await);
    let (foreign, pending) = (world.signed_in(eve.id).await, world.pending(ada.account).await);
    world.issued(ada.account, "token").await;
    let found = world.store.reset_account(&fingerprint("token"), later(1)).await.unwrap().unwrap();
    assert_eq!(found.id, ada.account);
    // Looking changes nothing, and of another account it is no token.
    assert_eq!(world.reset(&using(eve.id, "token", None)).await, ResetDone::Over);
    assert_eq!(world.reset(&using(ada.account, "token", step(ada.account, 101))).await, ResetDone::Done);
    let account = world.account(ada.account).await;
    assert_eq!((account.password_hash, account.password_changed_at, account.devices_since), (hash("new"), later(60), later(60)));
    assert!(account.two_factor && world.session(ada.opening.session.id).await.is_none());
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_none());
    assert!(world.session(foreign.session.id).await.is_some());
    let told = world.kinds_told(ada.account).await;
    assert!(told.contains(&EventKind::PasswordReset) && !told.contains(&EventKind::Unsealed), "{told:?}");
    assert_eq!(world.reset(&using(ada.account, "token", step(ada.account, 102))).await, ResetDone::Over);
    assert!(world.store.reset_account(&fingerprint("token"), later(60)).await.unwrap().is_none());
    // A sign-in that knew the old password opens nothing.
    assert!(!world.store.opens_session(&an_opening(ada.account, Factors::PasswordAndTotp, later(61))).await.unwrap());
}

async fn a_reset_opens_the_seal(world: World) {
    let ada = world.registered().await.id;
    assert!(world.store.seal(&an_event(ada, EventKind::Sealed, NOW)).await.unwrap());
    world.issued(ada, "token").await;
    assert_eq!(world.reset(&using(ada, "token", None)).await, ResetDone::Done);
    assert!(!world.account(ada).await.sealed);
    let told = world.kinds_told(ada).await;
    assert!(told[..2].contains(&EventKind::Unsealed) && told[..2].contains(&EventKind::PasswordReset), "{told:?}");
}

async fn a_later_token_and_a_chosen_password_end_an_earlier_token(world: World) {
    let account = world.registered().await;
    let own = world.signed_in(account.id).await;
    world.issued(account.id, "first").await;
    world.issued(account.id, "second").await;
    assert_eq!(world.reset(&using(account.id, "first", None)).await, ResetDone::Over);
    let changed = reauthenticated(&own, own.session.factors);
    let change = SessionWrite { event: an_event_of(&changed.session, EventKind::PasswordChanged), ..changed };
    world.store.change_password(&change, &account.password_hash, &hash("chosen")).await.unwrap();
    assert_eq!(world.reset(&using(account.id, "second", None)).await, ResetDone::Over);
    assert_eq!(world.account(account.id).await.password_hash, hash("chosen"));
}

async fn a_token_is_good_in_its_time(world: World) {
    let ada = world.registered().await.id;
    world.issued(ada, "token").await;
    for (now, good) in [(later(3600) - TICK, true), (later(3600), false)] {
        assert_eq!(world.store.reset_account(&fingerprint("token"), now).await.unwrap().is_some(), good);
    }
    let late = Reset { event: an_event(ada, EventKind::PasswordReset, later(3600)), ..using(ada, "token", None) };
    assert_eq!(world.reset(&late).await, ResetDone::Over);
    world.store.prune(later(3600), NOW - Duration::from_secs(3600), Timestamp(0)).await.unwrap();
    assert_eq!(world.reset(&using(ada, "token", None)).await, ResetDone::Over, "it was pruned");
}

async fn a_reset_asks_for_the_factors_that_the_account_has(world: World) {
    let (ada, eve) = (world.with_two_factors().await.account, world.registered().await.id);
    world.issued(ada, "hers").await;
    world.issued(eve, "his").await;
    assert_eq!(world.reset(&using(ada, "hers", None)).await, ResetDone::Over, "a second factor was turned on meanwhile");
    assert_eq!(world.reset(&using(eve, "his", step(eve, 200))).await, ResetDone::Over);
    // A code that was used leaves the token good.
    assert_eq!(world.reset(&using(ada, "hers", step(ada, 100))).await, ResetDone::Spent);
    assert_ne!(world.account(ada).await.password_hash, hash("new"));
    assert_eq!(world.reset(&using(ada, "hers", step(ada, 101))).await, ResetDone::Done);
}

async fn r_06_of_fifty_who_use_one_token_one_does(world: World) {
    let ada = world.registered().await.id;
    world.issued(ada, "token").await;
    let answers = world
        .race(|store, number| {
            let reset = Reset { password_hash: hash(&number.to_string()), ..using(ada, "token", None) };
            async move { store.reset_password(&reset).await }
        })
        .await;
    let winner = answers.iter().position(|answer| *answer == ResetDone::Done).unwrap();
    assert_eq!(answers.iter().filter(|answer| **answer == ResetDone::Done).count(), 1);
    assert_eq!(world.account(ada).await.password_hash, hash(&winner.to_string()));
}

async fn second_factors_are_removed_with_all_that_belongs_to_them(world: World) {
    let (ada, eve) = (world.with_two_factors().await, world.with_two_factors().await);
    let pending = world.pending(ada.account).await;
    let event = an_event(ada.account, EventKind::TwoFactorOff, later(60));
    assert!(world.store.reset_second_factors(&Settlement::default(), &event).await.unwrap());
    assert!(!world.store.reset_second_factors(&Settlement::default(), &event).await.unwrap(), "it was off");
    assert!(!world.account(ada.account).await.two_factor && world.account(eve.account).await.two_factor);
    assert!(world.store.authenticator_of(ada.account).await.unwrap().is_none());
    assert_eq!(world.store.recovery_codes_left(ada.account, &the_keys()).await.unwrap(), 0);
    assert!(world.session(ada.opening.session.id).await.is_none() && world.session(eve.opening.session.id).await.is_some());
    let opening = an_opening(ada.account, Factors::PasswordAndTotp, later(61));
    let spending = step(ada.account, 101).unwrap();
    assert_ne!(world.store.finish_pending_sign_in(pending, &opening, &spending).await.unwrap(), Finished::Opened);
    assert!(world.kinds_told(ada.account).await.contains(&EventKind::TwoFactorOff));
}

async fn nothing_of_a_deleted_account_is_reset(world: World) {
    let ada = world.registered().await.id;
    world.issued(ada, "token").await;
    assert!(world.store.orders_deletion(NOW, &an_event(ada, EventKind::DeletionOrdered, NOW)).await.unwrap());
    assert!(world.store.delete_if_due(ada, NOW).await.unwrap());
    assert_eq!(world.reset(&using(ada, "token", None)).await, ResetDone::Over);
    let event = an_event(ada, EventKind::PasswordResetIssued, NOW);
    assert!(!world.store.put_reset(&fingerprint("another"), later(3600), &event).await.unwrap());
}

/// What was asked of whoever has the link no longer holds.
async fn a_seal_and_the_removal_of_factors_end_a_token(world: World) {
    let (ada, bob, eve) = (world.with_two_factors().await, world.with_two_factors().await, world.registered().await.id);
    for (account, token) in [(ada.account, "hers"), (bob.account, "his"), (eve, "eve's")] {
        world.issued(account, token).await;
    }
    assert!(world.store.turn_off_two_factor(&ada.opening).await.unwrap());
    let event = an_event(bob.account, EventKind::TwoFactorOff, later(1));
    assert!(world.store.reset_second_factors(&Settlement::default(), &event).await.unwrap());
    assert!(world.store.seal(&an_event(eve, EventKind::Sealed, later(1))).await.unwrap());
    for (account, token) in [(ada.account, "hers"), (bob.account, "his"), (eve, "eve's")] {
        assert_eq!(world.reset(&using(account, token, None)).await, ResetDone::Over, "{token}");
    }
    // The next one is good again, and opens the seal.
    world.issued(eve, "another").await;
    assert_eq!(world.reset(&using(eve, "another", None)).await, ResetDone::Done);
}
