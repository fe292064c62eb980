//! What an operator does for people's accounts, beside running servers: at the command line, or as an administrator in the browser. Each deed
//! stands in that person's security log. An operator never sees or sets a password, and never sees a secret.

mod declared;
mod invitations;
mod log;
mod moving;
mod people;

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

pub use declared::{Applied, Change, DeclaredPerson};
pub use log::ServiceLog;
pub use moving::{ExportError, Mover};
pub use people::{NewPerson, People};

use crate::{
    Administrator, AuthError, Database, Environment, Services,
    domain::{
        account::{Account, AccountId},
        email::{EmailAddress, EmailAddressError},
        event::{Actor, Event, EventId, EventKind},
        letter::notice_of,
        whereabouts::Whereabouts,
    },
    store::{Ruled, Store, StoreError},
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
    /// Somebody has this address.
    #[error("{0} has an account already")]
    EmailTaken(String),
    /// The account was deleted meanwhile.
    #[error("the account is gone: somebody has just deleted it")]
    Gone,
    /// An administrator acts on others alone.
    #[error("administrators act on the accounts of others alone")]
    OwnAccount,
    /// Nobody could administer the service without this account.
    #[error("it is the last administrator: make another one first (latchkey user role ADDRESS administrator)")]
    LastAdministrator,
    /// A file declares the account.
    #[error("a file declares the account: change that file, then apply it (latchkey apply FILE)")]
    Declared,
    /// The account is disabled.
    #[error("the account is disabled: enable it first (latchkey user enable ADDRESS)")]
    Disabled,
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OperatorError> for AuthError {
    fn from(error: OperatorError) -> Self {
        match error {
            OperatorError::NoAddress(_, _) | OperatorError::Nobody(_) | OperatorError::Gone => Self::NotFound,
            OperatorError::EmailTaken(_) => Self::EmailTaken,
            OperatorError::OwnAccount => Self::OwnAccount,
            OperatorError::LastAdministrator => Self::LastAdministrator,
            OperatorError::Declared => Self::Declared,
            OperatorError::Disabled => Self::Disabled,
            OperatorError::Store(error) => error.into(),
        }
    }
}

/// An operator at work on a database.
pub struct Operator {
    store: Arc<dyn Store>,
    environment: Environment,
    tells: bool,
    told: AtomicU16,
    /// The administrator's own account. `None`: the command line.
    by: Option<AccountId>,
}

impl Operator {
    /// An operator at the command line, with access to this database. `tells` is true if its servers tell people or operators of events.
    pub fn of(Database(store): Database, environment: Environment, tells: bool) -> Self {
        Self { store, environment, tells, told: AtomicU16::new(0), by: None }
    }

    /// An administrator in the browser.
    pub fn administrator(services: &Services, who: &Administrator) -> Self {
        Self {
            store: Arc::clone(&services.store),
            environment: Environment { clock: Arc::clone(&services.clock), random: Arc::clone(&services.random) },
            tells: services.policy.tells(),
            told: AtomicU16::new(0),
            by: Some(who.account.id),
        }
    }

    /// Finds an account by the e-mail address that it signs in with.
    pub async fn find(&self, typed: &str) -> Result<Account, OperatorError> {
        let email = EmailAddress::parse(typed).map_err(|error| OperatorError::NoAddress(typed.to_owned(), error))?;
        self.store.account_by_email(&email).await?.ok_or_else(|| OperatorError::Nobody(email.to_string()))
    }

    /// Finds an account by its id.
    pub async fn account(&self, id: AccountId) -> Result<Account, OperatorError> {
        self.store.account(id).await?.ok_or(OperatorError::Gone)
    }

    /// The account whose address or name an administrator is shown by, where an event or an invitation names one that may be gone.
    pub async fn name_of(&self, id: AccountId) -> Result<Option<String>, OperatorError> {
        Ok(self.store.account(id).await?.map(|account| account.email.for_people()))
    }

    /// Refuses an administrator's own account: what changes that is on its pages.
    fn of_another(&self, account: &Account) -> Result<(), OperatorError> {
        if self.by == Some(account.id) { Err(OperatorError::OwnAccount) } else { Ok(()) }
    }

    fn event(&self, kind: EventKind, account: AccountId) -> Event {
        let now = self.environment.clock.now();
        let event = Event {
            id: EventId::next(now, self.told.fetch_add(1, Ordering::Relaxed), &*self.environment.random),
            account_id: account,
            at: now,
            kind,
            actor: Actor::Operator,
            acted_by: self.by,
            session_id: None,
            factors: None,
            whereabouts: Whereabouts::default(),
            is_new_device: false,
            letters: vec![],
        };
        let letters = notice_of(&event).filter(|_| self.tells).into_iter().collect();
        Event { letters, ..event }
    }

    /// Logs a deed that was done.
    fn log(&self, deed: EventKind, account: AccountId) {
        let by = self.by.map_or_else(|| "command line".to_owned(), |by| by.to_string());
        tracing::info!(%account, %deed, %by, "operator.acted");
    }
}

/// True if it was done, false if it was so already.
const fn done(ruled: Ruled) -> Result<bool, OperatorError> {
    match ruled {
        Ruled::Done => Ok(true),
        Ruled::Unchanged => Ok(false),
        Ruled::LastAdministrator => Err(OperatorError::LastAdministrator),
    }
}
