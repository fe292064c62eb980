//! Turning two-factor authentication on: a secret is shown, and becomes the authenticator after one of its codes was typed.

use super::recovery_codes::{recovery_code_handoff, to_be_stored};
use crate::{
    AuthError, Client, FullSession, Services, SessionTokens,
    domain::{
        event::EventKind,
        invalid::Invalid,
        recovery::RecoveryCode,
        session::{Factors, Lifetimes, SecondFactor},
        throttle::{Limit, Subject},
        time::Timestamp,
        totp::{TotpCode, TotpSecret},
    },
    sessions::{self, demand_step_up},
    sign_in::open_secret,
    store::{Attempt, Settlement, TwoFactorWrite},
};

/// An unconfirmed secret in the formats of authenticators.
pub struct Enrolment {
    /// The `otpauth://` URI, for the QR code and for an app on the same device.
    pub uri: String,
    /// The secret in groups of four, to type by hand.
    pub secret: String,
    /// Time of expiry.
    pub expires_at: Timestamp,
}

/// Generates a secret and stores it for this session to confirm. Needs a step-up, and two-factor authentication to be off: an
/// active secret is never changed.
pub async fn begin_enrolment(services: &Services, who: &FullSession) -> Result<Enrolment, AuthError> {
    if who.account.two_factor {
        return Err(AuthError::AlreadyOn);
    }
    demand_step_up(services, who)?;
    let secret = TotpSecret::random(services.random());
    let sealed = services.keys.seal(secret.as_bytes(), who.account.id.0.as_bytes(), services.random());
    let expires_at = services.now() + Lifetimes::ENROLMENT;
    services.store.put_pending_authenticator(who.account.id, who.session.id, &sealed, expires_at).await?;
    Ok(describe(services, who, &secret, expires_at))
}

/// The unconfirmed secret of this session.
pub async fn enrolment(services: &Services, who: &FullSession) -> Result<Option<Enrolment>, AuthError> {
    if who.account.two_factor {
        return Ok(None);
    }
    let Some((sealed, expires_at)) = services.store.pending_authenticator(who.account.id, who.session.id, services.now()).await?
    else {
        return Ok(None);
    };
    let secret = open_secret(services, who.account.id, &sealed)?;
    Ok(Some(describe(services, who, &secret, expires_at)))
}

/// Cancels a set-up.
pub async fn cancel_enrolment(services: &Services, who: &FullSession) -> Result<(), AuthError> {
    Ok(services.store.drop_pending_authenticator(who.account.id).await?)
}

/// Confirms the secret with one of its codes. Two-factor authentication is then on, recovery codes are stored for the next page,
/// this session has all factors, and all other sessions of the account end.
pub async fn turn_on(
    services: &Services,
    who: &FullSession,
    code: &str,
    client: Client<'_>,
) -> Result<(SessionTokens, Vec<RecoveryCode>), AuthError> {
    let code = TotpCode::parse(code).map_err(Invalid::from)?;
    if who.account.two_factor {
        return Err(AuthError::AlreadyOn);
    }
    let account = who.account.id;
    let (sealed, _) =
        services.store.pending_authenticator(account, who.session.id, services.now()).await?.ok_or(AuthError::EnrolmentOver)?;
    let subject = Subject::SecondFactor(account);
    services.count(&[Attempt::of(&subject, Limit::Enrolment)], None).await?;
    let step = open_secret(services, account, &sealed)?
        .matching_step(&code, services.now(), services.policy.window)
        .ok_or(AuthError::WrongCode)?;
    // Cleared before it is on: misses from a time when there was nothing to guess must not disable codes later.
    services.store.settle(&Settlement::clearing(&subject)).await?;
    let codes = RecoveryCode::random_set(services.random());
    let event = who.event(services, EventKind::AuthenticatorAdded, client);
    let factors = Factors::password_and(SecondFactor::Totp);
    let (opening, tokens) = sessions::reauthenticated(services, who, (factors, event));
    let turn_on = TwoFactorWrite {
        secret: sealed,
        step,
        recovery_codes: to_be_stored(services, account, &codes),
        note: recovery_code_handoff(services, who.session.id, &codes),
        opening,
    };
    if !services.store.turn_on_two_factor(&turn_on).await? {
        return Err(AuthError::EnrolmentOver);
    }
    tracing::info!(account = %account, "two_factor.turned_on");
    Ok((tokens, codes))
}

fn describe(services: &Services, who: &FullSession, secret: &TotpSecret, expires_at: Timestamp) -> Enrolment {
    Enrolment { uri: secret.otpauth_uri(&services.policy.app_name, &who.account.email), secret: secret.grouped(), expires_at }
}
