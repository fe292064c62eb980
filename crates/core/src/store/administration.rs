//! What an operator decides about accounts, and the lists that an operator sees.

use async_trait::async_trait;

use super::{Authenticator, StoreError};
use crate::domain::{
    account::{Account, AccountId, Role, Standing},
    email::EmailAddress,
    event::{Event, EventKind, EventPlace},
    gate::groups::Groups,
    time::Timestamp,
};

/// How an operator's decision about an account ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruled {
    /// It is done.
    Done,
    /// It was so already, or the account is gone. Nothing has changed.
    Unchanged,
    /// Nobody but this account could administer the service. Nothing has changed.
    LastAdministrator,
}

/// Which accounts a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// All.
    #[default]
    All,
    /// Those that wait for approval.
    Waiting,
    /// Disabled ones.
    Disabled,
    /// Sealed ones.
    Sealed,
    /// Those without a second factor.
    WithoutSecondFactor,
    /// Those whose deletion is ordered.
    Leaving,
    /// Administrators.
    Administrators,
    /// Those that a file declares.
    Declared,
}

impl Which {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::All,
        Self::Waiting,
        Self::Disabled,
        Self::Sealed,
        Self::WithoutSecondFactor,
        Self::Leaving,
        Self::Administrators,
        Self::Declared,
    ];

    /// Name in a query and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Waiting => "waiting",
            Self::Disabled => "disabled",
            Self::Sealed => "sealed",
            Self::WithoutSecondFactor => "without-second-factor",
            Self::Leaving => "leaving",
            Self::Administrators => "administrators",
            Self::Declared => "declared",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.name() == name)
    }
}

/// Which accounts are sought.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sought<'a> {
    /// Part of the e-mail address or of the name. Nothing: any. Letters beyond ASCII are sought as typed.
    pub text: &'a str,
    /// Which of them.
    pub which: Which,
}

/// An account that comes along from another product.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The account.
    pub account: Account,
    /// Its authenticators. Two-factor authentication is on if there is one.
    pub authenticators: Vec<Authenticator>,
    /// The present time.
    pub now: Timestamp,
    /// What is told.
    pub events: Vec<Event>,
}

/// An operator's decisions, and lists. Each decision tells of itself.
#[async_trait]
pub trait Administration: Send + Sync {
    /// Creates all of these accounts, but for those whose address has one already. Nothing if it fails. Returns for each whether it was created.
    async fn import_accounts(&self, arrivals: &[Incoming]) -> Result<Vec<bool>, StoreError>;
    /// Returns at most `limit` accounts in the order of their e-mail addresses, after this one.
    async fn people(&self, sought: Sought<'_>, after: Option<&EmailAddress>, limit: u16) -> Result<Vec<Account>, StoreError>;
    /// Returns whether any account waits for approval.
    async fn has_waiting(&self) -> Result<bool, StoreError>;
    /// Lets the account be used or not, if it stood like `from`. Whoever is disabled loses every session, pending sign-in, set-up, trust and
    /// password reset under way.
    async fn set_standing(&self, from: Standing, to: Standing, event: &Event) -> Result<Ruled, StoreError>;
    /// Gives the account a role. From the first administrator on, nobody becomes one by the link of the log.
    async fn set_role(&self, role: Role, event: &Event) -> Result<Ruled, StoreError>;
    /// Puts the account in these groups and no others.
    async fn set_groups(&self, groups: &Groups, event: &Event) -> Result<Ruled, StoreError>;
    /// Marks whether a file declares the account. False if it was so already, or the account is gone.
    async fn set_declared(&self, id: AccountId, declared: bool) -> Result<bool, StoreError>;
    /// Deletes the account with everything that belongs to it, at once.
    async fn delete_account(&self, id: AccountId) -> Result<Ruled, StoreError>;
    /// Ends all sessions of `event`'s account, its pending sign-ins, set-ups and trust. Returns how many sessions ended.
    async fn end_all_sessions(&self, event: &Event) -> Result<u64, StoreError>;
    /// Returns at most `limit` events of all accounts before this place, newest first, with the addresses of their accounts. `kinds` are
    /// those wanted; none means all that this version knows.
    async fn service_events(
        &self,
        kinds: &[EventKind],
        before: Option<EventPlace>,
        limit: u16,
    ) -> Result<Vec<(Event, EmailAddress)>, StoreError>;
    /// Returns whether nobody has become administrator yet.
    async fn needs_set_up(&self) -> Result<bool, StoreError>;
}
