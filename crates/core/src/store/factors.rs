//! Stored second factors: turning them on and off, spending them, recovery codes.

use async_trait::async_trait;

use super::{Handoff, Passkey, PendingAuthenticator, SessionWrite, Settlement, StoreError};
use crate::domain::{
    account::AccountId,
    authenticator::AuthenticatorId,
    event::Event,
    keys::{Fingerprint, KeyId},
    passkey::{Backup, PasskeyId},
    session::{PasskeyKind, SecondFactor},
    time::Timestamp,
};

/// When the person is asked whether code and recovery codes are at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkup {
    /// When two-factor authentication was turned on.
    pub on_since: Timestamp,
    /// When the person is asked next. `None`: they were not asked yet, and put nothing off.
    pub next: Option<Timestamp>,
}

/// Stored form of a set of recovery codes.
#[derive(Clone, Debug)]
pub struct RecoveryCodeWrite {
    /// Id of the key that made the fingerprints.
    pub key_id: KeyId,
    /// One fingerprint per code.
    pub fingerprints: Vec<Fingerprint>,
}

/// The first second factor of an account.
#[derive(Clone, Debug)]
pub enum FirstFactor {
    /// The confirmed authenticator, exactly as it was read, and the step of the confirming code. It counts as used.
    Authenticator(PendingAuthenticator, i64),
    /// A passkey.
    Passkey(Box<Passkey>),
}

/// Everything that turning two-factor authentication on writes, in one transaction.
#[derive(Clone, Debug)]
pub struct TwoFactorWrite {
    /// What it is turned on with.
    pub first: FirstFactor,
    /// Stored form of the recovery codes.
    pub recovery_codes: RecoveryCodeWrite,
    /// The codes, sealed, for the page that shows them.
    pub note: Handoff,
    /// The confirming session, with its new factors and refresh token.
    pub opening: SessionWrite,
}

/// A second factor that was shown.
#[derive(Clone, Debug)]
pub enum Spend {
    /// An authenticator's code of this step. It was spent if this or a later step of it was used, or if this step was burnt. A used step
    /// beyond `newest` is ignored: a fast clock wrote it.
    Step {
        /// The authenticator.
        authenticator: AuthenticatorId,
        /// The step.
        step: i64,
        /// The newest possible step at present.
        newest: i64,
        /// The present moment.
        now: Timestamp,
    },
    /// A recovery code. It was spent, or never was one, if no unused code has one of these fingerprints.
    RecoveryCode {
        /// Its fingerprints under each live key.
        candidates: Vec<Fingerprint>,
        /// The present moment.
        now: Timestamp,
    },
    /// A passkey's signature. It is refused if its counter has not gone on: somebody has a copy of the key, or it is an old signature.
    Passkey {
        /// The passkey.
        passkey: PasskeyId,
        /// How often it has signed, with this.
        counter: u32,
        /// What it says of its backup now.
        backup: Backup,
        /// The present moment.
        now: Timestamp,
    },
}

impl Spend {
    /// What was shown.
    pub const fn factor(&self) -> SecondFactor {
        match self {
            Self::Step { .. } => SecondFactor::Totp,
            Self::RecoveryCode { .. } => SecondFactor::RecoveryCode,
            Self::Passkey { backup: Backup { eligible: true, .. }, .. } => SecondFactor::Passkey(PasskeyKind::Synced),
            Self::Passkey { .. } => SecondFactor::Passkey(PasskeyKind::OfDevice),
        }
    }
}

/// A second factor to spend, once and for every purpose.
#[derive(Clone, Debug)]
pub struct Spending {
    /// Whose it is.
    pub account: AccountId,
    /// What is spent.
    pub proof: Spend,
    /// What becomes of its counters if it can be spent.
    pub settlement: Settlement,
    /// What happens then, if that is an event of its own. An authenticator's code has none.
    pub event: Option<Event>,
}

/// Second factors.
#[async_trait]
pub trait SecondFactors: Send + Sync {
    /// Turns two-factor authentication on: the pending secret becomes the authenticator, or the passkey is added, the recovery codes are
    /// replaced, and all other sessions and pending sign-ins of the account end. False, without any change, if the pending secret differs or
    /// has expired, if an account has the passkey, or if two-factor authentication is already on.
    async fn turn_on_two_factor(&self, turn_on: &TwoFactorWrite) -> Result<bool, StoreError>;
    /// Spends a second factor, by one conditional update, settles its counters, and tells of it. False, without any change, if it was
    /// spent before.
    async fn spend(&self, spending: &Spending) -> Result<bool, StoreError>;
    /// Turns two-factor authentication off, ends all other sessions and pending sign-ins, and renews the given session. False if
    /// it was off.
    async fn turn_off_two_factor(&self, opening: &SessionWrite) -> Result<bool, StoreError>;
    /// Turns two-factor authentication off from outside, settles the counters of its guesses, and ends every session, pending sign-in and
    /// set-up. False, without any change, if it was off.
    async fn reset_second_factors(&self, counters: &Settlement, event: &Event) -> Result<bool, StoreError>;
    /// Returns when the person is asked. `None` if two-factor authentication is off.
    async fn checkup(&self, account: AccountId) -> Result<Option<Checkup>, StoreError>;
    /// Sets when the person is asked next, while the event's session lives, and tells of it if `is_told`. False if two-factor
    /// authentication is off.
    async fn set_checkup(&self, next: Timestamp, event: &Event, is_told: bool) -> Result<bool, StoreError>;
    /// Counts the unused recovery codes whose fingerprints were made under one of these keys, or under a key that was not
    /// recorded.
    async fn recovery_codes_left(&self, account: AccountId, keys: &[KeyId]) -> Result<u32, StoreError>;
    /// Replaces the recovery codes and stores the note that shows them. False, without any change, if two-factor authentication
    /// is off or the session is gone.
    async fn replace_recovery_codes(
        &self,
        account: AccountId,
        codes: &RecoveryCodeWrite,
        note: &Handoff,
        event: &Event,
    ) -> Result<bool, StoreError>;
}
