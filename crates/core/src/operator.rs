//! What an operator does for somebody's account, beside running servers. Each deed stands in that person's security log. An operator never
//! sees or sets a password, and never sees a secret.

use std::sync::atomic::{AtomicU16, Ordering};

use crate::{
    Database, Environment,
    domain::{
        account::Account,
        email::{EmailAddress, EmailAddressError},
        event::{Actor, Event, EventId, EventKind},
        letter::notice_of,
        reset_token::ResetToken,
        session::Lifetimes,
        throttle::Subject,
        whereabouts::Whereabouts,
    },
    store::{Settlement, StoreError},
};

/// Why a deed was refused. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// Not an e-mail address.
    #[error("{0:?} is no e-mail address")]
    NoAddress(String, #[source] EmailAddressError),
    /// Nobody has this address.
    #[error("no account has the e-mail address {0}")]
    Nobody(String),
    /// The account was deleted meanwhile.
    #[error("the account is gone: somebody has just deleted it")]
    Gone,
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An operator at work on a database.
pub struct Operator {
    database: Database,
    environment: Environment,
    sends_mail: bool,
    told: AtomicU16,
}

impl Operator {
    /// An operator with access to this database. `sends_mail` tells whether its servers send letters: the person is told then.
    pub const fn of(database: Database, environment: Environment, sends_mail: bool) -> Self {
        Self { database, environment, sends_mail, told: AtomicU16::new(0) }
    }

    /// Finds an account by the e-mail address that it signs in with.
    pub async fn find(&self, typed: &str) -> Result<Account, OperatorError> {
        let email = EmailAddress::parse(typed).map_err(|error| OperatorError::NoAddress(typed.to_owned(), error))?;
        self.database.0.account_by_email(&email).await?.ok_or_else(|| OperatorError::Nobody(email.to_string()))
    }

    /// Seals an account, also one without a second factor: every session ends, and the password opens nothing. The link of a password
    /// reset opens the seal. False if it was sealed already.
    pub async fn seal(&self, account: &Account) -> Result<bool, OperatorError> {
        Ok(self.database.0.seal(&self.event(EventKind::Sealed, account)).await?)
    }

    /// Makes the one-time token by which the person chooses a new password. Good for [`Lifetimes::RESET_LINK`]; an earlier one is no
    /// longer good.
    pub async fn issue_password_reset(&self, account: &Account) -> Result<ResetToken, OperatorError> {
        let token = ResetToken::random(&*self.environment.random);
        let event = self.event(EventKind::PasswordResetIssued, account);
        if !self.database.0.put_reset(&token.fingerprint(), event.at + Lifetimes::RESET_LINK, &event).await? {
            return Err(OperatorError::Gone);
        }
        Ok(token)
    }

    /// Removes the second factors of an account whose person has lost them all, and ends every session and a password reset under way. False if there were none.
    pub async fn reset_second_factors(&self, account: &Account) -> Result<bool, OperatorError> {
        let event = self.event(EventKind::TwoFactorOff, account);
        let guesses = [Subject::RecoveryCode(account.id), Subject::SecondFactor(account.id)];
        let counters = Settlement { clears: guesses.iter().map(ToString::to_string).collect(), ..Settlement::default() };
        Ok(self.database.0.reset_second_factors(&counters, &event).await?)
    }

    fn event(&self, kind: EventKind, account: &Account) -> Event {
        let now = self.environment.clock.now();
        let event = Event {
            id: EventId::next(now, self.told.fetch_add(1, Ordering::Relaxed), &*self.environment.random),
            account_id: account.id,
            at: now,
            kind,
            actor: Actor::Operator,
            session_id: None,
            factors: None,
            whereabouts: Whereabouts::default(),
            is_new_device: false,
            letters: vec![],
        };
        let letters = notice_of(&event).filter(|_| self.sends_mail).into_iter().collect();
        Event { letters, ..event }
    }
}
