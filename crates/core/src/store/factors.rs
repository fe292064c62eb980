//! Authenticators and recovery codes, as they are remembered.

use async_trait::async_trait;

use super::{Handoff, SessionWrite, StoreError};
use crate::domain::{
    account::AccountId,
    keys::{Fingerprint, KeyId, Sealed},
    session::SessionId,
    time::Timestamp,
};

/// An account's authenticator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticator {
    /// The secret, sealed for its account.
    pub secret: Sealed,
    /// When it was confirmed.
    pub created_at: Timestamp,
    /// The last step that was used.
    pub last_used_step: i64,
}

/// What is stored of a set of recovery codes.
#[derive(Clone, Debug)]
pub struct RecoveryCodeWrite {
    /// The name of the key that the fingerprints were made under.
    pub key_id: KeyId,
    /// A fingerprint of each.
    pub fingerprints: Vec<Fingerprint>,
}

/// What turning two-factor authentication on writes, all at once.
#[derive(Clone, Debug)]
pub struct TwoFactorWrite {
    /// The pending secret that was confirmed, sealed as it was read.
    pub secret: Sealed,
    /// The step of the code that confirmed it: used from then on.
    pub step: i64,
    /// What is stored of the recovery codes.
    pub recovery_codes: RecoveryCodeWrite,
    /// The codes themselves, sealed, for the page that shows them.
    pub note: Handoff,
    /// The session that did it, with its new factors and refresh token.
    pub opening: SessionWrite,
}

/// The second factors.
#[async_trait]
pub trait SecondFactors: Send + Sync {
    /// Keeps a secret that is not yet confirmed, in place of an earlier one, for the session that asked.
    async fn put_pending_authenticator(
        &self,
        account: AccountId,
        session: SessionId,
        secret: &Sealed,
        expires_at: Timestamp,
    ) -> Result<(), StoreError>;
    /// The secret that this session is about to confirm, and when it expires.
    async fn pending_authenticator(
        &self,
        account: AccountId,
        session: SessionId,
        now: Timestamp,
    ) -> Result<Option<(Sealed, Timestamp)>, StoreError>;
    /// Forgets a secret that is not confirmed.
    async fn drop_pending_authenticator(&self, account: AccountId) -> Result<(), StoreError>;
    /// Turns two-factor authentication on: the pending secret becomes the authenticator, the recovery codes are replaced, all
    /// other sessions and pending sign-ins of the account end. False, and nothing done, when the pending secret is not that one
    /// any more, has expired, or when it is on already.
    async fn turn_on_two_factor(&self, turn_on: &TwoFactorWrite) -> Result<bool, StoreError>;
    /// The account's authenticator.
    async fn authenticator(&self, account: AccountId) -> Result<Option<Authenticator>, StoreError>;
    /// Marks a step as used, by one conditional update. False when it or a later one was used before: the code is refused. A used
    /// step beyond `newest` is as none: it was used by a clock that was ahead.
    async fn advance_totp_step(&self, account: AccountId, step: i64, newest: i64) -> Result<bool, StoreError>;
    /// Turns two-factor authentication off, ends all other sessions and pending sign-ins, renews the one given. False when it
    /// was off.
    async fn turn_off_two_factor(&self, opening: &SessionWrite) -> Result<bool, StoreError>;
    /// Spends a recovery code, by one conditional update. `candidates` is its fingerprint under each live key. False when there
    /// is none such that was not used.
    async fn spend_recovery_code(
        &self,
        account: AccountId,
        candidates: &[Fingerprint],
        now: Timestamp,
    ) -> Result<bool, StoreError>;
    /// How many recovery codes are not used, of those whose fingerprints were made under one of these keys, or under one that was
    /// not noted.
    async fn recovery_codes_left(&self, account: AccountId, keys: &[KeyId]) -> Result<u32, StoreError>;
    /// Replaces the recovery codes and leaves the note that shows them. False, and nothing done, when two-factor authentication
    /// is off or the session is gone.
    async fn replace_recovery_codes(
        &self,
        account: AccountId,
        codes: &RecoveryCodeWrite,
        note: &Handoff,
    ) -> Result<bool, StoreError>;
    /// At most so many authenticators whose secrets are not sealed under this key.
    async fn sealed_under_others(&self, key: &KeyId, limit: u16) -> Result<Vec<(AccountId, Sealed)>, StoreError>;
    /// Puts the same secret, sealed anew, in place of what was read. False, and nothing done, when that is not there any more.
    async fn reseal_authenticator(&self, account: AccountId, read: &Sealed, anew: &Sealed) -> Result<bool, StoreError>;
}
