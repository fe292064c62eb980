//! Waits for lost second factors. The state machine is explored as a whole: every act in every state that can be reached, on the database.

use std::collections::{BTreeMap, BTreeSet, VecDeque, btree_map::Entry};

use super::*;
use crate::store::{Beginning, Finished, Settlement, Spend, Spending};

promises! {
    every_act_in_every_state_of_a_wait_does_what_the_model_says,
    an_attacker_never_wins_against_an_owner_who_signs_in_within_each_wait,
    what_an_ended_wait_leaves_is_the_account_and_its_demand_for_a_factor,
    a_wait_is_void_once_the_password_changes_or_the_account_is_sealed,
    a_wait_is_begun_by_the_password_of_now_alone,
    a_password_that_was_given_before_something_happened_begins_no_wait,
    of_fifty_who_begin_one_wait_one_does,
    a_factor_that_is_used_while_a_wait_ends_is_used_or_taken_off,
    a_wait_is_told_and_ends_with_its_account,
}

const HALF_A_DAY: u64 = 12 * 3600;
/// How long waits are here.
const WAIT_HALF_DAYS: u8 = 2;

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    /// Somebody with the password begins a wait.
    Begin,
    /// The owner uses a code.
    UseCode,
    /// The owner uses a recovery code, and replaces them all.
    UseRecoveryCode,
    /// Somebody presses the button, or follows the link, that stops it.
    Press,
    /// Time goes on.
    HalfDay,
    /// A server looks for waits that have ended.
    Look,
}

impl Act {
    const ALL: [Self; 6] = [Self::Begin, Self::UseCode, Self::UseRecoveryCode, Self::Press, Self::HalfDay, Self::Look];

    /// True for what nobody but the owner can do.
    const fn needs_a_factor(self) -> bool {
        matches!(self, Self::UseCode | Self::UseRecoveryCode)
    }
}

/// What there is to know of a wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Model {
    /// How long it has been under way, in half days; longer than the wait is all the same.
    begun: Option<u8>,
    /// Whether the second factors are taken off.
    off: bool,
}

impl Model {
    fn after(self, act: Act) -> Self {
        match act {
            // One that is under way is neither begun anew nor shortened.
            Act::Begin if !self.off => Self { begun: self.begun.or(Some(0)), ..self },
            Act::UseCode | Act::UseRecoveryCode if !self.off => Self { begun: None, ..self },
            Act::Press => Self { begun: None, ..self },
            Act::HalfDay => Self { begun: self.begun.map(|half_days| (half_days + 1).min(WAIT_HALF_DAYS + 1)), ..self },
            Act::Look if self.begun.is_some_and(|half_days| half_days >= WAIT_HALF_DAYS) => Self { begun: None, off: true },
            Act::Begin | Act::UseCode | Act::UseRecoveryCode | Act::Look => self,
        }
    }
}

/// Every state that can be reached, with the shortest way to it.
fn states() -> BTreeMap<Model, Vec<Act>> {
    let mut ways = BTreeMap::from([(Model::default(), vec![])]);
    let mut next = VecDeque::from([Model::default()]);
    while let Some(state) = next.pop_front() {
        for act in Act::ALL {
            let way = [&ways[&state][..], &[act]].concat();
            let reached = state.after(act);
            if let Entry::Vacant(new) = ways.entry(reached) {
                new.insert(way);
                next.push_back(reached);
            }
        }
    }
    ways
}

/// Somebody with second factors, to whom things happen one after the other.
struct Life<'w> {
    world: &'w World,
    ada: Protected,
    now: Timestamp,
    step: i64,
    codes: Vec<Fingerprint>,
}

impl<'w> Life<'w> {
    async fn begins(world: &'w World) -> Self {
        let ada = world.with_two_factors().await;
        let codes = ada.codes.clone();
        Self { world, ada, now: later(3600), step: 100, codes }
    }

