//! Passkeys, and the challenges that they answer.

use super::*;
use crate::{
    domain::{
        authenticator::AuthenticatorName,
        passkey::{Backup, CredentialId, MOST_PASSKEYS, PasskeyId, UserHandle},
        session::{PasskeyKind, SecondFactor},
    },
    store::{AuthenticatorChanged, Finished, NewChallenge, Passkey, PasskeyChanged, Settlement, Spend, Spending},
};

promises! {
    a_challenge_is_taken_once_for_what_it_is_bound_to,
    of_fifty_who_take_a_challenge_one_does,
    a_passkey_is_found_by_its_account_and_its_id,
    a_passkey_belongs_to_one_account,
    an_account_has_so_many_passkeys_and_no_more,
    a_passkey_turns_two_factor_authentication_on,
    a_counter_only_goes_on,
    of_fifty_uses_of_one_count_one_is_taken,
    the_last_second_factor_stays,
    a_passkey_opens_a_session_of_an_account_as_it_was,
    an_account_goes_without_a_password_only_with_enough_passkeys,
    whoever_goes_without_a_password_keeps_enough,
    passkeys_go_with_the_second_factors,
    of_other_rp_ids_one_is_told_and_its_passkeys_are_forgotten,
    a_use_makes_a_wait_void,
}

const RP: &str = "id.example.com";

pub(super) fn a_passkey() -> Passkey {
    let id = PasskeyId::random(&OsRandom);
    Passkey {
        id,
        name: AuthenticatorName::parse("Laptop").unwrap(),
        credential_id: CredentialId::from_stored(id.0.as_bytes().to_vec()),
        rp_id: RP.into(),
        algorithm: -7,
        public_key: b"a COSE key".to_vec(),
        user_handle: UserHandle::from_stored(vec![1; 32]),
        counter: 5,
        backup: Backup { eligible: true, done: false },
        transports: vec!["internal".into(), "hybrid".into()],
        created_at: NOW,
        last_used_at: None,
    }
}

/// The use of a passkey with this count.
fn a_use(account: AccountId, passkey: &Passkey, counter: u32) -> Spending {
    let backup = Backup { eligible: true, done: true };
    let proof = Spend::Passkey { passkey: passkey.id, counter, backup, now: later(90) };
    Spending { account, proof, settlement: Settlement::default(), event: None }
}

impl World {
    async fn put(&self, name: &str, bound_to: &str) {
        let expires_at = NOW + Lifetimes::CHALLENGE;
        let handle = Some(UserHandle::from_stored(vec![2; 32]));
        let new = NewChallenge { fingerprint: fingerprint(name), bound_to: bound_to.into(), user_handle: handle, expires_at };
        self.store.put_challenge(&new).await.unwrap();
    }

    async fn takes_challenge(&self, name: &str, bound_to: &str, now: Timestamp) -> bool {
        self.store.take_challenge(&fingerprint(name), bound_to, now).await.unwrap().is_some()
    }

    /// The session as it is now, to make a change with.
    async fn again(&self, opening: &SessionWrite) -> SessionWrite {
        let session = self.session(opening.session.id).await.unwrap();
        let proved_before = session.authenticated_at;
        let read = AccountRead::of(&self.account(session.account_id).await);
        SessionWrite { proved_before, read, event: an_event_of(&session, EventKind::PasskeyAdded), session, ..opening.clone() }
    }

    async fn adds(&self, ada: &Protected, passkey: &Passkey) -> PasskeyChanged {
        self.store.add_passkey(passkey, &self.again(&ada.opening).await).await.unwrap()
    }

    async fn removes(&self, ada: &Protected, passkey: &Passkey) -> PasskeyChanged {
        self.store.remove_passkey(passkey.id, &the_keys(), &self.again(&ada.opening).await).await.unwrap()
    }

    async fn removes_password(&self, ada: &Protected) -> PasskeyChanged {
        let unknown = PasswordHash::from_stored("$argon2id$v=19$m=8,t=1,p=1$unknown".into());
        self.store.remove_password(&unknown, &the_keys(), &self.again(&ada.opening).await).await.unwrap()
    }

    async fn with_passkey(&self) -> (Protected, Passkey) {
        let (ada, passkey) = (self.with_two_factors().await, a_passkey());
        assert_eq!(self.adds(&ada, &passkey).await, PasskeyChanged::Done);
        (ada, passkey)
    }

