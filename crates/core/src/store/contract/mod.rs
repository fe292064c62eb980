//! Contract tests of the store. They run on every backend.
//!
//! A contract test is an `async fn` that takes a [`World`]: a database of its own, opened by two servers. It is listed at the top
//! of its file; the compiler reports an unlisted one as dead code. No test sleeps: times are arguments.
//!
//! To add a backend: a file beside `sqlite.rs` with its `world()` and its own tests, and one line in `promises!`.

/// Lists the contract tests of a file, and makes a test of each for every backend.
macro_rules! promises {
    ($($promise:ident),+ $(,)?) => {
        on_backend!(sqlite: $($promise),+);
        on_backend!(postgres: $($promise),+);
    };
}

macro_rules! on_backend {
    ($backend:ident: $($promise:ident),+) => {
        mod $backend {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $promise() {
                    for _ in 0..$crate::store::contract::times() {
                        super::$promise($crate::store::contract::$backend::world().await).await;
                    }
                }
            )+
        }
    };
}

mod account_life;
mod accounts;
mod administration;
mod asking;
mod attempts;
mod authenticators;
mod events;
mod factors;
mod gate_codes;
mod handoffs;
mod health;
mod invitations;
mod keys;
mod letters;
mod passkeys;
mod password_resets;
mod pending_sign_ins;
mod postgres;
mod prune;
mod push_addresses;
mod recovery_codes;
mod recovery_waits;
mod refresh_tokens;
mod seal;
mod sessions;
mod settling;
mod sql;
mod sqlite;
mod transfer;
mod trusted_browsers;
mod turning_on;

use std::{any::Any, sync::Arc, time::Duration};

use tokio::sync::Barrier;
use uuid::Uuid;

use super::{
    AccountRead, FirstFactor, Handoff, HandoffKind, Kind, PendingAuthenticator, PendingSignIn, Presented, RecoveryCodeWrite,
    Rotation, SessionWrite, Store, StoreError, TwoFactorWrite, open,
};
use crate::domain::{
    account::{Account, AccountId, Role, Standing},
    authenticator::AuthenticatorId,
    email::EmailAddress,
    event::{Actor, Event, EventId, EventKind},
    gate::groups::Groups,
    keys::{Fingerprint, Sealed, sha256},
    name::PersonName,
    password::PasswordHash,
    random::OsRandom,
    session::{Factors, Lifetimes, PendingSignInId, Session, SessionId},
    time::{Clock, SystemClock, Timestamp},
    whereabouts::{UserAgent, Whereabouts},
};

/// The time at which every test begins.
const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
/// The smallest time difference that matters.
const TICK: Duration = Duration::from_millis(1);
/// Number of a server's reading connections.
const CONNECTIONS: u32 = 4;
/// Id of a server's key.
const KEY: &str = "0123456789abcdef";
/// The newest possible step, for tests that are not about it.
const NEWEST: i64 = i64::MAX;
/// The first authenticator of everybody.
const PHONE: AuthenticatorId = AuthenticatorId(Uuid::from_u128(1));
/// A handoff of an application.
const DRAFT: HandoffKind = HandoffKind::Application("recovery_codes");
/// An account whose password was never replaced.
const FRESH: AccountRead = AccountRead { password_changed_at: Timestamp(0), is_leaving: false };
/// Number of callers in a race.
const RACERS: usize = 50;

/// How often each test is run: once, or as `make races` says.
fn times() -> usize {
    std::env::var("LATCHKEY_TEST_TIMES").map_or(1, |times| times.parse().unwrap())
}

fn later(seconds: u64) -> Timestamp {
    NOW + Duration::from_secs(seconds)
}

fn lifetimes() -> Lifetimes {
    Lifetimes::default()
}

/// A test's own database, opened by two servers: a race between two shows what a lock within one server would hide.
struct World {
    store: Arc<dyn Store>,
    rival: Arc<dyn Store>,
    url: String,
    /// Dropped with the test: a folder or a database.
    place: Box<dyn Any + Send + Sync>,
}

impl World {
    async fn open(url: String, place: Box<dyn Any + Send + Sync>) -> Self {
        Self { store: open(&url, CONNECTIONS).await.unwrap(), rival: open(&url, CONNECTIONS).await.unwrap(), url, place }
    }

    /// Stops both servers and starts them again.
    async fn restarted(self) -> Self {
        self.store.close().await;
        self.rival.close().await;
        Self::open(self.url, self.place).await
    }

