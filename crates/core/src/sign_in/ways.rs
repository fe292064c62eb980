//! By which ways an account can prove its factors. Told only to whoever has given its password, holds its session, or follows its link.

use crate::{AuthError, Services, domain::account::Account};

/// What an account has to prove its factors with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// It has a password.
    pub password: bool,
    /// It has a second factor.
    pub second_factor: bool,
    /// It has an authenticator that shows codes.
    pub code: bool,
    /// It has a passkey, and there are passkeys here.
    pub passkey: bool,
}

impl Ways {
    /// Those of everybody who has not said yet who they are.
    pub const UNKNOWN: Self = Self { password: true, second_factor: true, code: true, passkey: false };
}

/// The ways of an account.
pub async fn ways(services: &Services, account: &Account) -> Result<Ways, AuthError> {
    let (password, second_factor) = (account.has_password, account.two_factor);
    if !second_factor {
        return Ok(Ways { password, second_factor, code: false, passkey: false });
    }
    let authenticators = services.store.authenticators(account.id).await?;
    let code = authenticators.is_some_and(|(_, all)| !all.is_empty());
    let passkey = services.policy.relying_party.is_ok() && !services.store.passkeys(account.id).await?.is_empty();
    Ok(Ways { password, second_factor, code, passkey })
}
