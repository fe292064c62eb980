//! Setting an authenticator up: a secret is shown, and becomes an authenticator after one of its codes was typed. The first one turns
//! two-factor authentication on; see `authenticators.rs` for further ones.

use super::recovery_codes::{recovery_code_handoff, to_be_stored};
use crate::{
    AuthError, Client, FullSession, Services, SessionTokens,
    domain::{
        authenticator::AuthenticatorId,
        event::EventKind,
        invalid::Invalid,
        recovery::RecoveryCode,
        session::{Factors, Lifetimes, SecondFactor},
        throttle::{Limit, Subject},
        time::Timestamp,
        totp::{self, TotpCode, TotpSecret},
    },
    sessions::{self, demand_step_up},
    sign_in::open_secret,
    store::{Attempt, FirstFactor, PendingAuthenticator, Settlement, TwoFactorWrite},
};

/// An unconfirmed secret in the formats of authenticators.
pub struct Enrolment {
    /// The `otpauth://` URI, for the QR code and for an app on the same device.
    pub uri: String,
    /// The secret in groups of four, to type by hand.
    pub secret: String,
    /// The authenticator whose place it takes.
    pub replaces: Option<AuthenticatorId>,
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
    show_new(services, who, None).await
}

/// Generates a secret and stores it for this session to confirm, perhaps in the place of an authenticator.
pub(super) async fn show_new(
    services: &Services,
    who: &FullSession,
    replaces: Option<AuthenticatorId>,
) -> Result<Enrolment, AuthError> {
    let (account, id) = (who.account.id, AuthenticatorId::random(services.random()));
    let secret = TotpSecret::random(services.random());
    let sealed = services.keys.seal(&secret.to_bytes(), &id.sealed_for(account), services.random());
    let pending = PendingAuthenticator { id, secret: sealed, replaces, expires_at: services.now() + Lifetimes::ENROLMENT };
    services.store.put_pending_authenticator(account, who.session.id, &pending).await?;
    Ok(describe(services, who, &secret, &pending))
}

/// The unconfirmed secret of this session.
pub async fn enrolment(services: &Services, who: &FullSession) -> Result<Option<Enrolment>, AuthError> {
    let Some(pending) = services.store.pending_authenticator(who.account.id, who.session.id, services.now()).await? else {
        return Ok(None);
    };
    let secret = open_secret(services, who.account.id, (pending.id, &pending.secret))?;
    Ok(Some(describe(services, who, &secret, &pending)))
}

/// Counts and checks a code of this session's unconfirmed secret. Returns that with the step of the code.
pub(super) async fn confirmed(
    services: &Services,
    who: &FullSession,
    (code, attempt): (&TotpCode, Attempt),
) -> Result<(PendingAuthenticator, i64), AuthError> {
    let (account, now) = (who.account.id, services.now());
    let pending = services.store.pending_authenticator(account, who.session.id, now).await?.ok_or(AuthError::EnrolmentOver)?;
    services.count(&[attempt], None).await?;
    let secret = open_secret(services, account, (pending.id, &pending.secret))?;
    let Some(step) = secret.matching_step(code, now, services.policy.window) else {
        // It is nobody's secret yet: nothing of it has to be burnt.
        let far = secret.far_step(code, now, services.policy.window);
        return Err(far.map_or(AuthError::WrongCode, |step| AuthError::ClockOff { seconds: totp::offset_seconds(step, now) }));
    };
    Ok((pending, step))
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
    let subject = Subject::SecondFactor(account);
    let (pending, step) = confirmed(services, who, (&code, Attempt::of(&subject, Limit::Enrolment))).await?;
    // Cleared before it is on: misses from a time when there was nothing to guess must not disable codes later.
    services.store.settle(&Settlement::clearing(&subject)).await?;
    let codes = RecoveryCode::random_set(services.random());
    let event = who.event(services, EventKind::TwoFactorOn, client);
    let factors = Factors::password_and(SecondFactor::Totp);
    let (opening, tokens) = sessions::reauthenticated(services, who, (factors, event));
    let turn_on = TwoFactorWrite {
        first: FirstFactor::Authenticator(pending, step),
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

fn describe(services: &Services, who: &FullSession, secret: &TotpSecret, pending: &PendingAuthenticator) -> Enrolment {
    Enrolment {
        uri: secret.otpauth_uri(&services.policy.app_name, &who.account.email),
        secret: secret.grouped(),
        replaces: pending.replaces,
        expires_at: pending.expires_at,
    }
}
