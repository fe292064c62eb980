//! Accounts, as they are stored.

use super::{email::EmailAddress, name::PersonName, password::PasswordHash, time::Timestamp};
use crate::random_id;

random_id! {
    /// Names an account. Random, so it tells nothing and cannot be guessed.
    AccountId
}

/// An account, as it is stored, without its authenticators.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The address the person signs in with.
    pub email: EmailAddress,
    /// How the person wants to be called.
    pub name: PersonName,
    /// The password's hash.
    pub password_hash: PasswordHash,
    /// Whether two-factor authentication is on.
    pub two_factor: bool,
    /// When it was registered.
    pub created_at: Timestamp,
}
