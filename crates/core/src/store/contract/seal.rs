//! The seal: it holds from its commit on, and opens by a second factor and a new password.

use super::{
    account_life::{changing, hash},
    *,
};
use crate::store::{Changed, Finished, PendingSignIns, Settlement, Spend, Spending, Unsealing};

promises! {
    a_seal_ends_everything_and_is_told_once,
    no_session_opens_after_the_seal_however_they_race,
    a_seal_is_opened_by_a_second_factor_and_by_nothing_less,
    of_fifty_who_open_a_seal_with_one_code_one_does,
}

impl World {
    /// A sealed account with a pending sign-in.
    async fn sealed(&self) -> (Protected, PendingSignInId) {
        let ada = self.with_two_factors().await;
        assert!(self.store.seal(&an_event(ada.account, EventKind::Sealed, later(60))).await.unwrap());
        let pending = self.pending(ada.account).await;
        (ada, pending)
    }
}

fn unsealing(account: AccountId, pending: PendingSignInId, step: i64) -> Unsealing {
    let spending = Spending {
        account,
        proof: Spend::Step { authenticator: PHONE, step, newest: NEWEST, now: NOW },
        settlement: Settlement::default(),
        event: None,
    };
    let event = an_event(account, EventKind::Unsealed, later(61));
    let opening = an_opening(account, Factors::PasswordAndTotp, later(61));
    Unsealing { pending, spending, password_hash: hash("new"), event, opening }
}

async fn a_seal_ends_everything_and_is_told_once(world: World) {
    let account = world.registered().await.id;
    let [own, other] = [world.signed_in(account).await, world.signed_in(account).await];
    world.enrolling(&own).await;
    let (pending, foreign) = (world.pending(account).await, world.signed_in(world.registered().await.id).await);
    let sealing = || an_event(account, EventKind::Sealed, later(1));
    assert!(world.store.seal(&sealing()).await.unwrap());
    assert!(!world.store.seal(&sealing()).await.unwrap(), "it is sealed");
    assert!(!world.is_live(&own).await && !world.is_live(&other).await && world.is_live(&foreign).await);
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_none());
    let stored = world.account(account).await;
    assert!(stored.sealed && stored.devices_since == later(1));
    assert!(world.store.pending_authenticator(account, own.session.id, NOW).await.unwrap().is_none());
    assert!(!world.store.opens_session(&an_opening(account, Factors::Password, later(2))).await.unwrap());
    let told = world.store.events(account, &[EventKind::Sealed], None, 10).await.unwrap();
    assert_eq!(told.len(), 1);
    let change = changing(&own, EventKind::PasswordChanged);
    let changed = world.store.change_password(&change, &stored.password_hash, &hash("new")).await.unwrap();
    assert_ne!(changed, Changed::Done, "it is sealed");
}

async fn no_session_opens_after_the_seal_however_they_race(world: World) {
    let account = world.registered().await.id;
    let before = world.signed_in(account).await;
    let openings: Vec<_> = (0..RACERS).map(|_| an_opening(account, Factors::Password, NOW)).collect();
    world
        .race(|store, number| {
            let (opening, renewed) = (openings[number].clone(), reauthenticated(&before, Factors::Password));
            async move {
                match number % 5 {
                    0 => store.seal(&an_event(account, EventKind::Sealed, NOW)).await,
                    1 => store.renew_session(&renewed).await,
                    _ => store.opens_session(&opening).await,
                }
            }
        })
        .await;
    assert_eq!(world.store.sessions_of(account, NOW, &lifetimes()).await.unwrap(), []);
    assert!(world.account(account).await.sealed);
}

async fn a_seal_is_opened_by_a_second_factor_and_by_nothing_less(world: World) {
    let (ada, pending) = world.sealed().await;
    let opening = an_opening(ada.account, Factors::PasswordAndTotp, later(61));
    let spending = unsealing(ada.account, pending, 200).spending;
    let finished = PendingSignIns::finish_pending_sign_in(&*world.store, pending, &opening, &spending).await.unwrap();
    assert_eq!(finished, Finished::Over, "without a new password");
    assert_eq!(world.store.unseal(&unsealing(ada.account, pending, 100)).await.unwrap(), Finished::Spent);
    let over = PendingSignInId::random(&OsRandom);
    assert_eq!(world.store.unseal(&unsealing(ada.account, over, 201)).await.unwrap(), Finished::Over);
    assert!(world.account(ada.account).await.sealed);
    let unsealing = unsealing(ada.account, pending, 202);
    assert_eq!(world.store.unseal(&unsealing).await.unwrap(), Finished::Opened);
    let stored = world.account(ada.account).await;
    assert!(!stored.sealed && stored.password_hash == hash("new"));
    assert!(world.is_live(&unsealing.opening).await);
    let told = world.store.events(ada.account, &[], None, 2).await.unwrap();
    assert!(
        told.iter().any(|event| event.kind == EventKind::Unsealed) && told.iter().any(|event| event.kind == EventKind::SignedIn)
    );
    // What is open is not opened again.
    let pending = world.pending(ada.account).await;
    assert_eq!(world.store.unseal(&self::unsealing(ada.account, pending, 203)).await.unwrap(), Finished::Over);
}

async fn of_fifty_who_open_a_seal_with_one_code_one_does(world: World) {
    let (ada, pending) = world.sealed().await;
    let answers = world
        .race(|store, _| {
            let unsealing = unsealing(ada.account, pending, 300);
            async move { store.unseal(&unsealing).await }
        })
        .await;
    assert_eq!(answers.iter().filter(|answer| **answer == Finished::Opened).count(), 1);
    assert_eq!(world.store.sessions_of(ada.account, NOW, &lifetimes()).await.unwrap().len(), 1);
}
