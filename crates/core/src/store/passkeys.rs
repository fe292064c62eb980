//! Stored passkeys, and the challenges that they answer.

use async_trait::async_trait;

use super::{Finished, SessionWrite, Spending, StoreError};
use crate::domain::{
    account::{Account, AccountId},
    authenticator::AuthenticatorName,
    event::Event,
    keys::{Fingerprint, KeyId},
    passkey::{Backup, CredentialId, PasskeyId, UserHandle},
    password::PasswordHash,
    session::PasskeyKind,
    time::Timestamp,
};

/// A passkey of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its id, unique in its account.
    pub id: PasskeyId,
    /// What the person calls it.
    pub name: AuthenticatorName,
    /// By which authenticators know it. No two accounts have the same.
    pub credential_id: CredentialId,
    /// The RP ID for which it was made.
    pub rp_id: String,
    /// COSE algorithm.
    pub algorithm: i64,
    /// COSE key.
    pub public_key: Vec<u8>,
    /// By which authenticators know whose it is.
    pub user_handle: UserHandle,
    /// How often it has signed. 0: it does not count.
    pub counter: u32,
    /// Whether it may be, and is, on several devices.
    pub backup: Backup,
    /// Ways to reach its authenticator.
    pub transports: Vec<String>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last used. `None`: not yet.
    pub last_used_at: Option<Timestamp>,
}

impl Passkey {
    /// Where its key is.
    pub const fn kind(&self) -> PasskeyKind {
        if self.backup.eligible { PasskeyKind::Synced } else { PasskeyKind::OfDevice }
    }
}

/// A challenge to be answered once.
#[derive(Clone, Debug)]
pub struct NewChallenge {
    /// SHA-256 of the challenge.
    pub fingerprint: Fingerprint,
    /// For what, and for which session, sign-in or reset.
    pub bound_to: String,
    /// Whose the new passkey will be.
    pub user_handle: Option<UserHandle>,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// How a change of an account's passkeys ended. Nothing has changed unless it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyChanged {
    /// It is done.
    Done,
    /// It is not there any more, or the session is gone.
    Over,
    /// The account has as many as it may have, or would have no second factor left.
    Refused,
    /// An account has it already.
    Taken,
    /// The account has no password, and would have too little to do without one.
    PasswordNeeded,
}

/// Passkeys.
#[async_trait]
pub trait Passkeys: Send + Sync {
    /// Adds a challenge.
    async fn put_challenge(&self, challenge: &NewChallenge) -> Result<(), StoreError>;
    /// Takes a challenge that is bound to this, by one conditional delete. `None` if it was taken before, has expired, or is bound to
    /// something else. Committed on return, whatever becomes of the answer.
    async fn take_challenge(
        &self,
        fingerprint: &Fingerprint,
        bound_to: &str,
        now: Timestamp,
    ) -> Result<Option<Option<UserHandle>>, StoreError>;
    /// Returns the passkeys of an account, the oldest first.
    async fn passkeys(&self, account: AccountId) -> Result<Vec<Passkey>, StoreError>;
    /// Returns the passkey that authenticators know by this id, with its account.
    async fn passkey(&self, id: &CredentialId) -> Result<Option<(Account, Passkey)>, StoreError>;
    /// Adds a passkey to an account that has a second factor, renews the session, and ends all other sessions and pending sign-ins.
    /// Refused if there are as many as there may be.
    async fn add_passkey(&self, passkey: &Passkey, opening: &SessionWrite) -> Result<PasskeyChanged, StoreError>;
    /// Removes a passkey, renews the session, and ends all other sessions and pending sign-ins. Refused for the last second factor, and for one
    /// without which an account that has no password could not be signed in to: see [`remove_password`](Self::remove_password).
    async fn remove_passkey(&self, id: PasskeyId, keys: &[KeyId], opening: &SessionWrite) -> Result<PasskeyChanged, StoreError>;
    /// Gives a passkey another name, while the event's session lives. False if there is none.
    async fn rename_passkey(&self, id: PasskeyId, name: &AuthenticatorName, event: &Event) -> Result<bool, StoreError>;
    /// Spends a passkey that was shown and opens a session by it.
    async fn open_session_by_passkey(&self, opening: &SessionWrite, spending: &Spending) -> Result<Finished, StoreError>;
    /// Takes the password away from an account that has enough passkeys to do without: two, or one and an unused recovery code under one of
    /// these keys. `unknown` is the hash of what nobody knows. Renews the session, and ends all other sessions, pending sign-ins, and a
    /// password reset under way.
    async fn remove_password(
        &self,
        unknown: &PasswordHash,
        keys: &[KeyId],
        opening: &SessionWrite,
    ) -> Result<PasskeyChanged, StoreError>;
    /// Returns another RP ID for which there are passkeys.
    async fn other_rp_id(&self, rp_id: &str) -> Result<Option<String>, StoreError>;
    /// Returns at most `limit` accounts that have passkeys for this RP ID.
    async fn accounts_with_passkeys(&self, rp_id: &str, limit: u16) -> Result<Vec<AccountId>, StoreError>;
    /// Removes all passkeys of the event's account for this RP ID, which no browser offers any more, and ends all its sessions, pending
    /// sign-ins, trust, and a password reset under way. Returns how many. The account keeps every other factor.
    async fn forget_passkeys(&self, rp_id: &str, event: &Event) -> Result<u64, StoreError>;
}