    async fn spends_all_codes(&self, ada: &Protected) {
        for code in &ada.codes {
            assert!(self.store.spend_recovery_code(ada.account, std::slice::from_ref(code), NOW).await.unwrap());
        }
    }
}

async fn a_challenge_is_taken_once_for_what_it_is_bound_to(world: World) {
    world.put("first", "step-up:1").await;
    for (name, bound_to, now) in [
        ("first", "step-up:2", NOW),
        ("first", "sign-in", NOW),
        ("second", "step-up:1", NOW),
        ("first", "step-up:1", NOW + Lifetimes::CHALLENGE),
    ] {
        assert!(!world.takes_challenge(name, bound_to, now).await, "{name} {bound_to}");
    }
    let taken = world.store.take_challenge(&fingerprint("first"), "step-up:1", NOW + Lifetimes::CHALLENGE - TICK).await.unwrap();
    assert_eq!(taken, Some(Some(UserHandle::from_stored(vec![2; 32]))));
    assert!(!world.takes_challenge("first", "step-up:1", NOW).await);
    world.put("third", "sign-in").await;
    assert_eq!(world.store.prunes(NOW + Lifetimes::CHALLENGE, Timestamp(0)).await.unwrap(), 1);
}

async fn of_fifty_who_take_a_challenge_one_does(world: World) {
    world.put("one", "sign-in").await;
    let taken = world.race(|store, _| async move { store.take_challenge(&fingerprint("one"), "sign-in", NOW).await }).await;
    assert_eq!(taken.iter().filter(|taken| taken.is_some()).count(), 1);
}

async fn a_passkey_is_found_by_its_account_and_its_id(world: World) {
    let (ada, passkey) = world.with_passkey().await;
    assert_eq!(world.store.passkeys(ada.account).await.unwrap(), std::slice::from_ref(&passkey));
    let (account, found) = world.store.passkey(&passkey.credential_id).await.unwrap().unwrap();
    assert_eq!((account.id, &found), (ada.account, &passkey));
    assert!(world.store.passkey(&a_passkey().credential_id).await.unwrap().is_none());
    assert_eq!(world.store.passkeys(an_account().id).await.unwrap(), []);
    let event = an_event_of(&ada.opening.session, EventKind::PasskeyRenamed);
    let name = AuthenticatorName::parse("Telephone").unwrap();
    assert!(world.store.rename_passkey(passkey.id, &name, &event).await.unwrap());
    assert!(!world.store.rename_passkey(a_passkey().id, &name, &event).await.unwrap());
    assert_eq!(world.store.passkeys(ada.account).await.unwrap(), [Passkey { name, ..passkey }]);
}

async fn a_passkey_belongs_to_one_account(world: World) {
    let (ada, passkey) = world.with_passkey().await;
    let eve = world.with_two_factors().await;
    let again = Passkey { id: PasskeyId::random(&OsRandom), ..passkey.clone() };
    assert_eq!(world.adds(&eve, &again).await, PasskeyChanged::Taken);
    assert_eq!(world.adds(&ada, &again).await, PasskeyChanged::Taken);
    assert_eq!(world.removes(&eve, &passkey).await, PasskeyChanged::Over, "it is not hers");
    assert_eq!(world.store.passkeys(ada.account).await.unwrap().len(), 1);
    assert!(!world.store.spend(&a_use(eve.account, &passkey, 6)).await.unwrap());
}

async fn an_account_has_so_many_passkeys_and_no_more(world: World) {
    let ada = world.with_two_factors().await;
    for _ in 0..MOST_PASSKEYS {
        assert_eq!(world.adds(&ada, &a_passkey()).await, PasskeyChanged::Done);
    }
    assert_eq!(world.adds(&ada, &a_passkey()).await, PasskeyChanged::Refused);
}

