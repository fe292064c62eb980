//! Recovery codes: shown once, confirmed as kept, counted, replaced.

use zeroize::Zeroizing;

use crate::{
    AuthError, FullSession, Services,
    domain::{
        account::AccountId,
        invalid::Invalid,
        recovery::RecoveryCode,
        session::{Lifetimes, SessionId},
    },
    sessions::demand_step_up,
    store::{Handoff, HandoffKind, RecoveryCodeWrite},
};

/// How a person says that the codes are kept.
pub enum Kept<'a> {
    /// By typing one of them.
    Typed(&'a str),
    /// By a tick.
    Ticked,
}

/// The codes that were just made in this session, until they are confirmed as kept or ten minutes have passed.
pub async fn shown_recovery_codes(services: &Services, who: &FullSession) -> Result<Option<Vec<RecoveryCode>>, AuthError> {
    let Some(handoff) = services.store.handoff(who.session.id, HandoffKind::RecoveryCodes, services.now()).await? else {
        return Ok(None);
    };
    let text = services.open_handoff(&handoff)?;
    let codes: Result<Vec<_>, _> = text.lines().map(RecoveryCode::parse).collect();
    codes.map(Some).map_err(|error| AuthError::Broken(format!("recovery codes handed over: {error}")))
}

/// Confirms that the codes are kept: they are never shown again.
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

/// Makes a new set, which ends the old one. Needs every factor afresh, also right after the sign-in: whoever copied the cookies
/// of somebody who just signed in shall not read codes that last. Turning two-factor authentication on is such a proof.
pub async fn replace_recovery_codes(services: &Services, who: &FullSession) -> Result<Vec<RecoveryCode>, AuthError> {
    if !who.account.two_factor {
        return Err(AuthError::NotOn);
    }
    demand_step_up(services, who)?;
    if !who.session.is_reauthenticated() {
        return Err(AuthError::StepUpNeeded);
    }
    let codes = RecoveryCode::random_set(services.random());
    let handoff = recovery_code_handoff(services, who.session.id, &codes);
    if !services.store.replace_recovery_codes(who.account.id, &to_be_stored(services, who.account.id, &codes), &handoff).await? {
        return Err(AuthError::NotOn);
    }
    tracing::info!(account = %who.account.id, "recovery_codes.replaced");
    Ok(codes)
}

/// How many codes are left: not used, and made under a key that is here.
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
