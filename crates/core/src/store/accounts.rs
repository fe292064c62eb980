//! Stored accounts.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    account::{Account, AccountId},
    email::EmailAddress,
    event::Event,
    language::LanguageTag,
    password::{HashCost, PasswordHash},
};

/// Accounts.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Adds an account, and tells of it. False if its e-mail address is taken: the constraint decides, not a prior check.
    async fn create_account(&self, account: &Account, event: &Event) -> Result<bool, StoreError>;
    /// Finds the account with this e-mail address.
    async fn account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StoreError>;
    /// Lists the costs of all stored password hashes.
    async fn hash_costs(&self) -> Result<Vec<HashCost>, StoreError>;
    /// Replaces a password hash if it still equals `old`: the same password at a new cost.
    async fn replace_password_hash(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<bool, StoreError>;
    /// Sets the language of an account.
    async fn set_language(&self, id: AccountId, language: &LanguageTag) -> Result<(), StoreError>;
}
