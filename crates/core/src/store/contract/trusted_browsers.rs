//! Trusted browsers: a token is good once, for its account, while nothing that it is bound to has changed.

use super::*;
use crate::{
    domain::{
        session::ListedSession,
        trusted_browser::{MOST_TRUSTED_BROWSERS, TrustedBrowserId},
    },
    store::{Settlement, Trust, TrustUse},
};

promises! {
    a_trust_opens_sessions_each_time_by_another_token,
    p_05_a_trust_is_good_for_its_account_in_its_time_and_for_what_it_is_bound_to,
    a_token_that_was_replaced_ends_its_trust_and_the_sessions_by_it,
    a_browser_that_asks_twice_at_once_keeps_its_trust,
    of_fifty_who_use_one_token_one_gets_in,
    a_trust_is_given_in_a_live_session_alone,
    a_trust_takes_the_place_of_the_one_before_and_of_the_oldest,
    p_05_every_change_of_factors_or_password_ends_all_trust,
    m_18_whatever_ends_all_sessions_ends_all_trust,
    a_trust_that_races_a_change_of_the_password_opens_nothing_afterwards,
    trust_is_ended_one_by_one_and_all_at_once_with_the_sessions_by_it,
    whoever_is_put_out_does_not_come_back_by_trust,
    a_step_up_makes_a_session_by_trust_one_of_its_own,
    trust_ends_with_its_account_and_when_it_has_expired,
}

const WEEK: u64 = 7 * 24 * 3600;

fn an_id(number: u128) -> TrustedBrowserId {
    TrustedBrowserId(Uuid::from_u128(number))
}

/// What a browser presents: this token of this trust. The next one is named `next`.
fn using(account: AccountId, id: TrustedBrowserId, token: &str, next: &str) -> TrustUse {
    TrustUse {
        presented: vec![(id, fingerprint(token))],
        next: fingerprint(next),
        bound_to: fingerprint("password and phone"),
        given_after: NOW - Duration::from_secs(WEEK),
        reused: an_event(account, EventKind::TrustReused, later(100)),
    }
}

/// A session by trust.
fn by_trust(account: AccountId, now: Timestamp) -> SessionWrite {
    an_opening(account, Factors::PasswordInTrustedBrowser, now)
}

fn a_trust(id: TrustedBrowserId, token: &str) -> Trust {
    let bound_to = fingerprint("password and phone");
    Trust { id, fingerprint: fingerprint(token), bound_to, expires_at: later(WEEK), presented: vec![] }
}

impl World {
    /// Trusts a browser in the session of this person.
    async fn trusts(&self, ada: &Protected, trust: &Trust) -> bool {
        let event = Event { at: NOW, ..an_event_of(&ada.opening.session, EventKind::BrowserTrusted) };
        self.store.trust_browser(trust, &event).await.unwrap().is_some()
    }

    /// Somebody who trusts a browser, by this token.
    async fn with_trust(&self, id: TrustedBrowserId, token: &str) -> Protected {
        let ada = self.with_two_factors().await;
        assert!(self.trusts(&ada, &a_trust(id, token)).await);
        ada
    }

    async fn opens_by_trust(&self, usage: &TrustUse, opening: &SessionWrite) -> bool {
        self.store.open_session_by_trust(usage, opening, &Settlement::default()).await.unwrap().is_some()
    }

    async fn trusted(&self, account: AccountId) -> Vec<TrustedBrowserId> {
        let listed = self.store.trusted_browsers(account, NOW, NOW - Duration::from_secs(WEEK)).await.unwrap();
        listed.iter().map(|one| one.id).collect()
    }

    async fn has_told(&self, account: AccountId, kind: EventKind) -> usize {
        self.store.events(account, &[kind], None, 100).await.unwrap().len()
    }
}

