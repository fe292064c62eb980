//! Step-up: proving every factor afresh, which a change of factors demands.

use super::{Auth, AuthError, Authenticated, Client, FullSession, Proof, SessionTokens, sign_in::PasswordCheck};
use crate::domain::{
    invalid::Invalid,
    password::Password,
    session::{Factor, Factors},
};

/// What a person proves every factor by, once more.
#[derive(Clone, Copy)]
pub struct AllFactors<'a> {
    /// The password.
    pub password: &'a str,
    /// The second factor, looked at where the account has one.
    pub proof: Proof<'a>,
    /// The client.
    pub client: Client<'a>,
}

impl Auth {
    /// Demands that every factor was proved within the last minutes.
    pub fn demand_step_up(&self, who: &FullSession) -> Result<(), AuthError> {
        if who.session.is_stepped_up(self.now()) { Ok(()) } else { Err(AuthError::StepUpNeeded) }
    }

    /// Demands that the account has a second factor, where the policy says so: what lies behind is for enrolled accounts alone.
    pub fn demand_enrolled(&self, who: &FullSession) -> Result<(), AuthError> {
        if self.policy.require_second_factor && !who.account.two_factor { Err(AuthError::TwoFactorRequired) } else { Ok(()) }
    }

    /// Proves every factor afresh: the password and, where two-factor authentication is on, a code or recovery code.
    pub async fn step_up(&self, who: &FullSession, typed: AllFactors<'_>) -> Result<(FullSession, SessionTokens), AuthError> {
        let factors = self.prove_all(who, typed).await?;
        let (opening, tokens) = self.reauthenticated(&who.session, factors);
        if !self.store.renew_session(&opening).await? {
            return Err(AuthError::NotSignedIn);
        }
        tracing::info!(account = %who.account.id, session = %who.session.id, "session.stepped_up");
        let fresh = Authenticated { session: opening.session, account: who.account.clone() };
        Ok((fresh.full()?, tokens))
    }

    /// Checks the password, then the second factor where the account has one.
    pub(super) async fn prove_all(&self, who: &FullSession, typed: AllFactors<'_>) -> Result<Factors, AuthError> {
        let account = &who.account;
        let password = Password::parse(typed.password).map_err(Invalid::from)?;
        let place = self.hasher.place(typed.client.network())?;
        let device = self.known_device(Some(account), typed.client.device);
        let check = PasswordCheck {
            email: &account.email,
            account: Some(account.clone()),
            password,
            device,
            client: typed.client,
            place,
        };
        let checked = self.check_password(check).await;
        checked.map_err(|error| if matches!(error, AuthError::WrongCredentials) { AuthError::WrongPassword } else { error })?;
        let factor = match account.two_factor {
            true => self.check_second_factor(account, typed.proof, typed.client).await?,
            false => Factor::Password,
        };
        Ok(Factors::password_and(factor))
    }
}
