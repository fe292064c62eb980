//! Sessions: opening, recognising, renewing, ending.

use std::time::Duration;

use super::{Auth, AuthError};
use crate::{
    domain::{
        account::{Account, AccountId},
        device::KnownDevice,
        refresh_token::RefreshToken,
        session::{Factors, Session, SessionId, TokenMark},
        time::Timestamp,
        token::{Access, Pending, SignedToken},
    },
    store::{Opening, Presented, Rotation},
};

/// The tokens of a session, for its cookies.
pub struct SessionTokens {
    /// The access token.
    pub access: SignedToken,
    /// The refresh token.
    pub refresh: SignedToken,
    /// When the session ends at the latest.
    pub expires_at: Timestamp,
    /// By which the device is known from now on, where this is the end of a sign-in; also to other accounts.
    pub device: Option<SignedToken>,
}

/// Somebody with a live session, whatever was proved to open it.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub account: Account,
}

/// Somebody with a live session and every factor that their account has. Only [`Authenticated::full`] makes one, so that
/// whoever asks for it in a signature is guarded.
#[derive(Clone, Debug)]
pub struct FullSession(Authenticated);

impl std::ops::Deref for FullSession {
    type Target = Authenticated;
    fn deref(&self) -> &Authenticated {
        &self.0
    }
}

impl Authenticated {
    /// Demands every factor that the account has.
    pub fn full(self) -> Result<FullSession, AuthError> {
        if self.account.two_factor && !self.session.factors.has_second() {
            Err(AuthError::SecondFactorMissing)
        } else {
            Ok(FullSession(self))
        }
    }
}

/// What a refresh token brought.
pub enum Renewal {
    /// New tokens.
    Renewed(Authenticated, SessionTokens),
    /// The tokens that an earlier request with the same token brought: its answer may have been lost. Such a request changes nothing
    /// else.
    Repeated(Authenticated, SessionTokens),
    /// It is they, and another request of theirs was just ahead, whose tokens the browser has. Such a request changes nothing.
    Raced(Authenticated),
}

/// What a caller holds that can be ended.
#[derive(Clone, Copy, Default)]
pub struct Held<'a> {
    /// A session.
    pub session: Option<SessionId>,
    /// A refresh token.
    pub refresh_token: Option<&'a str>,
    /// A sign-in that waits for its second factor.
    pub pending: Option<Pending>,
}

impl Auth {
    /// Opens a session for an account whose factors were proved, at a device that keeps this of earlier sign-ins.
    pub async fn open_session(
        &self,
        account: &Account,
        factors: Factors,
        device: Option<&str>,
    ) -> Result<SessionTokens, AuthError> {
        let (opening, tokens) = self.new_session(account.id, factors, device);
        if !self.store.open_session(&opening).await? {
            return Err(AuthError::SecondFactorMissing);
        }
        tracing::info!(account = %account.id, session = %opening.session.id, "sign_in.done");
        Ok(tokens)
    }

    /// A session to be stored, and its tokens.
    pub(super) fn new_session(&self, account_id: AccountId, factors: Factors, device: Option<&str>) -> (Opening, SessionTokens) {
        let now = self.now();
        let (opening, mut tokens) = self.renewed(Session {
            id: SessionId::random(self.random()),
            account_id,
            factors,
            authenticated_at: now,
            created_at: now,
            last_used_at: now,
            expires_at: now + self.policy.lifetimes.session,
            unseen: None,
        });
        tokens.device = Some(KnownDevice::tokens(device, account_id, &self.keys, now, self.random()));
        (opening, tokens)
    }

    /// A session that was authenticated just now, to be stored, with new tokens.
    pub(super) fn reauthenticated(&self, session: &Session, factors: Factors) -> (Opening, SessionTokens) {
        // Later than its beginning, also by a clock that stood still meanwhile.
        let now = self.now().max(session.created_at + Duration::from_millis(1));
        self.renewed(Session { factors, authenticated_at: now, last_used_at: now, ..session.clone() })
    }

    fn renewed(&self, session: Session) -> (Opening, SessionTokens) {
        let refresh = RefreshToken::random(session.id, &self.keys, self.random());
        let tokens = self.tokens_of(&session, &refresh);
        (Opening { session, refresh: refresh.fingerprint() }, tokens)
    }

    fn tokens_of(&self, session: &Session, refresh: &RefreshToken) -> SessionTokens {
        let mark = TokenMark::of(&refresh.fingerprint());
        let access = self.tokens.sign_access((session, mark), &self.keys, self.now(), self.random());
        SessionTokens { access, refresh: refresh.to_text(), expires_at: session.expires_at, device: None }
    }

