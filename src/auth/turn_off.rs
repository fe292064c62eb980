//! Turning two-factor authentication off.

use super::{AllFactors, Auth, AuthError, FullSession, SessionTokens};
use crate::domain::{account::Account, session::Factors};

impl Auth {
    /// Turns two-factor authentication off. Password and code are asked afresh, however fresh the session is; all other
    /// sessions of the account end. Refused where the policy demands a second factor. The account as it is then, and new tokens.
    pub async fn turn_off(&self, who: &FullSession, typed: AllFactors<'_>) -> Result<(Account, SessionTokens), AuthError> {
        if !who.account.two_factor {
            return Err(AuthError::NotOn);
        }
        if self.policy.require_second_factor {
            return Err(AuthError::TwoFactorRequired);
        }
        self.prove_all(who, typed).await?;
        let (opening, tokens) = self.reauthenticated(&who.session, Factors::Password);
        if !self.store.turn_off_two_factor(&opening).await? {
            return Err(AuthError::NotOn);
        }
        tracing::info!(account = %who.account.id, "two_factor.turned_off");
        Ok((Account { two_factor: false, ..who.account.clone() }, tokens))
    }
}
