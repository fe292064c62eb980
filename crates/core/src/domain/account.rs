//! Accounts as stored.

use super::{email::EmailAddress, language::LanguageTag, name::PersonName, password::PasswordHash, time::Timestamp};
use crate::random_id;

random_id! {
    /// Identifies an account. Random: it reveals nothing and cannot be guessed.
    AccountId
}

/// A wait of somebody who has lost every second factor and knows the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecoveryWait {
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When it ends, and the second factors are taken off.
    pub due_at: Timestamp,
}

/// An account as stored, without its authenticators.
#[derive(Clone, Debug)]
pub struct Account {
    /// Account id.
    pub id: AccountId,
    /// E-mail address to sign in with.
    pub email: EmailAddress,
    /// True if the person has shown that the address is theirs, by the link of a letter.
    pub email_confirmed: bool,
    /// Display name.
    pub name: PersonName,
    /// Password hash.
    pub password_hash: PasswordHash,
    /// True if two-factor authentication is on.
    pub two_factor: bool,
    /// True if the person wants the letters that are not about safety: see [`is_optional`](crate::domain::letter::is_optional).
    pub optional_letters: bool,
    /// The language that the person chose. `None` as long as the browser's is good enough.
    pub language: Option<LanguageTag>,
    /// True if the account is sealed: its password opens nothing until the seal is opened.
    pub sealed: bool,
    /// Known devices from before this moment are forgotten.
    pub devices_since: Timestamp,
    /// When it will be deleted, if the person has ordered that.
    pub delete_at: Option<Timestamp>,
    /// The wait after which lost second factors are taken off, if one was begun. A use of a second factor since makes it void.
    pub recovery: Option<RecoveryWait>,
    /// True if the account asks for a second factor before anything else, since its former ones were taken off.
    pub factor_demanded: bool,
    /// When the person last chose the password. The moment of the epoch: at registration.
    pub password_changed_at: Timestamp,
    /// Time of registration.
    pub created_at: Timestamp,
}
