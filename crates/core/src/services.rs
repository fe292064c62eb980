//! What the deeds need, put together once: fields, no deeds.

use std::sync::Arc;

use crate::{
    AuthError, Database,
    domain::{
        keys::Keyring,
        password::PasswordPolicy,
        random::Random,
        session::Lifetimes,
        throttle::{Blocked, Limit, Subject},
        time::{Clock, Timestamp},
        token::Tokens,
        totp::Window,
    },
    hashing::Hasher,
    health::LastWritten,
    sessions::TokensSeen,
    sign_in::Misses,
    store::{Sql, Store},
};

/// What the operator decides.
#[derive(Clone, Debug)]
pub struct Policy {
    /// What new passwords must be.
    pub password: PasswordPolicy,
    /// How long sessions live.
    pub lifetimes: Lifetimes,
    /// Which steps of an authenticator are taken.
    pub window: Window,
    /// The name that authenticator apps show.
    pub app_name: String,
    /// Whether an account without a second factor may do nothing but set one up.
    pub require_second_factor: bool,
    /// Whether the log names the IP address of a client whose guess was wrong.
    pub log_client_addresses: bool,
}

/// What the machine lends: time and randomness.
#[derive(Clone)]
pub struct Environment {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
}

/// What every deed needs. Nobody outside this crate reaches the store by it.
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
}

impl Services {
    /// Puts them together. `origin` is the public origin (RFC 6454) that tokens are issued for, such as `https://id.example.com`.
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
        }
    }

    /// The tables of one's own application.
    pub fn sql(&self) -> &dyn Sql {
        self.store.sql()
    }

    /// What the operator decided.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The random source.
    pub fn random(&self) -> &dyn Random {
        &*self.random
    }

    /// Learns once more at which costs the stored password hashes were made, where there was more than one: they are made anew as
    /// people sign in.
    pub(crate) async fn relearn_hash_costs(&self) -> Result<(), AuthError> {
        if self.hasher.knows_other_costs() { self.learn_hash_costs().await } else { Ok(()) }
    }

    /// Learns at which costs the stored password hashes were made, by which signing in takes the same work for everybody. For the
    /// start; [`jobs`](crate::jobs) repeats it.
    pub async fn learn_hash_costs(&self) -> Result<(), AuthError> {
        self.hasher.set_costs_in_use(self.store.hash_costs().await?);
        Ok(())
    }

    /// Ends all connections to the database.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// Counts an attempt before it is evaluated, or refuses it.
    pub(crate) async fn count(&self, subject: &Subject, limit: Limit) -> Result<(), AuthError> {
        let now = self.now();
        match self.store.count_attempt(&subject.to_string(), limit, now).await? {
            Ok(()) => Ok(()),
            Err(Blocked::Disabled) => Err(AuthError::CodesDisabled),
            Err(Blocked::Wait(until)) => {
                tracing::warn!(limit = ?limit, "attempts.refused");
                Err(AuthError::TooManyAttempts { retry_after: until.since(now) })
            }
        }
    }

    /// Takes one attempt back, where a success must not clear what others missed, or nothing was evaluated.
    pub(crate) async fn refund(&self, subject: &Subject) -> Result<(), AuthError> {
        Ok(self.store.refund_attempt(&subject.to_string()).await?)
    }

    /// Starts a counter anew, after a success.
    pub(crate) async fn clear(&self, subject: &Subject) -> Result<(), AuthError> {
        Ok(self.store.clear_attempts(&subject.to_string()).await?)
    }

    /// A stand-in for somebody's e-mail address or network.
    pub(crate) fn pseudonym(&self, plain: &[u8]) -> String {
        self.keys.subject(plain)
    }
}