    async fn does(&mut self, act: Act) {
        self.now = self.now + TICK;
        let (store, id) = (&self.world.store, self.ada.account);
        match act {
            Act::Begin => {
                let event = an_event(id, EventKind::RecoveryBegun, self.now);
                let due = self.now + Duration::from_secs(HALF_A_DAY * u64::from(WAIT_HALF_DAYS));
                let before = store.recovery_wait(id).await.unwrap();
                let begun = store.begin_recovery_wait(&beginning(self.now, due), &event).await.unwrap();
                let after = store.recovery_wait(id).await.unwrap();
                assert!(if begun { before.is_none() && after == Some(due) } else { after == before });
            }
            Act::UseCode => {
                self.step += 1;
                let proof = Spend::Step { authenticator: PHONE, step: self.step, newest: NEWEST, now: self.now };
                self.spends(proof).await;
            }
            Act::UseRecoveryCode => {
                if let Some(code) = self.codes.pop() {
                    self.spends(Spend::RecoveryCode { candidates: vec![code], now: self.now }).await;
                }
            }
            Act::Press => {
                store.cancel_recovery_wait(&an_event(id, EventKind::RecoveryCancelled, self.now)).await.unwrap();
            }
            Act::HalfDay => self.now = self.now + Duration::from_secs(HALF_A_DAY),
            Act::Look => {
                let ended = store.ended_recovery_waits(self.now, 1000).await.unwrap();
                let event = an_event(id, EventKind::RecoveryDone, self.now);
                let done = store.finish_recovery_wait(&Settlement::default(), &event).await.unwrap();
                assert_eq!(ended.contains(&id), done);
            }
        }
    }

    async fn spends(&self, proof: Spend) -> bool {
        let spending = Spending { account: self.ada.account, proof, settlement: Settlement::default(), event: None };
        self.world.store.spend(&spending).await.unwrap()
    }
}

async fn every_act_in_every_state_of_a_wait_does_what_the_model_says(world: World) {
    let states = states();
    assert!(states.len() > 5, "{states:?}");
    for (state, way) in &states {
        for act in Act::ALL {
            let mut life = Life::begins(&world).await;
            let mut expected = Model::default();
            for act in way.iter().copied().chain([act]) {
                life.does(act).await;
                expected = expected.after(act);
                let account = world.account(life.ada.account).await;
                let under_way = world.store.recovery_wait(account.id).await.unwrap();
                assert_eq!(
                    (under_way.is_some(), !account.two_factor),
                    (expected.begun.is_some(), expected.off),
                    "{way:?} {act:?}"
                );
            }
            assert_eq!(expected, state.after(act));
        }
    }
}

/// On the model, which the database agrees with: of all that may happen in any order, if no half day passes by which the owner has been away
/// for the whole wait, the second factors stay.
async fn an_attacker_never_wins_against_an_owner_who_signs_in_within_each_wait(_: World) {
    let mut seen = BTreeSet::from([(Model::default(), 0)]);
    let mut next: Vec<(Model, u8)> = seen.iter().copied().collect();
    while let Some((state, away)) = next.pop() {
        assert!(!state.off, "the owner was away for {away} half days");
        for act in Act::ALL {
            let away = match act {
                Act::HalfDay => away + 1,
                act if act.needs_a_factor() => 0,
                _ => away,
            };
            if away < WAIT_HALF_DAYS && seen.insert((state.after(act), away)) {
                next.push((state.after(act), away));
            }
        }
    }
    // It is no empty promise: an owner who is away for as long loses.
    let lost = [Act::Begin, Act::HalfDay, Act::HalfDay, Act::Look].into_iter().fold(Model::default(), Model::after);
    assert!(lost.off && seen.len() > 4);
}

/// By the password that was given then.
const fn beginning(given_at: Timestamp, due_at: Timestamp) -> Beginning {
    Beginning { password_changed_at: Timestamp(0), given_at, due_at }
}

/// When the wait of these tests ends.
fn due() -> Timestamp {
    later(3600 + HALF_A_DAY * u64::from(WAIT_HALF_DAYS))
}

impl World {
    /// Somebody whose wait was begun an hour after everything else.
    async fn waiting(&self) -> Protected {
        let ada = self.with_two_factors().await;
        assert!(self.begins(ada.account).await);
        ada
    }