async fn a_trust_opens_sessions_each_time_by_another_token(world: World) {
    let ada = world.with_trust(an_id(1), "first").await;
    let opening = by_trust(ada.account, later(100));
    let missed = Settlement { clears: vec!["password:ada".into()], ..Settlement::default() };
    let used = world.store.open_session_by_trust(&using(ada.account, an_id(1), "first", "second"), &opening, &missed).await;
    assert_eq!(used.unwrap(), Some(an_id(1)));
    let session = world.session(opening.session.id).await.unwrap();
    assert_eq!(session.factors, Factors::PasswordInTrustedBrowser);
    let listed = world.store.trusted_browsers(ada.account, later(100), NOW - TICK).await.unwrap();
    assert_eq!((listed[0].created_at, listed[0].last_used_at, listed[0].expires_at), (NOW, later(100), later(WEEK)));
    assert!(world.opens_by_trust(&using(ada.account, an_id(1), "second", "third"), &by_trust(ada.account, later(200))).await);
    assert_eq!(world.has_told(ada.account, EventKind::BrowserTrusted).await, 1);
    assert_eq!(world.has_told(ada.account, EventKind::TrustReused).await, 0);
    let all: Vec<ListedSession> = world.store.sessions_of(ada.account, later(200), &lifetimes()).await.unwrap();
    assert_eq!(all.len(), 3);
}

async fn p_05_a_trust_is_good_for_its_account_in_its_time_and_for_what_it_is_bound_to(world: World) {
    let (ada, eve) = (world.with_trust(an_id(1), "token").await, world.with_trust(an_id(2), "of eve").await);
    let good = using(ada.account, an_id(1), "token", "next");
    let in_time = by_trust(ada.account, later(100));
    for (usage, opening) in [
        (TrustUse { presented: vec![], ..good.clone() }, in_time.clone()),
        // Of another account, in whichever way.
        (using(eve.account, an_id(1), "token", "next"), by_trust(eve.account, later(100))),
        (using(ada.account, an_id(3), "token", "next"), in_time.clone()),
        (TrustUse { bound_to: fingerprint("another password"), ..good.clone() }, in_time.clone()),
        // Too late: by its own end, or by what the operator allows now.
        (TrustUse { given_after: later(1), ..good.clone() }, by_trust(ada.account, later(WEEK))),
        (TrustUse { given_after: NOW, ..good.clone() }, in_time.clone()),
    ] {
        assert!(!world.opens_by_trust(&usage, &opening).await, "{usage:?}");
        assert!(world.session(opening.session.id).await.is_none());
    }
    // None of that was a use of it.
    assert_eq!((world.trusted(ada.account).await, world.trusted(eve.account).await), (vec![an_id(1)], vec![an_id(2)]));
    let among_others = [(an_id(2), fingerprint("of eve")), (an_id(1), fingerprint("token"))];
    let usage = TrustUse { presented: among_others.to_vec(), ..good };
    assert!(world.opens_by_trust(&usage, &in_time).await);
    assert!(world.opens_by_trust(&using(eve.account, an_id(2), "of eve", "next"), &by_trust(eve.account, later(100))).await);
    assert!(world.store.trusted_browsers(ada.account, later(WEEK), NOW - TICK).await.unwrap().is_empty());
    assert!(world.store.trusted_browsers(ada.account, NOW, NOW).await.unwrap().is_empty());
}

async fn a_token_that_was_replaced_ends_its_trust_and_the_sessions_by_it(world: World) {
    let ada = world.with_trust(an_id(1), "first").await;
    let stolen = by_trust(ada.account, later(80));
    assert!(world.opens_by_trust(&using(ada.account, an_id(1), "first", "of the thief"), &stolen).await);
    let (usage, own) = (using(ada.account, an_id(1), "first", "own"), by_trust(ada.account, later(100)));
    assert!(!world.opens_by_trust(&usage, &own).await);
    assert!(world.session(stolen.session.id).await.is_none() && world.session(own.session.id).await.is_none());
    assert!(world.session(ada.opening.session.id).await.is_some(), "by a second factor");
    assert!(world.trusted(ada.account).await.is_empty());
    assert!(!world.opens_by_trust(&using(ada.account, an_id(1), "of the thief", "x"), &by_trust(ada.account, later(101))).await);
    assert_eq!(world.has_told(ada.account, EventKind::TrustReused).await, 1);
}