    /// Makes [`RACERS`] calls at once, alternating between the servers. Returns the results in call order.
    async fn race<T, F>(&self, call: impl Fn(Arc<dyn Store>, usize) -> F) -> Vec<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, StoreError>> + Send + 'static,
    {
        let start = Arc::new(Barrier::new(RACERS));
        let racers: Vec<_> = (0..RACERS)
            .map(|number| {
                let server = if number % 2 == 0 { &self.store } else { &self.rival };
                let (start, call) = (start.clone(), call(server.clone(), number));
                tokio::spawn(async move {
                    start.wait().await;
                    call.await.unwrap()
                })
            })
            .collect();
        let mut answers = Vec::new();
        for racer in racers {
            answers.push(racer.await.unwrap());
        }
        answers
    }

    async fn registered(&self) -> Account {
        let account = an_account();
        assert!(self.store.creates_account(&account).await.unwrap());
        account
    }

    /// The account as stored now.
    async fn account(&self, id: AccountId) -> Account {
        account_of(&*self.store, id).await.unwrap().unwrap()
    }

    /// Opens a new session of the account with the password.
    async fn signed_in(&self, account: AccountId) -> SessionWrite {
        let opening = an_opening(account, Factors::Password, NOW);
        assert!(self.store.opens_session(&opening).await.unwrap());
        opening
    }

    /// The session as stored now, live or not.
    async fn session(&self, id: SessionId) -> Option<Session> {
        self.store.session(id).await.unwrap().map(|(session, _)| session)
    }

    /// Presents the refresh token `old` of a session, with the successor `new`.
    async fn rotate(&self, session_id: SessionId, old: Fingerprint, new: &str, now: Timestamp) -> Rotation {
        let presented = Presented { session_id, fingerprint: old, was_issued: true, ending: an_ending(now) };
        self.store.rotate_refresh_token(&presented, &fingerprint(new), now, &lifetimes()).await.unwrap()
    }

    /// The same with a token whose HMAC does not show that it was issued.
    async fn rotate_unsigned(&self, session_id: SessionId, old: Fingerprint, new: &str, now: Timestamp) -> Rotation {
        let presented = Presented { session_id, fingerprint: old, was_issued: false, ending: an_ending(now) };
        self.store.rotate_refresh_token(&presented, &fingerprint(new), now, &lifetimes()).await.unwrap()
    }

    /// Opens a new pending sign-in of the account.
    async fn pending(&self, account: AccountId) -> PendingSignInId {
        let id = PendingSignInId::random(&OsRandom);
        let read = AccountRead::of(&self.account(account).await);
        let pending = PendingSignIn { read, ..a_pending(id, account, NOW + Lifetimes::PENDING_SIGN_IN) };
        assert!(self.store.opens_pending(&pending).await.unwrap());
        id
    }

    /// Stores a new unconfirmed secret for this session. Returns the write that confirms it.
    async fn enrolling(&self, opening: &SessionWrite) -> TwoFactorWrite {
        let session = &opening.session;
        let secret = sealed(&format!("a secret shown in {}", session.id));
        let turn_on = a_turn_on(opening, secret);
        self.store.put_pending_authenticator(session.account_id, session.id, turn_on.shown()).await.unwrap();
        turn_on
    }

    /// Creates an account with two-factor authentication on.
    async fn with_two_factors(&self) -> Protected {
        let account = self.registered().await.id;
        let turn_on = self.enrolling(&self.signed_in(account).await).await;
        assert!(self.store.turn_on_two_factor(&turn_on).await.unwrap());
        let secret = turn_on.shown().secret.clone();
        let opening = SessionWrite { proved_before: turn_on.opening.session.authenticated_at, ..turn_on.opening };
        Protected { account, opening, secret, codes: turn_on.recovery_codes.fingerprints }
    }
}

impl TwoFactorWrite {
    /// The secret that is confirmed.
    fn shown(&self) -> &PendingAuthenticator {
        match &self.first {
            FirstFactor::Authenticator(shown, _) => shown,
            FirstFactor::Passkey(_) => panic!("no secret is shown for a passkey"),
        }
    }
}

/// An account with two-factor authentication on.
struct Protected {
    account: AccountId,
    /// The session that turned it on.
    opening: SessionWrite,
    secret: Sealed,
    codes: Vec<Fingerprint>,
}

/// Returns the account with this id.
async fn account_of(store: &dyn Store, id: AccountId) -> Result<Option<Account>, StoreError> {
    let found = store.rows("SELECT email FROM accounts WHERE id = $1", &[id.into()], &[("email", Kind::Text)]).await?;
    let Some(row) = found.first() else { return Ok(None) };
    store.account_by_email(&EmailAddress::from_stored(row.text("email")?)).await
}

fn an_account() -> Account {
    let id = AccountId::random(&OsRandom);
    Account {
        id,
        email: EmailAddress::parse(&format!("{id}@example.com")).unwrap(),
        email_confirmed: false,
        name: PersonName::parse("Ada Lovelace").unwrap(),
        password_hash: PasswordHash::from_stored("$argon2id$v=19$m=8,t=1,p=1$first".into()),
        has_password: true,
        two_factor: false,
        sealed: false,
        devices_since: Timestamp(0),
        delete_at: None,
        recovery: None,
        factor_demanded: false,
        password_changed_at: Timestamp(0),
        optional_letters: true,
        language: None,
        role: Role::Person,
        standing: Standing::Active,
        declared: false,
        groups: Groups::default(),
        created_at: NOW,
    }
}

