//! Stored authenticators: several of an account, and the one that is shown and not confirmed yet.

use async_trait::async_trait;

use super::{SessionWrite, StoreError};
use crate::domain::{
    account::{Account, AccountId},
    authenticator::{AuthenticatorId, AuthenticatorName},
    event::Event,
    keys::{KeyId, Sealed},
    session::SessionId,
    time::Timestamp,
};

/// An authenticator of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticator {
    /// Its id, unique in its account.
    pub id: AuthenticatorId,
    /// What the person calls it.
    pub name: AuthenticatorName,
    /// The secret, sealed for [`AuthenticatorId::sealed_for`].
    pub secret: Sealed,
    /// Time of confirmation.
    pub created_at: Timestamp,
    /// The last used step.
    pub last_used_step: i64,
    /// When a code of it was last taken. `None`: not since that is noted.
    pub last_used_at: Option<Timestamp>,
}

/// An authenticator that was shown and not confirmed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingAuthenticator {
    /// Its id, once it is confirmed.
    pub id: AuthenticatorId,
    /// The secret, sealed for [`AuthenticatorId::sealed_for`].
    pub secret: Sealed,
    /// The authenticator whose place it takes.
    pub replaces: Option<AuthenticatorId>,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// A further authenticator, or one in the place of another: everything that confirming it writes, in one transaction.
#[derive(Clone, Debug)]
pub struct AuthenticatorWrite {
    /// The confirmed one, exactly as it was read.
    pub confirmed: PendingAuthenticator,
    /// Its name. Empty in place of another: it keeps that one's name.
    pub name: AuthenticatorName,
    /// The step of the confirming code. It counts as used.
    pub step: i64,
    /// The confirming session, with its new refresh token.
    pub opening: SessionWrite,
}

/// How a change of an account's authenticators ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthenticatorChanged {
    /// It is done.
    Done,
    /// It is not there any more, was not confirmed in its time, or the session is gone. Nothing has changed.
    Over,
    /// The account has as many as it may have, or would have none left. Nothing has changed.
    Refused,
}

/// Authenticators.
#[async_trait]
pub trait Authenticators: Send + Sync {
    /// Stores an unconfirmed secret for the session. Replaces an earlier one.
    async fn put_pending_authenticator(
        &self,
        account: AccountId,
        session: SessionId,
        pending: &PendingAuthenticator,
    ) -> Result<(), StoreError>;
    /// Returns the unconfirmed secret of this session.
    async fn pending_authenticator(
        &self,
        account: AccountId,
        session: SessionId,
        now: Timestamp,
    ) -> Result<Option<PendingAuthenticator>, StoreError>;
    /// Deletes the unconfirmed secret.
    async fn drop_pending_authenticator(&self, account: AccountId) -> Result<(), StoreError>;
    /// Returns an account with its authenticators, the oldest first. `None` if there is no such account.
    async fn authenticators(&self, account: AccountId) -> Result<Option<(Account, Vec<Authenticator>)>, StoreError>;
    /// Adds a further authenticator, or puts it in the place of another, renews the session, and ends all other sessions and pending
    /// sign-ins. Refused if there are as many as there may be.
    async fn add_authenticator(&self, write: &AuthenticatorWrite) -> Result<AuthenticatorChanged, StoreError>;
    /// Removes an authenticator, renews the session, and ends all other sessions and pending sign-ins. Refused for the last one: that turns
    /// two-factor authentication off.
    async fn remove_authenticator(&self, id: AuthenticatorId, opening: &SessionWrite)
    -> Result<AuthenticatorChanged, StoreError>;
    /// Gives an authenticator another name, while the event's session lives. False if there is none.
    async fn rename_authenticator(
        &self,
        id: AuthenticatorId,
        name: &AuthenticatorName,
        event: &Event,
    ) -> Result<bool, StoreError>;
    /// Burns a step of an authenticator: its code is taken no more. False, without any change, if it is burnt already, or this or a later
    /// step was used (one beyond `newest` aside).
    async fn burn_step(
        &self,
        account: AccountId,
        id: AuthenticatorId,
        (step, newest): (i64, i64),
        expires_at: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Returns at most `limit` authenticators whose secrets are sealed under another key, or for the account alone.
    async fn to_be_resealed(&self, key: &KeyId, limit: u16) -> Result<Vec<(AccountId, AuthenticatorId, Sealed)>, StoreError>;
    /// Replaces a sealed secret by the resealed one, and its id. False, without any change, if the stored secret no longer equals `read`.
    async fn reseal_authenticator(
        &self,
        account: AccountId,
        (id, read): (AuthenticatorId, &Sealed),
        (new_id, anew): (AuthenticatorId, &Sealed),
    ) -> Result<bool, StoreError>;
}