async fn a_passkey_turns_two_factor_authentication_on(world: World) {
    let account = world.registered().await.id;
    let (opening, elsewhere) = (world.signed_in(account).await, world.signed_in(account).await);
    let turn_on = |passkey: &Passkey| TwoFactorWrite {
        first: FirstFactor::Passkey(Box::new(passkey.clone())),
        opening: reauthenticated(&opening, Factors::PasswordAndPasskey(PasskeyKind::Synced)),
        ..a_turn_on(&opening, sealed("never shown"))
    };
    // Without a second factor a passkey is the first one.
    assert_eq!(world.store.add_passkey(&a_passkey(), &opening).await.unwrap(), PasskeyChanged::Over);
    let (_, taken) = world.with_passkey().await;
    assert!(!world.store.turn_on_two_factor(&turn_on(&taken)).await.unwrap(), "it is another account's");
    assert!(!world.account(account).await.two_factor);
    let passkey = a_passkey();
    assert!(world.store.turn_on_two_factor(&turn_on(&passkey)).await.unwrap());
    assert!(world.account(account).await.two_factor);
    assert_eq!(world.store.passkeys(account).await.unwrap(), [passkey]);
    assert_eq!(world.store.recovery_codes_left(account, &the_keys()).await.unwrap(), 10);
    assert_eq!(world.session(elsewhere.session.id).await, None);
    let (found, authenticators) = world.store.authenticators(account).await.unwrap().unwrap();
    assert_eq!((found.id, authenticators), (account, vec![]));
}

async fn a_counter_only_goes_on(world: World) {
    let (ada, passkey) = world.with_passkey().await;
    for (counter, goes) in [(5, false), (4, false), (0, false), (6, true), (6, false), (7, true), (u32::MAX, true), (1, false)] {
        assert_eq!(world.store.spend(&a_use(ada.account, &passkey, counter)).await.unwrap(), goes, "{counter}");
    }
    let used = &world.store.passkeys(ada.account).await.unwrap()[0];
    assert_eq!((used.counter, used.last_used_at), (u32::MAX, Some(later(90))));
    assert_eq!(used.backup, Backup { eligible: true, done: true });
    // Synced ones do not count.
    let uncounted = Passkey { counter: 0, ..a_passkey() };
    assert_eq!(world.adds(&ada, &uncounted).await, PasskeyChanged::Done);
    for (counter, goes) in [(0, true), (0, true), (1, true), (0, false)] {
        assert_eq!(world.store.spend(&a_use(ada.account, &uncounted, counter)).await.unwrap(), goes, "{counter}");
    }
}

async fn of_fifty_uses_of_one_count_one_is_taken(world: World) {
    let (ada, passkey) = world.with_passkey().await;
    let used = world.race(|store, _| {
        let spending = a_use(ada.account, &passkey, 6);
        async move { store.spend(&spending).await }
    });
    assert_eq!(winners(&used.await), 1);
}

async fn the_last_second_factor_stays(world: World) {
    let (ada, passkey) = world.with_passkey().await;
    let opening = world.again(&ada.opening).await;
    assert_eq!(world.store.remove_authenticator(PHONE, &opening).await.unwrap(), AuthenticatorChanged::Done);
    assert_eq!(world.removes(&ada, &passkey).await, PasskeyChanged::Refused);
    let second = a_passkey();
    assert_eq!(world.adds(&ada, &second).await, PasskeyChanged::Done);
    assert_eq!(world.removes(&ada, &passkey).await, PasskeyChanged::Done);
    assert_eq!(world.removes(&ada, &passkey).await, PasskeyChanged::Over);
    assert_eq!(world.removes(&ada, &second).await, PasskeyChanged::Refused);
}

async fn a_passkey_opens_a_session_of_an_account_as_it_was(world: World) {
    let (ada, passkey) = world.with_passkey().await;
    let opening = an_opening(ada.account, Factors::Passkey(PasskeyKind::Synced), later(1));
    let spending = a_use(ada.account, &passkey, 6);
    assert_eq!(spending.proof.factor(), SecondFactor::Passkey(PasskeyKind::Synced));
    assert_eq!(world.store.open_session_by_passkey(&opening, &spending).await.unwrap(), Finished::Opened);
    assert_eq!(world.session(opening.session.id).await, Some(opening.session.clone()));
    let again = an_opening(ada.account, Factors::Passkey(PasskeyKind::Synced), later(2));
    assert_eq!(world.store.open_session_by_passkey(&again, &spending).await.unwrap(), Finished::Spent);
    assert!(world.store.seal(&an_event(ada.account, EventKind::Sealed, later(3))).await.unwrap());
    let sealed = world.store.open_session_by_passkey(&again, &a_use(ada.account, &passkey, 7)).await.unwrap();
    assert_eq!(sealed, Finished::Over);
    assert_eq!(world.session(again.session.id).await, None);
}

