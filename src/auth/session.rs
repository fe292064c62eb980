//! Sessions: opening, recognising, renewing, ending.

use super::{Auth, AuthError};
use crate::{
    domain::{
        account::{Account, AccountId},
        device::KnownDevice,
        session::{Factors, Session, SessionId},
        time::Timestamp,
        token::{Access, RefreshToken, SignedToken},
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
    /// Another request of the same browser was just ahead: it is they, but the new tokens went to the other request.
    Raced(Authenticated),
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
        });
        tokens.device = Some(KnownDevice::tokens(device, account_id, &self.keys, now, self.random()));
        (opening, tokens)
    }

    /// A session that was authenticated just now, to be stored, with new tokens.
    pub(super) fn reauthenticated(&self, session: &Session, factors: Factors) -> (Opening, SessionTokens) {
        let now = self.now();
        self.renewed(Session { factors, authenticated_at: now, last_used_at: now, ..session.clone() })
    }

    fn renewed(&self, session: Session) -> (Opening, SessionTokens) {
        let refresh = RefreshToken::random(session.id, self.random());
        let tokens = self.tokens_of(&session, &refresh);
        (Opening { session, refresh: refresh.fingerprint() }, tokens)
    }

    fn tokens_of(&self, session: &Session, refresh: &RefreshToken) -> SessionTokens {
        let access = self.tokens.sign_access(session, &self.keys, self.now(), self.random());
        SessionTokens { access, refresh: refresh.to_text(), expires_at: session.expires_at, device: None }
    }

    /// Who holds this access token. The token is an envelope: its session is looked up.
    pub async fn authenticate(&self, access_token: &str) -> Result<Option<Authenticated>, AuthError> {
        let Ok(access) = self.tokens.read_access(access_token, &self.keys, self.now()) else { return Ok(None) };
        let Access { session_id, account_id, factors } = access;
        let found = self.store.session(session_id).await?;
        Ok(found
            .filter(|(session, _)| {
                session.is_live(self.now(), &self.policy.lifetimes)
                    && session.account_id == account_id
                    && session.factors == factors
            })
            .map(|(session, account)| Authenticated { session, account }))
    }

    /// Renews a session by its refresh token, once. A token that was replaced before ends its session: somebody has a copy.
    pub async fn renew(&self, refresh_token: &str) -> Result<Renewal, AuthError> {
        let presented = RefreshToken::parse(refresh_token).map_err(|_| AuthError::NotSignedIn)?;
        let next = RefreshToken::random(presented.session_id, self.random());
        let presented = Presented { session_id: presented.session_id, fingerprint: presented.fingerprint() };
        match self.store.rotate_refresh_token(&presented, &next.fingerprint(), self.now(), &self.policy.lifetimes).await? {
            Rotation::Rotated(session, account) => {
                let tokens = self.tokens_of(&session, &next);
                Ok(Renewal::Renewed(Authenticated { session, account }, tokens))
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
    pub async fn sign_out_by_refresh_token(&self, refresh_token: &str) -> Result<bool, AuthError> {
        let Ok(token) = RefreshToken::parse(refresh_token) else { return Ok(false) };
        let presented = Presented { session_id: token.session_id, fingerprint: token.fingerprint() };
        Ok(self.store.end_session_of(&presented).await?)
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
