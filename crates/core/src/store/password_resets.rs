//! Stored password resets.

use async_trait::async_trait;

use super::{Settlement, Spending, StoreError};
use crate::domain::{
    account::{Account, AccountId},
    event::Event,
    keys::Fingerprint,
    password::PasswordHash,
    time::Timestamp,
};

/// A new password by a reset.
#[derive(Clone, Debug)]
pub struct Reset {
    /// The account.
    pub account: AccountId,
    /// The fingerprint of the token.
    pub token: Fingerprint,
    /// The second factor that is spent. `None`: the account has none.
    pub spending: Option<Spending>,
    /// The hash of the new password.
    pub password_hash: PasswordHash,
    /// What becomes of the account's counters.
    pub settlement: Settlement,
    /// That the password was chosen. Its time is that of the reset.
    pub event: Event,
    /// That the seal was opened, told if there was one.
    pub unsealed: Event,
}

/// How a reset ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetDone {
    /// The password is chosen.
    Done,
    /// The token was used, replaced or has expired, or the account demands other factors. Nothing has changed.
    Over,
    /// The second factor was spent before. Nothing has changed.
    Spent,
}

/// Password resets: one for an account at most.
#[async_trait]
pub trait PasswordResets: Send + Sync {
    /// Stores a token's fingerprint in place of an earlier one, and tells of it. False, without any change, if the account is gone, or the
    /// earlier one is good for longer: no stranger who asks for a letter ends the link of an operator.
    async fn put_reset(&self, token: &Fingerprint, expires_at: Timestamp, event: &Event) -> Result<bool, StoreError>;
    /// Returns the account of a token that has not expired. Changes nothing.
    async fn reset_account(&self, token: &Fingerprint, now: Timestamp) -> Result<Option<Account>, StoreError>;
    /// Uses a token: replaces the password, opens the seal, ends every session, pending sign-in and set-up of the account, and forgets
    /// its known devices.
    async fn reset_password(&self, reset: &Reset) -> Result<ResetDone, StoreError>;
}
