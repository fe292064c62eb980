//! Authenticators of an account: what tells one from another.

use std::fmt;

use uuid::Uuid;

use super::{
    account::AccountId,
    invalid::{FieldProblem, Invalid, field},
    name::{PersonNameError, on_one_line},
};
use crate::random_id;

/// Maximum number of authenticators of an account.
pub const MOST_AUTHENTICATORS: u32 = 10;

random_id! {
    /// Identifies an authenticator of an account. Random; nil for one from before an account could have several.
    AuthenticatorId
}

impl AuthenticatorId {
    /// For whom the secret is sealed (the associated data of its AEAD): the account and the authenticator. One from before is sealed for
    /// the account alone.
    pub fn sealed_for(self, account: AccountId) -> Vec<u8> {
        let own: &[u8] = if self.0.is_nil() { &[] } else { self.0.as_bytes() };
        [account.0.as_bytes(), own].concat()
    }

    /// That of an authenticator from before an account could have several.
    pub const fn first() -> Self {
        Self(Uuid::nil())
    }
}

/// What a person calls an authenticator, such as `Pixel 9`: at most 50 characters on one line. Empty if they gave it no name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthenticatorName(String);

impl AuthenticatorName {
    /// Maximum length in code points.
    pub const MAX_CHARS: usize = 50;

    /// Parses user input. White space around it is trimmed.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let problem = match on_one_line(typed, Self::MAX_CHARS) {
            Ok(name) => return Ok(Self(name)),
            Err(PersonNameError::Empty) => return Ok(Self::default()),
            Err(PersonNameError::TooLong) => FieldProblem::TooLong(50),
            Err(PersonNameError::Unprintable) => FieldProblem::Unprintable,
        };
        Err(Invalid::new(field::AUTHENTICATOR_NAME, problem))
    }

    /// Accepts a stored value without validation.
    pub fn from_stored(stored: String) -> Self {
        Self(stored)
    }

    /// The text. Empty if it has no name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AuthenticatorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::random::OsRandom;

    #[test]
    fn names_are_short_and_on_one_line_or_none() {
        assert_eq!(AuthenticatorName::parse(" Pixel 9 ").unwrap().as_str(), "Pixel 9");
        assert_eq!(AuthenticatorName::parse(" ").unwrap(), AuthenticatorName::default());
        assert!(AuthenticatorName::parse(&"ä".repeat(50)).is_ok());
        for (typed, problem) in [("ä".repeat(51), FieldProblem::TooLong(50)), ("a\nb".into(), FieldProblem::Unprintable)] {
            assert_eq!(AuthenticatorName::parse(&typed).unwrap_err().problem, problem);
        }
    }

    #[test]
    fn a_secret_is_sealed_for_its_account_and_itself() {
        let (account, id) = (AccountId::random(&OsRandom), AuthenticatorId::random(&OsRandom));
        assert_eq!(id.sealed_for(account), [account.0.as_bytes().as_slice(), id.0.as_bytes()].concat());
        assert_eq!(AuthenticatorId::first().sealed_for(account), account.0.as_bytes());
    }
}