async fn a_browser_that_asks_twice_at_once_keeps_its_trust(world: World) {
    let ada = world.with_trust(an_id(1), "first").await;
    let usage = using(ada.account, an_id(1), "first", "second");
    assert!(world.opens_by_trust(&usage, &by_trust(ada.account, later(95))).await);
    assert!(!world.opens_by_trust(&usage, &by_trust(ada.account, later(100))).await);
    assert_eq!(world.trusted(ada.account).await, [an_id(1)]);
    assert!(world.opens_by_trust(&using(ada.account, an_id(1), "second", "third"), &by_trust(ada.account, later(100))).await);
}

async fn of_fifty_who_use_one_token_one_gets_in(world: World) {
    let ada = world.with_trust(an_id(1), "token").await;
    let won = world
        .race(|store, number| {
            let usage = using(ada.account, an_id(1), "token", &format!("next {number}"));
            let opening = by_trust(ada.account, later(100));
            async move { Ok(store.open_session_by_trust(&usage, &opening, &Settlement::default()).await?.is_some()) }
        })
        .await;
    assert_eq!(winners(&won), 1);
    assert_eq!(world.trusted(ada.account).await, [an_id(1)]);
}

async fn a_trust_is_given_in_a_live_session_alone(world: World) {
    let ada = world.with_two_factors().await;
    world.store.ends_session(&ada.opening.session).await.unwrap();
    assert!(!world.trusts(&ada, &a_trust(an_id(1), "token")).await);
    assert!(world.trusted(ada.account).await.is_empty());
    assert_eq!(world.has_told(ada.account, EventKind::BrowserTrusted).await, 0);
}

async fn a_trust_takes_the_place_of_the_one_before_and_of_the_oldest(world: World) {
    let (ada, eve) = (world.with_trust(an_id(1), "first").await, world.with_trust(an_id(2), "of eve").await);
    let next = Trust { presented: vec![an_id(1), an_id(2), an_id(9)], ..a_trust(an_id(3), "next") };
    let event = Event { at: NOW, ..an_event_of(&ada.opening.session, EventKind::BrowserTrusted) };
    assert_eq!(world.store.trust_browser(&next, &event).await.unwrap(), Some(vec![an_id(2)]), "that of another account stays");
    assert_eq!((world.trusted(ada.account).await, world.trusted(eve.account).await), (vec![an_id(3)], vec![an_id(2)]));
    for number in 0..u64::try_from(MOST_TRUSTED_BROWSERS).unwrap() {
        let event = Event { at: later(number + 1), ..an_event_of(&ada.opening.session, EventKind::BrowserTrusted) };
        let trust = a_trust(an_id(100 + u128::from(number)), "one more");
        assert!(world.store.trust_browser(&trust, &event).await.unwrap().is_some());
    }
    let trusted = world.trusted(ada.account).await;
    assert_eq!(trusted.len(), usize::try_from(MOST_TRUSTED_BROWSERS).unwrap());
    assert!(!trusted.contains(&an_id(3)), "the oldest");
    assert_eq!(world.trusted(eve.account).await, [an_id(2)]);
}

