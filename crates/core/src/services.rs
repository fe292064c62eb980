//! The dependencies of the deeds, created once: fields only, no deeds.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use tokio::sync::Semaphore;

use crate::{
    AuthError, Client, Database,
    domain::{
        account::{Account, AccountId},
        event::{Actor, Event, EventId, EventKind},
        keys::Keyring,
        letter::notice_of,
        passkey::{BadRelyingParty, RelyingParty},
        password::PasswordPolicy,
        random::Random,
        registration::WhoMayRegister,
        requirement::SecondFactorRequired,
        session::Lifetimes,
        throttle::{Blocked, Limit},
        time::{Clock, Timestamp},
        token::Tokens,
        totp::Window,
    },
    hashing::Hasher,
    health::LastWritten,
    mail::Pushes,
    metrics::{Connections, Metrics},
    security_log::MOST_EVENTS,
    sessions::TokensSeen,
    sign_in::Misses,
    store::{Attempt, Refused, Sql, Store},
};

/// Of so many events, the account of one is looked at for having too many.
const LOOK_AT_EACH: u16 = 64;
/// Number of people whose personal data is collected at once.
const COLLECTED_AT_ONCE: usize = 2;

/// Settings of the operator.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Rules for new passwords.
    pub password: PasswordPolicy,
    /// Lifetimes of sessions.
    pub lifetimes: Lifetimes,
    /// Accepted steps of an authenticator.
    pub window: Window,
    /// The name that authenticator apps display.
    pub app_name: String,
    /// Who may register.
    pub registration: WhoMayRegister,
    /// Whether every account must have a second factor.
    pub require_second_factor: SecondFactorRequired,
    /// How long after two-factor authentication was turned on a person is asked whether everything is at hand. Less than a day: never.
    pub checkup_after: Duration,
    /// How long an account's events are kept.
    pub events_kept: Duration,
    /// How long an account that is to be deleted can be taken back by a sign-in. Zero: it is deleted at once.
    pub deletion_notice: Duration,
    /// If true, the log includes the client's IP address for a wrong guess.
    pub log_client_addresses: bool,
    /// How long somebody who has lost every second factor waits until they are taken off. Zero: they never are.
    pub recovery_wait: Duration,
    /// True if letters are sent.
    pub sends_mail: bool,
    /// For whom passkeys are, or why there are none.
    pub relying_party: Result<RelyingParty, BadRelyingParty>,
    /// By which other channels people and operators are told.
    pub pushes: Pushes,
}

impl Policy {
    /// True if anybody is told of events.
    pub fn tells(&self) -> bool {
        self.sends_mail || self.pushes.are_any()
    }

    /// True if people are told outside of their sessions.
    pub fn tells_people(&self) -> bool {
        self.sends_mail || self.pushes.to_people.are_any()
    }
}

/// Sources of time and randomness.
#[derive(Clone)]
pub struct Environment {
    /// Source of time.
    pub clock: Arc<dyn Clock>,
    /// Source of randomness.
    pub random: Arc<dyn Random>,
}

/// Everything a deed needs. The store is not accessible from outside this crate.
pub struct Services {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) hasher: Hasher,
    pub(crate) keys: Keyring,
    pub(crate) tokens: Tokens,
    pub(crate) policy: Policy,
    pub(crate) misses: Misses,
    pub(crate) tokens_seen: TokensSeen,
    pub(crate) last_written: LastWritten,
    pub(crate) metrics: Metrics,
    events_told: AtomicU16,
    /// Accounts of some of the events: whoever has many is among them.
    talkative: Mutex<HashSet<AccountId>>,
    /// Places for collecting personal data, which takes memory.
    pub(crate) collecting: Semaphore,
}

impl Services {
    /// Creates the services. `origin` is the public origin (RFC 6454) for which tokens are issued, such as
    /// `https://id.example.com`.
    pub fn new(
        Environment { clock, random }: Environment,
        Database(store): Database,
        hasher: Hasher,
        keys: Keyring,
        (policy, origin): (Policy, &str),
    ) -> Self {
        Self {
            store,
            clock,
            random,
            hasher,
            keys,
            tokens: Tokens::new(origin),
            policy,
            misses: Misses::default(),
            tokens_seen: TokensSeen::default(),
            last_written: LastWritten::default(),
            metrics: Metrics::default(),
            events_told: AtomicU16::new(0),
            talkative: Mutex::default(),
            collecting: Semaphore::new(COLLECTED_AT_ONCE),
        }
    }