    async fn begins(&self, account: AccountId) -> bool {
        let event = an_event(account, EventKind::RecoveryBegun, later(3600));
        self.store.begin_recovery_wait(&beginning(later(3600), due()), &event).await.unwrap()
    }

    async fn finishes(&self, account: AccountId, at: Timestamp) -> bool {
        let event = an_event(account, EventKind::RecoveryDone, at);
        self.store.finish_recovery_wait(&Settlement::default(), &event).await.unwrap()
    }

    async fn is_waiting(&self, account: AccountId) -> bool {
        self.store.recovery_wait(account).await.unwrap().is_some()
    }
}

async fn what_an_ended_wait_leaves_is_the_account_and_its_demand_for_a_factor(world: World) {
    let (ada, eve) = (world.waiting().await, world.waiting().await);
    let pending = world.pending(ada.account).await;
    assert!(!world.finishes(ada.account, due() - TICK).await);
    assert!(world.finishes(ada.account, due()).await && !world.finishes(ada.account, due()).await);
    let account = world.account(ada.account).await;
    assert!(!account.two_factor && account.factor_demanded && account.recovery.is_none());
    assert!(world.session(ada.opening.session.id).await.is_none());
    assert!(world.store.pending_account(pending, NOW).await.unwrap().is_none());
    assert_eq!(world.store.recovery_codes_left(ada.account, &the_keys()).await.unwrap(), 0);
    assert_eq!(world.told_last(ada.account).await, EventKind::RecoveryDone);
    // Nobody else's.
    assert!(world.account(eve.account).await.two_factor && world.is_waiting(eve.account).await);
    // A factor meets the demand.
    let turn_on = world.enrolling(&world.signed_in(ada.account).await).await;
    assert!(world.store.turn_on_two_factor(&turn_on).await.unwrap());
    let account = world.account(ada.account).await;
    assert!(account.two_factor && !account.factor_demanded);
}

async fn a_wait_is_void_once_the_password_changes_or_the_account_is_sealed(world: World) {
    let [ada, eve] = [world.waiting().await, world.waiting().await];
    let (session, at) = (&ada.opening.session, later(7200));
    let session = Session { authenticated_at: at, last_used_at: at, ..session.clone() };
    let event = an_event_of(&session, EventKind::PasswordChanged);
    let change = SessionWrite { refresh: fingerprint("changed"), event, session, read: FRESH, proved_before: later(60) };
    let (old, new) = (world.account(ada.account).await.password_hash, PasswordHash::from_stored("another".into()));
    assert_eq!(world.store.change_password(&change, &old, &new).await.unwrap(), crate::store::Changed::Done);
    assert!(world.store.seal(&an_event(eve.account, EventKind::Sealed, at)).await.unwrap());
    for ada in [&ada, &eve] {
        assert!(!world.is_waiting(ada.account).await && !world.finishes(ada.account, due()).await);
        let account = world.account(ada.account).await;
        assert!(account.two_factor && account.recovery.is_none());
    }
    assert!(!world.begins(eve.account).await, "sealed");
}

async fn a_wait_is_begun_by_the_password_of_now_alone(world: World) {
    let (ada, bob) = (world.with_two_factors().await, world.registered().await);
    let event = an_event(ada.account, EventKind::RecoveryBegun, later(3600));
    assert!(
        !world
            .store
            .begin_recovery_wait(&Beginning { password_changed_at: later(1), ..beginning(later(3600), due()) }, &event)
            .await
            .unwrap()
    );
    assert!(!world.begins(bob.id).await, "there is nothing to take off");
    assert!(!world.begins(AccountId::random(&OsRandom)).await);
    assert_eq!(world.told_last(ada.account).await, EventKind::SteppedUp);
}