/// What changes the factors or the password of an account, in its session.
async fn changes(world: &World, ada: &Protected, way: &str) -> bool {
    let (account, own) = (ada.account, &ada.opening);
    let renewed = |factors| {
        let session = Session { factors, authenticated_at: later(120), last_used_at: later(120), ..own.session.clone() };
        let proved_before = own.session.authenticated_at;
        let event = an_event_of(&session, EventKind::PasswordChanged);
        SessionWrite { session, refresh: fingerprint("renewed"), event, read: FRESH, proved_before }
    };
    match way {
        "password" => {
            let before = world.account(account).await.password_hash;
            let new = PasswordHash::from_stored("$argon2id$v=19$m=8,t=1,p=1$new".into());
            let done = world.store.change_password(&renewed(Factors::PasswordAndTotp), &before, &new).await.unwrap();
            done == crate::store::Changed::Done
        }
        "off" => world.store.turn_off_two_factor(&renewed(Factors::Password)).await.unwrap(),
        "codes" => {
            let note = a_handoff(own.session.id, HandoffKind::RecoveryCodes, "the codes");
            world.store.replaces_codes(account, &stored(a_set_of_codes("second")), &note).await.unwrap()
        }
        "authenticator" => {
            let id = AuthenticatorId(Uuid::from_u128(2));
            let confirmed = PendingAuthenticator { id, ..a_shown(sealed("another"), later(600)) };
            world.store.put_pending_authenticator(account, own.session.id, &confirmed).await.unwrap();
            let opening = renewed(Factors::PasswordAndTotp);
            let name = crate::domain::authenticator::AuthenticatorName::default();
            let write = crate::store::AuthenticatorWrite { confirmed, name, step: 300, opening };
            world.store.add_authenticator(&write).await.unwrap() == crate::store::AuthenticatorChanged::Done
        }
        "by the operator" => {
            let event = an_event(account, EventKind::TwoFactorOff, later(120));
            world.store.reset_second_factors(&Settlement::default(), &event).await.unwrap()
        }
        _ => panic!("{way}"),
    }
}

async fn p_05_every_change_of_factors_or_password_ends_all_trust(world: World) {
    for way in ["password", "off", "codes", "authenticator", "by the operator"] {
        let id = TrustedBrowserId::random(&OsRandom);
        let ada = world.with_trust(id, "token").await;
        let elsewhere = by_trust(ada.account, later(100));
        assert!(world.opens_by_trust(&using(ada.account, id, "token", "next"), &elsewhere).await);
        assert!(changes(&world, &ada, way).await, "{way}");
        assert!(world.trusted(ada.account).await.is_empty(), "{way}");
        assert!(world.session(elsewhere.session.id).await.is_none(), "{way}");
        let read = AccountRead::of(&world.account(ada.account).await);
        let opening = SessionWrite { read, ..by_trust(ada.account, later(130)) };
        assert!(!world.opens_by_trust(&using(ada.account, id, "next", "x"), &opening).await, "{way}");
    }
}

async fn m_18_whatever_ends_all_sessions_ends_all_trust(world: World) {
    let ada = world.with_trust(an_id(1), "token").await;
    world.store.seal(&an_event_of(&ada.opening.session, EventKind::Sealed)).await.unwrap();
    assert!(world.trusted(ada.account).await.is_empty());
    let bob = world.with_trust(an_id(2), "token").await;
    let event = an_event_of(&bob.opening.session, EventKind::OtherSessionsEnded);
    world.store.end_other_sessions(bob.opening.session.id, &event).await.unwrap();
    assert!(world.trusted(bob.account).await.is_empty());
}

async fn a_trust_that_races_a_change_of_the_password_opens_nothing_afterwards(world: World) {
    let ada = world.with_trust(an_id(1), "token").await;
    let (store, account) = (world.rival.clone(), ada.account);
    let (usage, opening) = (using(account, an_id(1), "token", "next"), by_trust(account, later(100)));
    let rival = {
        let opening = opening.clone();
        tokio::spawn(async move { store.open_session_by_trust(&usage, &opening, &Settlement::default()).await.unwrap() })
    };
    assert!(changes(&world, &ada, "password").await);
    rival.await.unwrap();
    assert!(world.session(opening.session.id).await.is_none() && world.trusted(account).await.is_empty());
}

