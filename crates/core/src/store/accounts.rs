//! Accounts, as they are remembered.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    account::{Account, AccountId},
    email::EmailAddress,
    password::{HashCost, PasswordHash},
};

/// The accounts.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Adds an account. False when its e-mail address has one: the constraint decides, not a look before.
    async fn create_account(&self, account: &Account) -> Result<bool, StoreError>;
    /// The account of this address.
    async fn account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StoreError>;
    /// The costs at which password hashes that are stored were made.
    async fn hash_costs(&self) -> Result<Vec<HashCost>, StoreError>;
    /// Replaces a password hash, if it still is `old`: the same password at a new cost.
    async fn replace_password_hash(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<bool, StoreError>;
}