    /// Who holds this access token. The token is an envelope: its session is looked up.
    pub async fn authenticate(&self, access_token: &str) -> Result<Option<Authenticated>, AuthError> {
        let Ok(access) = self.tokens.read_access(access_token, &self.keys, self.now()) else { return Ok(None) };
        let Access { session_id, account_id, factors, authenticated_at, mark } = access;
        let found = self.store.session(session_id).await?;
        let found = found.filter(|(session, _)| {
            session.is_live(self.now(), &self.policy.lifetimes)
                && session.account_id == account_id
                && session.factors == factors
                // A copy from before a step-up has no part in it.
                && session.authenticated_at.seconds() == authenticated_at.seconds()
        });
        let Some((session, account)) = found else { return Ok(None) };
        if session.is_shown_by(mark) {
            self.tokens_seen.note(&self.store, &session, self.now()).await;
        }
        Ok(Some(Authenticated { session, account }))
    }

    /// Renews a session by its refresh token. The token before the present one brings the present one again, as long as the
    /// answer that carried it may have been lost; after that, as any older one that was issued, it ends the session: somebody has
    /// a copy. One that was never issued changes nothing.
    pub async fn renew(&self, refresh_token: &str) -> Result<Renewal, AuthError> {
        let token = RefreshToken::parse(refresh_token).map_err(|_| AuthError::NotSignedIn)?;
        let next = token.successor(&self.keys);
        let presented = self.presented(&token);
        match self.store.rotate_refresh_token(&presented, &next.fingerprint(), self.now(), &self.policy.lifetimes).await? {
            Rotation::Rotated(session, account) => {
                let tokens = self.tokens_of(&session, &next);
                Ok(Renewal::Renewed(Authenticated { session, account }, tokens))
            }
            Rotation::Repeated(session, account) => {
                let tokens = self.tokens_of(&session, &next);
                Ok(Renewal::Repeated(Authenticated { session, account }, tokens))
            }
            Rotation::Raced(session, account) => Ok(Renewal::Raced(Authenticated { session, account })),
            Rotation::Reused(account) => {
                tracing::warn!(account = %account, session = %presented.session_id, "session.refresh_token_reused");
                Err(AuthError::NotSignedIn)
            }
            Rotation::Unknown => Err(AuthError::NotSignedIn),
        }
    }

    /// Ends the session of a refresh token, for a caller whose access token has expired. Whether there was one.
    async fn sign_out_by_refresh_token(&self, refresh_token: &str) -> Result<bool, AuthError> {
        let Ok(token) = RefreshToken::parse(refresh_token) else { return Ok(false) };
        Ok(self.store.end_session_of(&self.presented(&token)).await?)
    }

    /// Whether one of these tokens was issued here, whatever became of its session: asked before anything that costs more.
    pub fn issued(&self, access_token: Option<&str>, refresh_token: Option<&str>) -> bool {
        access_token.is_some_and(|token| self.tokens.read_access(token, &self.keys, self.now()).is_ok())
            || refresh_token.is_some_and(|token| RefreshToken::parse(token).is_ok_and(|token| token.is_ours(&self.keys)))
    }

    fn presented(&self, token: &RefreshToken) -> Presented {
        Presented { session_id: token.session_id, fingerprint: token.fingerprint(), was_issued: token.is_ours(&self.keys) }
    }

    /// Ends whatever is signed in by these: the session recognised, that of a refresh token whose access token has expired, a sign-in
    /// that waits for its second factor. Whether there was any.
    pub async fn end_everything(&self, held: Held<'_>) -> Result<bool, AuthError> {
        let mut ended = false;
        if let Some(session) = held.session {
            ended |= self.sign_out(session).await?;
        }
        if let Some(token) = held.refresh_token {
            ended |= self.sign_out_by_refresh_token(token).await?;
        }
        if let Some(pending) = held.pending {
            let waits = self.pending_account(&pending).await?.is_some();
            self.abandon_sign_in(&pending).await?;
            ended |= waits;
        }
        Ok(ended)
    }

    /// Ends a session. Whether there was one.
    pub async fn sign_out(&self, session: SessionId) -> Result<bool, AuthError> {
        let ended = self.store.end_session(session).await?;
        if ended {
            tracing::info!(session = %session, "session.signed_out");
        }
        Ok(ended)
    }
}