async fn trust_is_ended_one_by_one_and_all_at_once_with_the_sessions_by_it(world: World) {
    let (ada, eve) = (world.with_trust(an_id(1), "one").await, world.with_trust(an_id(9), "of eve").await);
    for (number, token) in [(2, "two"), (3, "three")] {
        assert!(world.trusts(&ada, &a_trust(an_id(number), token)).await);
    }
    let [first, second] = [1, 2].map(|_| by_trust(ada.account, later(100)));
    assert!(world.opens_by_trust(&using(ada.account, an_id(1), "one", "next"), &first).await);
    assert!(world.opens_by_trust(&using(ada.account, an_id(2), "two", "next"), &second).await);
    let ending = |session: &SessionWrite| an_event_of(&session.session, EventKind::TrustEnded);
    // Another's is none, and nothing is told of it.
    assert_eq!(world.store.end_trust(Some(an_id(9)), &ending(&ada.opening)).await.unwrap(), 0);
    assert!(world.store.end_trust(Some(an_id(1)), &ending(&ada.opening)).await.unwrap() > 0);
    assert!(world.session(first.session.id).await.is_none() && world.session(second.session.id).await.is_some());
    assert_eq!(world.store.end_trust(Some(an_id(2)), &ending(&first)).await.unwrap(), 0, "its session has ended");
    // In a session by it: nobody keeps what a trust has given, whoever ended it.
    assert!(world.store.end_trust(None, &ending(&second)).await.unwrap() > 0);
    assert!(world.session(second.session.id).await.is_none() && world.session(ada.opening.session.id).await.is_some());
    assert_eq!(world.store.end_trust(None, &ending(&ada.opening)).await.unwrap(), 0);
    assert_eq!(world.has_told(ada.account, EventKind::TrustEnded).await, 2);
    assert_eq!(world.trusted(eve.account).await, [an_id(9)]);
}

async fn whoever_is_put_out_does_not_come_back_by_trust(world: World) {
    let ada = world.with_trust(an_id(1), "one").await;
    let opening = by_trust(ada.account, later(100));
    assert!(world.opens_by_trust(&using(ada.account, an_id(1), "one", "two"), &opening).await);
    // Whoever signs out is still trusted.
    assert!(world.store.ends_session(&opening.session).await.unwrap());
    assert_eq!(world.trusted(ada.account).await, [an_id(1)]);
    let opening = by_trust(ada.account, later(200));
    assert!(world.opens_by_trust(&using(ada.account, an_id(1), "two", "three"), &opening).await);
    let ended = an_event_of(&ada.opening.session, EventKind::SessionEnded);
    assert!(world.store.end_session(opening.session.id, &ended).await.unwrap());
    assert!(world.trusted(ada.account).await.is_empty());
}

async fn a_step_up_makes_a_session_by_trust_one_of_its_own(world: World) {
    let ada = world.with_trust(an_id(1), "token").await;
    let opening = by_trust(ada.account, NOW);
    assert!(world.opens_by_trust(&using(ada.account, an_id(1), "token", "next"), &opening).await);
    assert!(world.store.renew_session(&reauthenticated(&opening, Factors::PasswordAndTotp)).await.unwrap());
    let event = an_event_of(&ada.opening.session, EventKind::TrustEnded);
    assert!(world.store.end_trust(None, &event).await.unwrap() > 0);
    assert_eq!(world.session(opening.session.id).await.unwrap().factors, Factors::PasswordAndTotp);
}

async fn trust_ends_with_its_account_and_when_it_has_expired(world: World) {
    let (ada, eve) = (world.with_trust(an_id(1), "token").await, world.with_trust(an_id(2), "token").await);
    let rows = async || {
        let rows =
            world.store.rows("SELECT account_id FROM trusted_browsers ORDER BY id", &[], &[("account_id", Kind::Text)]).await;
        rows.unwrap().len()
    };
    world.store.execute("DELETE FROM accounts WHERE id = $1", &[ada.account.into()]).await.unwrap();
    assert_eq!((rows().await, world.trusted(eve.account).await), (1, vec![an_id(2)]));
    world.store.prunes(later(WEEK) - TICK, Timestamp(0)).await.unwrap();
    assert_eq!(rows().await, 1);
    world.store.prunes(later(WEEK), Timestamp(0)).await.unwrap();
    assert_eq!(rows().await, 0);
}