/// A session opened at this time, with its own refresh token.
fn an_opening(account_id: AccountId, factors: Factors, now: Timestamp) -> SessionWrite {
    let id = SessionId::random(&OsRandom);
    let expires_at = now + lifetimes().session;
    let session =
        Session { id, account_id, factors, authenticated_at: now, created_at: now, last_used_at: now, expires_at, unseen: None };
    let (refresh, event) = (fingerprint(&format!("refresh token of {id}")), an_event_of(&session, EventKind::SignedIn));
    SessionWrite { refresh, event, session, read: FRESH, proved_before: now }
}

/// A sign-in whose password was right.
fn a_pending(id: PendingSignInId, account_id: AccountId, expires_at: Timestamp) -> PendingSignIn {
    let event = Event { id: EventId(id.0), ..an_event(account_id, EventKind::SecondFactorMissing, NOW) };
    PendingSignIn { id, account_id, expires_at, event, read: FRESH }
}

/// Something that happened to an account outside of its sessions.
fn an_event(account_id: AccountId, kind: EventKind, at: Timestamp) -> Event {
    let whereabouts = Whereabouts { address: "192.0.2.7".parse().ok(), user_agent: UserAgent::of("curl/8.5.0") };
    let (id, actor) = (EventId::random(&OsRandom), Actor::Somebody);
    Event {
        id,
        account_id,
        at,
        kind,
        actor,
        acted_by: None,
        session_id: None,
        factors: None,
        whereabouts,
        is_new_device: false,
        letters: vec![],
    }
}

/// What happens if a session ends by its refresh token. The account is not known.
fn an_ending(at: Timestamp) -> Event {
    an_event(AccountId::random(&OsRandom), EventKind::TokenReused, at)
}

/// Something that happened in a session when it was last authenticated.
fn an_event_of(session: &Session, kind: EventKind) -> Event {
    let event = an_event(session.account_id, kind, session.authenticated_at);
    Event { actor: Actor::Person, session_id: Some(session.id), factors: Some(session.factors), ..event }
}

/// The same session after a full authentication a minute later, with these factors and another refresh token.
fn reauthenticated(opening: &SessionWrite, factors: Factors) -> SessionWrite {
    let session = Session { factors, authenticated_at: later(60), last_used_at: later(60), ..opening.session.clone() };
    let refresh = fingerprint(&format!("renewed refresh token of {}", session.id));
    let proved_before = opening.session.authenticated_at;
    SessionWrite { refresh, event: an_event_of(&session, EventKind::SteppedUp), session, read: FRESH, proved_before }
}

/// A secret that is shown until then.
fn a_shown(secret: Sealed, expires_at: Timestamp) -> PendingAuthenticator {
    PendingAuthenticator { id: PHONE, secret, replaces: None, expires_at }
}

/// Confirms this secret with a code of step 100, a minute after the session was opened.
fn a_turn_on(opening: &SessionWrite, secret: Sealed) -> TwoFactorWrite {
    let note = a_handoff(opening.session.id, HandoffKind::RecoveryCodes, "the codes themselves");
    TwoFactorWrite {
        first: FirstFactor::Authenticator(a_shown(secret, NOW + Lifetimes::ENROLMENT), 100),
        recovery_codes: stored(a_set_of_codes("first")),
        note,
        opening: reauthenticated(opening, Factors::PasswordAndTotp),
    }
}

fn a_set_of_codes(name: &str) -> Vec<Fingerprint> {
    (0..10).map(|number| fingerprint(&format!("recovery code {number} of the {name} set"))).collect()
}

/// The stored form of these fingerprints.
fn stored(fingerprints: Vec<Fingerprint>) -> RecoveryCodeWrite {
    RecoveryCodeWrite { key_id: KEY.into(), fingerprints }
}

/// The keys of a server.
fn the_keys() -> [String; 1] {
    [KEY.into()]
}

/// A handoff that expires after ten minutes.
fn a_handoff(session_id: SessionId, kind: HandoffKind, text: &str) -> Handoff {
    Handoff { session_id, kind, body: sealed(text), expires_at: NOW + Lifetimes::ENROLMENT }
}

fn fingerprint(text: &str) -> Fingerprint {
    sha256(text.as_bytes())
}

fn sealed(text: &str) -> Sealed {
    Sealed { key_id: KEY.into(), bytes: text.into() }
}

/// Counts the calls that returned true.
fn winners(answers: &[bool]) -> usize {
    answers.iter().filter(|&&won| won).count()
}
