//! Turning two-factor authentication on: a secret is shown, and becomes the authenticator when a code of it was typed.

use super::{Auth, AuthError, FullSession, SessionTokens};
use crate::{
    domain::{
        invalid::Invalid,
        recovery::RecoveryCode,
        session::{Factor, Factors, Lifetimes},
        throttle::Limit,
        time::Timestamp,
        totp::{TotpCode, TotpSecret},
    },
    store::TurnOn,
};

/// A secret that waits to be confirmed, as an authenticator reads it.
pub struct Enrolment {
    /// The `otpauth://` URI, for the QR code and for an app on the same device.
    pub uri: String,
    /// The secret in groups of four, to type by hand.
    pub secret: String,
    /// When it is gone.
    pub expires_at: Timestamp,
}

impl Auth {
    /// Draws a secret and keeps it for this session to confirm. Needs a step-up, and two-factor authentication to be off: an
    /// active secret is never touched.
    pub async fn begin_enrolment(&self, who: &FullSession) -> Result<Enrolment, AuthError> {
        if who.account.two_factor {
            return Err(AuthError::AlreadyOn);
        }
        self.demand_step_up(who)?;
        let secret = TotpSecret::random(self.random());
        let sealed = self.keys.seal(secret.as_bytes(), who.account.id.0.as_bytes(), self.random());
        let expires_at = self.now() + Lifetimes::ENROLMENT;
        self.store.put_pending_authenticator(who.account.id, who.session.id, &sealed, expires_at).await?;
        Ok(self.describe(who, &secret, expires_at))
    }

    /// The secret that this session is about to confirm.
    pub async fn enrolment(&self, who: &FullSession) -> Result<Option<Enrolment>, AuthError> {
        if who.account.two_factor {
            return Ok(None);
        }
        let Some((sealed, expires_at)) = self.store.pending_authenticator(who.account.id, who.session.id, self.now()).await?
        else {
            return Ok(None);
        };
        let secret = self.open_secret(who.account.id, &sealed)?;
        Ok(Some(self.describe(who, &secret, expires_at)))
    }

    /// Gives up a set-up.
    pub async fn cancel_enrolment(&self, who: &FullSession) -> Result<(), AuthError> {
        Ok(self.store.drop_pending_authenticator(who.account.id).await?)
    }

    /// Confirms the secret by a code of it: two-factor authentication is on, recovery codes are made and left for the next page,
    /// this session has every factor, all others of the account end.
    pub async fn turn_on(&self, who: &FullSession, code: &str) -> Result<(SessionTokens, Vec<RecoveryCode>), AuthError> {
        let code = TotpCode::parse(code).map_err(Invalid::from)?;
        if who.account.two_factor {
            return Err(AuthError::AlreadyOn);
        }
        let account = who.account.id;
        let (sealed, _) =
            self.store.pending_authenticator(account, who.session.id, self.now()).await?.ok_or(AuthError::EnrolmentOver)?;
        let subject = Self::second_factor_subject(account);
        self.count(&subject, Limit::Enrolment).await?;
        let step = self
            .open_secret(account, &sealed)?
            .matching_step(&code, self.now(), self.policy.window)
            .ok_or(AuthError::WrongCode)?;
        // Before it is on: what was missed while there was nothing to guess must not be what disables codes afterwards.
        self.store.clear_attempts(&subject).await?;
        let codes = RecoveryCode::random_set(self.random());
        let (opening, tokens) = self.reauthenticated(&who.session, Factors::password_and(Factor::Totp));
        let turn_on = TurnOn {
            secret: sealed,
            step,
            recovery_codes: self.to_be_stored(account, &codes),
            note: self.recovery_code_note(who.session.id, &codes),
            opening,
        };
        if !self.store.turn_on_two_factor(&turn_on).await? {
            return Err(AuthError::EnrolmentOver);
        }
        tracing::info!(account = %account, "two_factor.turned_on");
        Ok((tokens, codes))
    }

    fn describe(&self, who: &FullSession, secret: &TotpSecret, expires_at: Timestamp) -> Enrolment {
        Enrolment { uri: secret.otpauth_uri(&self.policy.app_name, &who.account.email), secret: secret.grouped(), expires_at }
    }
}