async fn an_account_goes_without_a_password_only_with_enough_passkeys(world: World) {
    let ada = world.with_two_factors().await;
    assert_eq!(world.removes_password(&ada).await, PasskeyChanged::PasswordNeeded);
    let (ada, _) = world.with_passkey().await;
    let elsewhere = an_opening(ada.account, Factors::PasswordAndTotp, NOW);
    assert!(world.store.opens_session(&elsewhere).await.unwrap());
    let before = world.account(ada.account).await.password_hash;
    assert_eq!(world.removes_password(&ada).await, PasskeyChanged::Done, "one, and recovery codes");
    let account = world.account(ada.account).await;
    assert!(!account.has_password && account.password_hash != before);
    assert_eq!(world.session(elsewhere.session.id).await, None);
    assert_eq!(world.removes_password(&ada).await, PasskeyChanged::Over);
    let (eve, _) = world.with_passkey().await;
    world.spends_all_codes(&eve).await;
    assert_eq!(world.removes_password(&eve).await, PasskeyChanged::PasswordNeeded);
    assert_eq!(world.adds(&eve, &a_passkey()).await, PasskeyChanged::Done);
    assert_eq!(world.removes_password(&eve).await, PasskeyChanged::Done, "two");
}

async fn whoever_goes_without_a_password_keeps_enough(world: World) {
    let (ada, first) = world.with_passkey().await;
    let second = a_passkey();
    assert_eq!(world.adds(&ada, &second).await, PasskeyChanged::Done);
    assert_eq!(world.removes_password(&ada).await, PasskeyChanged::Done);
    assert_eq!(world.removes(&ada, &first).await, PasskeyChanged::Done, "one, and recovery codes");
    assert_eq!(world.removes(&ada, &second).await, PasskeyChanged::PasswordNeeded);
    let hash = world.account(ada.account).await.password_hash;
    let chosen = PasswordHash::from_stored("$argon2id$v=19$m=8,t=1,p=1$chosen".into());
    let opening = world.again(&ada.opening).await;
    assert_eq!(world.store.change_password(&opening, &hash, &chosen).await.unwrap(), crate::store::Changed::Done);
    assert!(world.account(ada.account).await.has_password);
    assert_eq!(world.removes(&ada, &second).await, PasskeyChanged::Done, "an authenticator is left");
}

async fn passkeys_go_with_the_second_factors(world: World) {
    let (ada, passkey) = world.with_passkey().await;
    let opening = world.again(&ada.opening).await;
    assert!(world.store.turn_off_two_factor(&opening).await.unwrap());
    assert_eq!(world.store.passkeys(ada.account).await.unwrap(), []);
    assert!(!world.store.spend(&a_use(ada.account, &passkey, 6)).await.unwrap());
}

async fn of_other_rp_ids_one_is_told_and_its_passkeys_are_forgotten(world: World) {
    assert_eq!(world.store.other_rp_id(RP).await.unwrap(), None);
    let (ada, _) = world.with_passkey().await;
    assert_eq!(world.store.other_rp_id(RP).await.unwrap(), None);
    for other in ["a.example", "z.example", ""] {
        assert_eq!(world.store.other_rp_id(other).await.unwrap().as_deref(), Some(RP), "{other}");
    }
    assert_eq!(world.store.accounts_with_passkeys(RP, 10).await.unwrap(), [ada.account]);
    let event = an_event(ada.account, EventKind::PasskeyRemoved, NOW);
    assert_eq!(world.store.forget_passkeys("a.example", &event).await.unwrap(), 0);
    assert_eq!(world.store.forget_passkeys(RP, &event).await.unwrap(), 1);
    assert_eq!(world.store.accounts_with_passkeys(RP, 10).await.unwrap(), []);
    assert!(world.account(ada.account).await.two_factor);
}

async fn a_use_makes_a_wait_void(world: World) {
    let (ada, passkey) = world.with_passkey().await;
    let beginning = crate::store::Beginning { password_changed_at: Timestamp(0), given_at: later(61), due_at: later(900) };
    let event = an_event(ada.account, EventKind::RecoveryBegun, later(61));
    assert!(world.store.begin_recovery_wait(&beginning, &event).await.unwrap());
    assert_eq!(world.store.recovery_wait(ada.account).await.unwrap(), Some(later(900)));
    assert!(world.store.spend(&a_use(ada.account, &passkey, 6)).await.unwrap());
    assert_eq!(world.store.recovery_wait(ada.account).await.unwrap(), None);
}
