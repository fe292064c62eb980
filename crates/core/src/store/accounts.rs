//! Stored accounts.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    account::{Account, AccountId},
    email::EmailAddress,
    event::Event,
    keys::Fingerprint,
    language::LanguageTag,
    password::{PasswordHash, Work},
};

/// By what somebody may register. It is used up with the account's creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// By nothing: the policy lets them, or an operator adds them.
    Open,
    /// By the invitation whose code has this fingerprint.
    Invitation(Fingerprint),
    /// By the link of the log, which makes the first administrator.
    SetUp,
}

/// How the creation of an account ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// It exists.
    Done,
    /// Another account has its e-mail address.
    EmailTaken,
    /// What should let it in is over: used up, withdrawn or expired.
    Over,
}

/// Accounts.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Adds an account, and tells of it. That its e-mail address is taken, the constraint decides, not a prior check. From the first
    /// administrator on, nobody becomes one by the link of the log.
    async fn create_account(&self, account: &Account, entrance: &Entrance, event: &Event) -> Result<Created, StoreError>;
    /// Finds the account with this e-mail address.
    async fn account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StoreError>;
    /// Lists the costs of all stored password hashes.
    async fn hash_costs(&self) -> Result<Vec<Work>, StoreError>;
    /// Replaces a password hash if it still equals `old`: the same password at a new cost.
    async fn replace_password_hash(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<bool, StoreError>;
    /// Sets the language of an account.
    async fn set_language(&self, id: AccountId, language: &LanguageTag) -> Result<(), StoreError>;
}
