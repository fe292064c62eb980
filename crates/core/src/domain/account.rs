//! Accounts as stored.

use std::str::FromStr;

use super::{
    email::EmailAddress, gate::groups::Groups, language::LanguageTag, name::PersonName, password::PasswordHash, time::Timestamp,
};
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

/// What an account is there for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// To sign in with.
    #[default]
    Person,
    /// To administer the service, too.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 2] = [Self::Person, Self::Administrator];

    /// Name in the database and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Administrator => "administrator",
        }
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.name() == name).ok_or_else(|| format!("unknown role {name:?}"))
    }
}

/// Whether the operator lets an account be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It is in use.
    #[default]
    Active,
    /// It was registered, and waits for the operator's approval. Nobody has been in it.
    Waiting,
    /// The operator has disabled it.
    Disabled,
}

impl Standing {
    const ALL: [Self; 3] = [Self::Active, Self::Waiting, Self::Disabled];

    /// Name in the database and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Waiting => "waiting",
            Self::Disabled => "disabled",
        }
    }
}

impl FromStr for Standing {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|standing| standing.name() == name).ok_or_else(|| format!("unknown standing {name:?}"))
    }
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
    /// Password hash. Of random bytes that nobody knows if the account has no password.
    pub password_hash: PasswordHash,
    /// False if the person goes without a password: passkeys alone sign in.
    pub has_password: bool,
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
    /// What it is there for.
    pub role: Role,
    /// Whether the operator lets it be used.
    pub standing: Standing,
    /// True if a file of the operator's declares it.
    pub declared: bool,
    /// The groups that an operator has put it in, for the rules of applications.
    pub groups: Groups,
    /// Time of registration.
    pub created_at: Timestamp,
}

impl Account {
    /// True if sessions may be open: the operator lets it be used, and it is not sealed.
    pub fn is_open(&self) -> bool {
        !self.sealed && self.standing == Standing::Active
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
        }
        for standing in Standing::ALL {
            assert_eq!(standing.name().parse(), Ok(standing));
        }
        assert!("".parse::<Role>().is_err() && "".parse::<Standing>().is_err());
    }
}
