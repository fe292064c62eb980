//! Recovery codes: shown once, confirmed as kept, counted, replaced.

use zeroize::Zeroizing;

use super::{Auth, AuthError, FullSession};
use crate::{
    domain::{
        account::AccountId,
        invalid::Invalid,
        recovery::RecoveryCode,
        session::{Lifetimes, SessionId},
    },
    store::{Note, NoteKind, RecoveryCodes},
};

/// How a person says that the codes are kept.
pub enum Kept<'a> {
    /// By typing one of them.
    Typed(&'a str),
    /// By a tick.
    Ticked,
}

impl Auth {
    /// The codes that were just made in this session, until they are confirmed as kept or ten minutes have passed.
    pub async fn shown_recovery_codes(&self, who: &FullSession) -> Result<Option<Vec<RecoveryCode>>, AuthError> {
        let Some(note) = self.store.note(who.session.id, NoteKind::RecoveryCodes, self.now()).await? else { return Ok(None) };
        let text = self.open_note(&note)?;
        let codes: Result<Vec<_>, _> = text.lines().map(RecoveryCode::parse).collect();
        codes.map(Some).map_err(|error| AuthError::Broken(format!("recovery codes note: {error}")))
    }

    /// Confirms that the codes are kept: they are never shown again.
    pub async fn confirm_recovery_codes(&self, who: &FullSession, kept: Kept<'_>) -> Result<(), AuthError> {
        if let Kept::Typed(typed) = kept {
            let typed = RecoveryCode::parse(typed).map_err(Invalid::from)?;
            let shown = self.shown_recovery_codes(who).await?.ok_or(AuthError::NotFound)?;
            if !shown.contains(&typed) {
                return Err(AuthError::WrongRecoveryCode);
            }
        }
        self.store.drop_note(who.session.id, NoteKind::RecoveryCodes).await?;
        Ok(())
    }

    /// Makes a new set, which ends the old one. Needs every factor afresh, also right after the sign-in: whoever copied the cookies
    /// of somebody who just signed in shall not read codes that last. Turning two-factor authentication on is such a proof.
    pub async fn replace_recovery_codes(&self, who: &FullSession) -> Result<Vec<RecoveryCode>, AuthError> {
        if !who.account.two_factor {
            return Err(AuthError::NotOn);
        }
        self.demand_step_up(who)?;
        if !who.session.is_reauthenticated() {
            return Err(AuthError::StepUpNeeded);
        }
        let codes = RecoveryCode::random_set(self.random());
        let note = self.recovery_code_note(who.session.id, &codes);
        if !self.store.replace_recovery_codes(who.account.id, &self.to_be_stored(who.account.id, &codes), &note).await? {
            return Err(AuthError::NotOn);
        }
        tracing::info!(account = %who.account.id, "recovery_codes.replaced");
        Ok(codes)
    }

    /// How many codes are left: not used, and made under a key that is here.
    pub async fn recovery_codes_left(&self, who: &FullSession) -> Result<u32, AuthError> {
        Ok(self.store.recovery_codes_left(who.account.id, &self.keys.ids()).await?)
    }

    pub(super) fn to_be_stored(&self, account: AccountId, codes: &[RecoveryCode]) -> RecoveryCodes {
        let fingerprint = |code: &RecoveryCode| self.keys.recovery_code_fingerprint(account.0.as_bytes(), code.as_bytes());
        let fingerprints = codes.iter().map(fingerprint).collect();
        RecoveryCodes { key_id: self.keys.current_id().to_owned(), fingerprints }
    }

    pub(super) fn recovery_code_note(&self, session_id: SessionId, codes: &[RecoveryCode]) -> Note {
        let text = Zeroizing::new(codes.iter().map(RecoveryCode::grouped).collect::<Vec<_>>().join("\n"));
        Note {
            session_id,
            kind: NoteKind::RecoveryCodes,
            body: self.seal_note(session_id, text.as_bytes()),
            expires_at: self.now() + Lifetimes::ENROLMENT,
        }
    }
}
