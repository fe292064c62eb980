//! Waits of people who have lost every second factor.

use async_trait::async_trait;

use super::{Settlement, StoreError};
use crate::domain::{account::AccountId, event::Event, time::Timestamp};

/// What a wait is begun by.
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    /// When the password was chosen that was given.
    pub password_changed_at: Timestamp,
    /// When it was given.
    pub given_at: Timestamp,
    /// When the wait ends.
    pub due_at: Timestamp,
}

/// Waits after which second factors are taken off. A wait is under way until it is cancelled, until a second factor, or trust in place of one,
/// is used, until the password changes, or until the account is sealed.
#[async_trait]
pub trait RecoveryWaits: Send + Sync {
    /// Begins a wait at the time of the event. False, without any change, if one is under way, if the account is gone, sealed or without a
    /// second factor, if its password is another one than that which was given, if since then a wait was begun or ended or a second factor was
    /// used, or if a former address was put back within the last week: who did that may have the mailbox alone.
    async fn begin_recovery_wait(&self, beginning: &Beginning, event: &Event) -> Result<bool, StoreError>;
    /// When the wait under way ends, if there is one.
    async fn recovery_wait(&self, account: AccountId) -> Result<Option<Timestamp>, StoreError>;
    /// Cancels the wait of an account, and drops its reminders. False if it has none.
    async fn cancel_recovery_wait(&self, event: &Event) -> Result<bool, StoreError>;
    /// Takes the second factors of an account off, if its wait has ended by the time of the event: ends all sessions, pending sign-ins and a
    /// password reset under way, and has the account ask for a second factor before anything else. False, without any change, otherwise.
    async fn finish_recovery_wait(&self, counters: &Settlement, event: &Event) -> Result<bool, StoreError>;
    /// Returns at most `limit` accounts whose wait has ended.
    async fn ended_recovery_waits(&self, now: Timestamp, limit: u16) -> Result<Vec<AccountId>, StoreError>;
}
