//! Accounts as stored.

use super::{email::EmailAddress, name::PersonName, password::PasswordHash, time::Timestamp};
use crate::random_id;

random_id! {
    /// Identifies an account. Random: it reveals nothing and cannot be guessed.
    AccountId
}

/// An account as stored, without its authenticators.
#[derive(Clone, Debug)]
pub struct Account {
    /// Account id.
    pub id: AccountId,
    /// E-mail address to sign in with.
    pub email: EmailAddress,
    /// Display name.
    pub name: PersonName,
    /// Password hash.
    pub password_hash: PasswordHash,
    /// True if two-factor authentication is on.
    pub two_factor: bool,
    /// Time of registration.
    pub created_at: Timestamp,
}
