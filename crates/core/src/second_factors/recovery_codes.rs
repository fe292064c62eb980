//! Recovery codes: showing them once, confirming that they are kept, counting and replacing them.

use zeroize::Zeroizing;

use super::authenticators::demand_lasting;
use crate::{
    AuthError, Client, FullSession, Services,
    domain::{
        account::AccountId,
        event::EventKind,
        invalid::Invalid,
        recovery::RecoveryCode,
        session::{Lifetimes, SessionId},
    },
    store::{Handoff, HandoffKind, RecoveryCodeWrite},
};

/// How a person confirms that the codes are kept.
pub enum Kept<'a> {
    /// Typing one of them.
    Typed(&'a str),
    /// Ticking a box.
    Ticked,
}

/// The recovery codes just made in this session. Available until they are confirmed as kept, at most ten minutes.
pub async fn shown_recovery_codes(services: &Services, who: &FullSession) -> Result<Option<Vec<RecoveryCode>>, AuthError> {
    let Some(handoff) = services.store.handoff(who.session.id, HandoffKind::RecoveryCodes, services.now()).await? else {
        return Ok(None);
    };
    let text = services.open_handoff(&handoff)?;
    let codes: Result<Vec<_>, _> = text.lines().map(RecoveryCode::parse).collect();
    codes.map(Some).map_err(|error| AuthError::Broken(format!("recovery codes handed over: {error}")))
}

/// Confirms that the codes are kept. They are never shown again.
pub async fn confirm_recovery_codes(services: &Services, who: &FullSession, kept: Kept<'_>) -> Result<(), AuthError> {
    if let Kept::Typed(typed) = kept {
        let typed = RecoveryCode::parse(typed).map_err(Invalid::from)?;
        let shown = shown_recovery_codes(services, who).await?.ok_or(AuthError::NotFound)?;
        if !shown.contains(&typed) {
            return Err(AuthError::WrongRecoveryCode);
        }
    }
    services.store.drop_handoff(who.session.id, HandoffKind::RecoveryCodes).await?;
    Ok(())
}

/// Replaces the set of codes. Needs all factors proved again, even right after a sign-in: an attacker who copied the cookies of a
/// fresh sign-in must not get codes that outlive the session. Turning two-factor authentication on counts as such a proof.
pub async fn replace_recovery_codes(
    services: &Services,
    who: &FullSession,
    client: Client<'_>,
) -> Result<Vec<RecoveryCode>, AuthError> {
    demand_lasting(services, who)?;
    let codes = RecoveryCode::random_set(services.random());
    let handoff = recovery_code_handoff(services, who.session.id, &codes);
    let stored = to_be_stored(services, who.account.id, &codes);
    let event = who.event(services, EventKind::RecoveryCodesReplaced, client);
    if !services.store.replace_recovery_codes(who.account.id, &stored, &handoff, &event).await? {
        return Err(AuthError::NotOn);
    }
    tracing::info!(account = %who.account.id, "recovery_codes.replaced");
    Ok(codes)
}

/// Number of unused codes made under a key that this server has.
pub async fn recovery_codes_left(services: &Services, who: &FullSession) -> Result<u32, AuthError> {
    Ok(services.store.recovery_codes_left(who.account.id, &services.keys.ids()).await?)
}

pub(super) fn to_be_stored(services: &Services, account: AccountId, codes: &[RecoveryCode]) -> RecoveryCodeWrite {
    let fingerprint = |code: &RecoveryCode| services.keys.recovery_code_fingerprint(account.0.as_bytes(), code.as_bytes());
    let fingerprints = codes.iter().map(fingerprint).collect();
    RecoveryCodeWrite { key_id: services.keys.current_id().to_owned(), fingerprints }
}

pub(super) fn recovery_code_handoff(services: &Services, session_id: SessionId, codes: &[RecoveryCode]) -> Handoff {
    let text = Zeroizing::new(codes.iter().map(RecoveryCode::grouped).collect::<Vec<_>>().join("\n"));
    Handoff {
        session_id,
        kind: HandoffKind::RecoveryCodes,
        body: services.seal_handoff(session_id, text.as_bytes()),
        expires_at: services.now() + Lifetimes::ENROLMENT,
    }
}
