//! Sessions and pending sign-ins, as they are remembered.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    account::{Account, AccountId},
    keys::Fingerprint,
    session::{Lifetimes, PendingSignInId, Session, SessionId},
    time::Timestamp,
};

/// A sign-in whose password was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingSignIn {
    /// Its id.
    pub id: PendingSignInId,
    /// Whose password it was.
    pub account_id: AccountId,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// Sign-ins that wait for the second factor.
#[async_trait]
pub trait PendingSignIns: Send + Sync {
    /// Adds one.
    async fn open_pending_sign_in(&self, pending: &PendingSignIn) -> Result<(), StoreError>;
    /// The account of one that is neither over nor used.
    async fn pending_account(&self, id: PendingSignInId, now: Timestamp) -> Result<Option<Account>, StoreError>;
    /// Counts a try at the second factor and tells whose it is; `None` when it is over, used, or out of tries.
    async fn try_pending_sign_in(&self, id: PendingSignInId, now: Timestamp) -> Result<Option<Account>, StoreError>;
    /// Ends it and opens the session that it led to. False, and nothing done, when it is over or was used.
    async fn finish_pending_sign_in(&self, id: PendingSignInId, opening: &SessionWrite) -> Result<bool, StoreError>;
    /// Ends it.
    async fn end_pending_sign_in(&self, id: PendingSignInId) -> Result<bool, StoreError>;
}

/// A session to be opened or renewed, with its refresh token's fingerprint.
#[derive(Clone, Debug)]
pub struct SessionWrite {
    /// The session.
    pub session: Session,
    /// What is stored of its refresh token.
    pub refresh: Fingerprint,
}

/// What became of a refresh token that was presented.
#[derive(Clone, Debug)]
pub enum Rotation {
    /// It was the current one, and is now replaced.
    Rotated(Session, Account),
    /// It was replaced by `next` before, by an answer that may have been lost: `next` is the current one, and nothing is changed.
    Repeated(Session, Account),
    /// It was replaced within the last seconds, and the browser has what replaced it: the session lives, and nothing is changed.
    Raced(Session, Account),
    /// It was issued, and replaced long ago: somebody has a copy. The session is ended.
    Reused(AccountId),
    /// No such session, one that is over, or a token that nobody issued.
    Unknown,
}

/// A refresh token as it was presented.
#[derive(Clone, Copy, Debug)]
pub struct Presented {
    /// The session that the token names.
    pub session_id: SessionId,
    /// What would be stored of it.
    pub fingerprint: Fingerprint,
    /// Whether it shows by itself that it was issued here.
    pub was_issued: bool,
}

/// The sessions.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Opens a session; an account's oldest ones beyond [`MAX_SESSIONS`] end. False, and nothing done, when the account is gone
    /// or has turned two-factor authentication on and the session lacks it.
    async fn open_session(&self, opening: &SessionWrite) -> Result<bool, StoreError>;
    /// A session with its account, alive or not.
    async fn session(&self, id: SessionId) -> Result<Option<(Session, Account)>, StoreError>;
    /// Replaces a refresh token by `next`, its successor, by one conditional update, and tells what became of it.
    async fn rotate_refresh_token(
        &self,
        presented: &Presented,
        next: &Fingerprint,
        now: Timestamp,
        lifetimes: &Lifetimes,
    ) -> Result<Rotation, StoreError>;
    /// Handoffs that the browser has the tokens that came with the current refresh token. Changes nothing where that was replaced
    /// since the session was read.
    async fn note_tokens_seen(&self, session: &Session) -> Result<(), StoreError>;
    /// Takes over a session's factors and time of authentication, and replaces its refresh token, which is
    /// good for nothing any more. False when it is gone.
    async fn renew_session(&self, opening: &SessionWrite) -> Result<bool, StoreError>;
    /// Ends the session of a refresh token, the current one or the one before it. False when there is none.
    async fn end_session_of(&self, presented: &Presented) -> Result<bool, StoreError>;
    /// Ends a session. False when it is gone.
    async fn end_session(&self, id: SessionId) -> Result<bool, StoreError>;
}

/// Sessions that one account may have at a time.
pub const MAX_SESSIONS: i64 = 50;