async fn a_password_that_was_given_before_something_happened_begins_no_wait(world: World) {
    let ada = world.waiting().await.account;
    let begins = async |given_at: Timestamp, at: Timestamp| {
        let event = an_event(ada, EventKind::RecoveryBegun, at);
        world.store.begin_recovery_wait(&beginning(given_at, at + Duration::from_secs(HALF_A_DAY)), &event).await.unwrap()
    };
    assert!(world.store.cancel_recovery_wait(&an_event(ada, EventKind::RecoveryCancelled, later(3700))).await.unwrap());
    assert!(!begins(later(3600), later(3800)).await, "that one was cancelled");
    let spending = Spending {
        account: ada,
        proof: Spend::Step { authenticator: PHONE, step: 300, newest: NEWEST, now: later(3900) },
        settlement: Settlement::default(),
        event: None,
    };
    assert!(world.store.spend(&spending).await.unwrap());
    assert!(!begins(later(3800), later(4000)).await, "a factor was used");
    // A former address that was put back holds a wait up for a week.
    let former = EmailAddress::parse(&format!("former-{ada}@example.com")).unwrap();
    let undone = an_event(ada, EventKind::EmailRestored, later(4100));
    let counters = ["password:a", "password:b"];
    assert_eq!(world.store.restore_email(&undone, (&former, later(60)), counters).await.unwrap(), crate::store::Changed::Done);
    let week = 7 * 24 * 3600;
    assert!(!begins(later(4200), later(4200)).await && !begins(later(4099 + week), later(4099 + week)).await);
    assert!(begins(later(4100 + week), later(4100 + week)).await);
}

async fn of_fifty_who_begin_one_wait_one_does(world: World) {
    let ada = world.with_two_factors().await.account;
    let begun = world
        .race(|store, number| async move {
            let event = an_event(ada, EventKind::RecoveryBegun, later(3600));
            store.begin_recovery_wait(&beginning(later(3600), due() + Duration::from_secs(number as u64)), &event).await
        })
        .await;
    assert_eq!(winners(&begun), 1);
    assert_eq!(world.store.events(ada, &[EventKind::RecoveryBegun], None, 100).await.unwrap().len(), 1);
}

async fn a_factor_that_is_used_while_a_wait_ends_is_used_or_taken_off(world: World) {
    for _ in 0..10 {
        let ada = world.waiting().await;
        let id = PendingSignInId::random(&OsRandom);
        let mut pending = a_pending(id, ada.account, due() + Duration::from_secs(300));
        pending.read = AccountRead::of(&world.account(ada.account).await);
        assert!(world.store.opens_pending(&pending).await.unwrap());
        let opening = an_opening(ada.account, Factors::PasswordAndTotp, due());
        let proof = Spend::Step { authenticator: PHONE, step: 200, newest: NEWEST, now: due() };
        let spending = Spending { account: ada.account, proof, settlement: Settlement::default(), event: None };
        let (signing, ending) = (world.store.clone(), world.rival.clone());
        let ended = an_event(ada.account, EventKind::RecoveryDone, due());
        let (signed_in, taken_off) = tokio::join!(
            async { signing.finish_pending_sign_in(id, &opening, &spending).await.unwrap() == Finished::Opened },
            async { ending.finish_recovery_wait(&Settlement::default(), &ended).await.unwrap() }
        );
        let account = world.account(ada.account).await;
        assert!(signed_in != taken_off && account.two_factor == signed_in, "{signed_in} {taken_off}");
        assert_eq!(world.session(opening.session.id).await.is_some(), signed_in);
    }
}

async fn a_wait_is_told_and_ends_with_its_account(world: World) {
    let ada = world.waiting().await.account;
    assert_eq!(world.told_last(ada).await, EventKind::RecoveryBegun);
    assert!(world.store.cancel_recovery_wait(&an_event(ada, EventKind::RecoveryCancelled, later(3700))).await.unwrap());
    assert_eq!(world.told_last(ada).await, EventKind::RecoveryCancelled);
    assert!(!world.store.cancel_recovery_wait(&an_event(ada, EventKind::RecoveryCancelled, later(3800))).await.unwrap());
    let eve = world.waiting().await.account;
    world.store.execute("DELETE FROM accounts WHERE id = $1", &[eve.into()]).await.unwrap();
    assert!(world.store.ended_recovery_waits(due(), 100).await.unwrap().is_empty());
}
