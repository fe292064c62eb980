//! By which ways an account can prove its factors. Told only to whoever has given its password, holds its session, or follows its link.

use std::fmt;

use super::second_factor::open_secret;
use crate::{
    AuthError, Services,
    domain::account::{Account, AccountId},
    store::Authenticator,
};

/// What an account has to prove its factors with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// It has a password.
    pub password: bool,
    /// It has a second factor.
    pub second_factor: bool,
    /// It has an authenticator that shows codes.
    pub code: bool,
    /// How many digits its codes have.
    pub digits: Digits,
    /// It has a passkey, and there are passkeys here.
    pub passkey: bool,
}

/// How many digits the codes of an account's authenticators have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Digits {
    /// Six, as those of every authenticator that was set up here.
    #[default]
    Six,
    /// Eight: all of them came along from another product.
    Eight,
    /// Six and eight.
    Both,
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Six => "6",
            Self::Eight => "8",
            Self::Both => "6/8",
        })
    }
}

impl Ways {
    /// Those of everybody who has not said yet who they are.
    pub const UNKNOWN: Self = Self { password: true, second_factor: true, code: true, digits: Digits::Six, passkey: false };
}

/// The ways of an account.
pub async fn ways(services: &Services, account: &Account) -> Result<Ways, AuthError> {
    let (password, second_factor) = (account.has_password, account.two_factor);
    if !second_factor {
        return Ok(Ways { password, second_factor, code: false, digits: Digits::Six, passkey: false });
    }
    let authenticators = services.store.authenticators(account.id).await?;
    let authenticators = authenticators.map(|(_, all)| all).unwrap_or_default();
    let code = !authenticators.is_empty();
    let digits = digits_of(services, account.id, &authenticators);
    let passkey = services.policy.relying_party.is_ok() && !services.store.passkeys(account.id).await?.is_empty();
    Ok(Ways { password, second_factor, code, digits, passkey })
}

/// One that cannot be read takes no other way in: it is a fault where its code is asked for.
fn digits_of(services: &Services, account: AccountId, authenticators: &[Authenticator]) -> Digits {
    let length = |one: &Authenticator| Some(open_secret(services, account, (one.id, &one.secret)).ok()?.parameters().digits);
    let lengths: Vec<u8> = authenticators.iter().filter_map(length).collect();
    match (lengths.contains(&6), lengths.contains(&8)) {
        (true, true) => Digits::Both,
        (false, true) => Digits::Eight,
        (_, false) => Digits::Six,
    }
}
