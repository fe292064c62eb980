//! What a person can do: one deed per file, each an `impl Auth`. Nothing but this decides who gets in.
//!
//! The doors (`ui/forms`, `web/api`) turn requests into these calls and [`AuthError`] into answers; the rules are in
//! `domain`, what is remembered in `store`.

mod enrol;
mod error;
mod hasher;
mod keys_in_use;
mod misses;
mod recovery_codes;
mod register;
mod seal;
mod second_factor;
mod session;
mod sign_in;
mod step_up;
mod tokens_seen;
mod turn_off;
mod workers;

use std::sync::Arc;

use crate::{
    domain::{
        account::AccountId,
        keys::Keyring,
        password::PasswordPolicy,
        random::Random,
        session::Lifetimes,
        throttle::{Limit, Refusal},
        time::{Clock, Timestamp},
        token::Tokens,
        totp::Window,
    },
    store::Store,
};

pub use enrol::Enrolment;
pub use error::AuthError;
pub use hasher::Hasher;
pub use keys_in_use::{KeysNotHere, check_keys};
use misses::Misses;
pub use recovery_codes::Kept;
pub use register::{CheckedRegistration, Registration};
pub use second_factor::Proof;
pub use session::{Authenticated, FullSession, Held, Renewal, SessionTokens};
pub use sign_in::{Client, Credentials, PendingToken, SignedIn};
pub use step_up::AllFactors;
use tokens_seen::TokensSeen;

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
    /// Whether the log names the network address of a client whose guess was wrong.
    pub log_client_addresses: bool,
}

/// The deeds, with what they need.
pub struct Auth {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    hasher: Hasher,
    keys: Keyring,
    tokens: Tokens,
    policy: Policy,
    misses: Misses,
    tokens_seen: TokensSeen,
}

/// What the machine lends to [`Auth`].
pub struct Environment {
    /// Where things are remembered.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
}

impl Auth {
    /// Puts the deeds together. `public_url` is the origin that tokens are issued for.
    pub fn new(environment: Environment, hasher: Hasher, keys: Keyring, policy: Policy, public_url: &str) -> Self {
        let Environment { store, clock, random } = environment;
        Self {
            store,
            clock,
            random,
            hasher,
            keys,
            tokens: Tokens::new(public_url),
            policy,
            misses: Misses::default(),
            tokens_seen: TokensSeen::default(),
        }
    }

    /// Learns once more at which costs the stored password hashes were made, where there was more than one: they are made anew as
    /// people sign in.
    pub async fn relearn_hash_costs(&self) -> Result<(), AuthError> {
        if self.hasher.knows_other_costs() { self.learn_hash_costs().await } else { Ok(()) }
    }

    /// Learns at which costs the stored password hashes were made, by which signing in takes the same work for everybody.
    pub async fn learn_hash_costs(&self) -> Result<(), AuthError> {
        self.hasher.set_costs_in_use(self.store.hash_costs().await?);
        Ok(())
    }

    /// The store, for what needs no rule of signing in.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
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

    /// Counts an attempt, or refuses it.
    async fn count(&self, subject: &str, limit: Limit) -> Result<(), AuthError> {
        let now = self.now();
        match self.store.count_attempt(subject, limit, now).await? {
            Ok(()) => Ok(()),
            Err(Refusal::Disabled) => Err(AuthError::CodesDisabled),
            Err(Refusal::Wait(until)) => {
                tracing::warn!(limit = ?limit, "attempts.refused");
                Err(AuthError::TooManyAttempts { retry_after: until.since(now) })
            }
        }
    }

    /// The counter of an account's codes, over all sessions and doors.
    fn second_factor_subject(account: AccountId) -> String {
        format!("second-factor:{account}")
    }

    /// The counter of an account's recovery codes: apart from that of codes, so that whoever knows the password and guesses at
    /// codes cannot keep the owner out.
    fn recovery_code_subject(account: AccountId) -> String {
        format!("recovery-code:{account}")
    }

    /// The counter of a network, or of a part of one.
    fn network_subject(&self, purpose: &str, network: &[u8]) -> String {
        format!("{purpose}:{}", self.keys.subject(network))
    }
}
