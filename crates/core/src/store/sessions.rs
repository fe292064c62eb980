//! Stored sessions and pending sign-ins.

use async_trait::async_trait;

use super::{Attempt, Settlement, Spending, StoreError};
use crate::domain::{
    account::{Account, AccountId},
    event::Event,
    keys::Fingerprint,
    session::{Lifetimes, ListedSession, PendingSignInId, Session, SessionId},
    throttle::Blocked,
    time::Timestamp,
    token::Pending,
};

/// What an account was like when its password was proved. Nothing opens if it has changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountRead {
    /// When the password was chosen.
    pub password_changed_at: Timestamp,
    /// True if it was to be deleted.
    pub is_leaving: bool,
}

impl AccountRead {
    /// That of an account as it was read.
    pub fn of(account: &Account) -> Self {
        Self { password_changed_at: account.password_changed_at, is_leaving: account.delete_at.is_some() }
    }
}

/// A sign-in whose password was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingSignIn {
    /// Id.
    pub id: PendingSignInId,
    /// The account.
    pub account_id: AccountId,
    /// Time of expiry.
    pub expires_at: Timestamp,
    /// What it is if nothing follows.
    pub event: Event,
    /// What the account was like.
    pub read: AccountRead,
}

/// Pending sign-ins.
#[async_trait]
pub trait PendingSignIns: Send + Sync {
    /// Adds a pending sign-in, tells its event, and settles the counters of its password. False, without any change, if the password was
    /// replaced meanwhile.
    async fn open_pending_sign_in(&self, pending: &PendingSignIn, settlement: &Settlement) -> Result<bool, StoreError>;
    /// Returns the account of a pending sign-in that is neither expired nor used.
    async fn pending_account(&self, id: PendingSignInId, now: Timestamp) -> Result<Option<Account>, StoreError>;
    /// Counts a try at the second factor of a pending sign-in, and an attempt of its account, before either is evaluated. The try
    /// counts even if the attempt is refused; one that is not is told by `event`, as it is if it fails. `None`, without any change, if the sign-in is another account's, expired, used or out of
    /// tries. Committed on return.
    async fn try_pending_sign_in(
        &self,
        pending: &Pending,
        attempt: &Attempt,
        event: &Event,
        now: Timestamp,
    ) -> Result<Option<Result<(), Blocked>>, StoreError>;
    /// Spends a second factor, ends a pending sign-in and opens its session.
    async fn finish_pending_sign_in(
        &self,
        id: PendingSignInId,
        opening: &SessionWrite,
        spending: &Spending,
    ) -> Result<Finished, StoreError>;
    /// Ends a pending sign-in.
    async fn end_pending_sign_in(&self, id: PendingSignInId) -> Result<bool, StoreError>;
}

/// How finishing a pending sign-in ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finished {
    /// Its session is open.
    Opened,
    /// It is another account's, expired or used, or the account demands other factors. No session is open. The second factor may be
    /// spent.
    Over,
    /// The second factor was spent before. Nothing has changed.
    Spent,
}

/// A session to open or renew, with its refresh token's fingerprint, and the event that tells of it.
#[derive(Clone, Debug)]
pub struct SessionWrite {
    /// The session.
    pub session: Session,
    /// The stored form of its refresh token.
    pub refresh: Fingerprint,
    /// What happens by that.
    pub event: Event,
    /// What the account was like.
    pub read: AccountRead,
    /// When the session to renew was authenticated before. It is not renewed if that has changed: another one was faster. Without
    /// meaning for a new session.
    pub proved_before: Timestamp,
}

/// Result of presenting a refresh token.
#[derive(Clone, Debug)]
pub enum Rotation {
    /// It was the current token and has been replaced.
    Rotated(Session, Account),
    /// It was already replaced by `next`, in a response that may have been lost. `next` is current, and nothing changes.
    Repeated(Session, Account),
    /// It was replaced within the last seconds, and the browser has its successor. The session lives, and nothing changes.
    Raced(Session, Account),
    /// It was issued and replaced long ago: somebody has a copy. The session has been ended.
    Reused(AccountId),
    /// The session does not exist or is over, or the token was never issued.
    Unknown,
}

/// A presented refresh token.
#[derive(Clone, Debug)]
pub struct Presented {
    /// The session that the token names.
    pub session_id: SessionId,
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// True if its HMAC shows that it was issued here.
    pub was_issued: bool,
    /// What happens if the session ends by it. Account and session are those of that session.
    pub ending: Event,
}

/// Sessions.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Opens a session, ends the account's oldest sessions beyond [`MAX_SESSIONS`], and settles the counters of its password. False,
    /// without any change, if the account is gone, or if it has two-factor authentication on and the session lacks the second factor.
    async fn open_session(&self, opening: &SessionWrite, settlement: &Settlement) -> Result<bool, StoreError>;
    /// Returns a session with its account, live or not.
    async fn session(&self, id: SessionId) -> Result<Option<(Session, Account)>, StoreError>;
    /// Replaces a refresh token by its successor `next`, by one conditional update. Returns the result.
    async fn rotate_refresh_token(
        &self,
        presented: &Presented,
        next: &Fingerprint,
        now: Timestamp,
        lifetimes: &Lifetimes,
    ) -> Result<Rotation, StoreError>;
    /// Records that the browser has the tokens issued with the current refresh token. Changes nothing if that token was replaced
    /// since the session was read.
    async fn note_tokens_seen(&self, session: &Session) -> Result<(), StoreError>;
    /// Stores a session's factors and time of authentication, and replaces its refresh token. The old token is no longer
    /// accepted. False if the session is gone or was renewed by another meanwhile.
    async fn renew_session(&self, opening: &SessionWrite) -> Result<bool, StoreError>;
    /// Ends the session of a current or previous refresh token. False if there is none.
    async fn end_session_of(&self, presented: &Presented) -> Result<bool, StoreError>;
    /// Ends a session. False if it is gone, or if it is not one of `event`'s account. If `event` is of another session, the trust by which it
    /// was opened ends, too.
    async fn end_session(&self, id: SessionId, event: &Event) -> Result<bool, StoreError>;
    /// Ends all sessions of `event`'s account but this one, and all its pending sign-ins. Returns how many sessions ended.
    async fn end_other_sessions(&self, keep: SessionId, event: &Event) -> Result<u64, StoreError>;
    /// Returns the live sessions of an account, the last used first.
    async fn sessions_of(
        &self,
        account: AccountId,
        now: Timestamp,
        lifetimes: &Lifetimes,
    ) -> Result<Vec<ListedSession>, StoreError>;
    /// Number of sessions of everybody that are live: not over by `now`, and used after `idle_since`.
    async fn live_sessions(&self, now: Timestamp, idle_since: Timestamp) -> Result<u64, StoreError>;
}

/// Maximum number of sessions per account.
pub const MAX_SESSIONS: i64 = 50;
