//! Turning two-factor authentication off.

use crate::{
    AuthError, FullSession, Services, SessionTokens,
    domain::{account::Account, event::EventKind, session::Factors},
    sessions::reauthenticated,
    step_up::{AllFactors, prove_all},
};

/// Turns two-factor authentication off. Always asks for password and code, or for a passkey, however fresh the session is, and ends all other
/// sessions of the account. Refused if the policy requires a second factor. Returns the updated account and new tokens.
pub async fn turn_off(
    services: &Services,
    who: &FullSession,
    typed: AllFactors<'_>,
) -> Result<(Account, SessionTokens), AuthError> {
    if !who.account.two_factor {
        return Err(AuthError::NotOn);
    }
    if services.requires_second_factor() {
        return Err(AuthError::TwoFactorRequired);
    }
    // Nothing would be left to sign in with.
    if !who.account.has_password {
        return Err(AuthError::PasswordMissing);
    }
    let proved = prove_all(services, who, typed).await?;
    // A passkey was shown, and no password.
    let factors = if matches!(proved, Factors::Passkey(_)) { proved } else { Factors::Password };
    let event = who.event(services, EventKind::TwoFactorOff, typed.client);
    let (opening, tokens) = reauthenticated(services, who, (factors, event));
    if !services.store.turn_off_two_factor(&opening).await? {
        return Err(AuthError::NotOn);
    }
    tracing::info!(account = %who.account.id, "two_factor.turned_off");
    Ok((Account { two_factor: false, ..who.account.clone() }, tokens))
}