    /// Access to the application's own tables.
    pub fn sql(&self) -> &dyn Sql {
        self.store.sql()
    }

    /// The secret keys.
    pub const fn keyring(&self) -> &Keyring {
        &self.keys
    }

    /// Settings of the operator.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// True if every account must have a second factor now: one without may only set one up.
    pub fn requires_second_factor(&self) -> bool {
        self.policy.require_second_factor.now(self.now())
    }

    /// True if this account must have a second factor now: every one must, or its former ones were taken off.
    pub fn demands_second_factor(&self, account: &Account) -> bool {
        account.factor_demanded || self.requires_second_factor()
    }

    /// For whom passkeys are.
    pub(crate) fn relying_party(&self) -> Result<&RelyingParty, AuthError> {
        self.policy.relying_party.as_ref().map_err(|why| AuthError::NoPasskeys(why.clone()))
    }

    /// What is counted for the operator.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The threads that hash passwords.
    pub fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// The connections to the database at this moment.
    pub fn connections(&self) -> Connections {
        self.store.connections()
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The random source.
    pub fn random(&self) -> &dyn Random {
        &*self.random
    }

    /// Reads the costs of the stored password hashes again if there was more than one. Hashes are renewed as people sign in.
    pub(crate) async fn relearn_hash_costs(&self) -> Result<(), AuthError> {
        if self.hasher.knows_other_costs() { self.learn_hash_costs().await } else { Ok(()) }
    }

    /// Reads the costs of the stored password hashes, so that signing in takes the same work for every account. Called at start;
    /// [`jobs`](crate::jobs) repeats it.
    pub async fn learn_hash_costs(&self) -> Result<(), AuthError> {
        self.hasher.set_costs_in_use(self.store.hash_costs().await?);
        Ok(())
    }

    /// Closes all connections to the database.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// Counts attempts before they are evaluated: all of them, or none if one is refused.
    /// With them tells the event that they are if they fail.
    pub(crate) async fn count(&self, attempts: &[Attempt], event: Option<&Event>) -> Result<(), AuthError> {
        let now = self.now();
        let counted = self.store.count_attempts(attempts, event, now).await?;
        counted.map_err(|Refused { limit, blocked }| self.refusal(limit, blocked, now))
    }

    /// The refusal of an attempt, logged and counted.
    pub(crate) fn refusal(&self, limit: Limit, blocked: Blocked, now: Timestamp) -> AuthError {
        self.metrics.throttled.add(limit);
        match blocked {
            Blocked::Disabled => AuthError::CodesDisabled,
            Blocked::Wait(until) => {
                tracing::warn!(limit = limit.name(), "attempts.refused");
                AuthError::TooManyAttempts { retry_after: until.since(now) }
            }
        }
    }

    /// Something that happens to an account now, outside of its sessions.
    pub(crate) fn event(&self, kind: EventKind, account_id: AccountId, (actor, client): (Actor, Client<'_>)) -> Event {
        let order = self.events_told.fetch_add(1, Ordering::Relaxed);
        if order.is_multiple_of(LOOK_AT_EACH) {
            self.talkative.lock().unwrap_or_else(PoisonError::into_inner).insert(account_id);
        }
        self.noticed(Event {
            id: EventId::next(self.now(), order, self.random()),
            account_id,
            at: self.now(),
            kind,
            actor,
            acted_by: None,
            session_id: None,
            factors: None,
            whereabouts: client.whereabouts(),
            is_new_device: false,
            letters: vec![],
        })
    }

    /// The same event with the letter that tells of it, if that is to be.
    pub(crate) fn noticed(&self, event: Event) -> Event {
        let letters = notice_of(&event).filter(|_| self.policy.tells()).into_iter().collect();
        Event { letters, ..event }
    }

    /// Removes the oldest events of accounts that have too many. Called by [`jobs`](crate::jobs).
    pub(crate) async fn trim_events(&self) -> Result<(), AuthError> {
        let talkative = std::mem::take(&mut *self.talkative.lock().unwrap_or_else(PoisonError::into_inner));
        for account in talkative {
            while self.store.trim_events(account, MOST_EVENTS).await? > 0 {}
        }
        Ok(())
    }

    /// Pseudonym of an e-mail address or network.
    pub(crate) fn pseudonym(&self, plain: &[u8]) -> String {
        self.keys.subject(plain)
    }
}
