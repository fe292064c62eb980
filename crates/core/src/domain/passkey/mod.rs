//! Passkeys: what a browser's answer to a ceremony must show (WebAuthn Level 3, §7.1 and §7.2).
//!
//! ```text
//!   challenge ──▶ browser, authenticator ──▶ answer ─┬─ challenge: one-time, taken from the store
//!                                                    ├─ client data: type, origin
//!                                                    ├─ authenticator data: RP ID, flags, counter
//!                                                    └─ signature by the key that was registered
//! ```
//!
//! Every passkey here is discoverable, and shows by each signature that its person was there and was recognised (user presence and user
//! verification): it is two factors in one. Attestation is neither asked for nor read: who made an authenticator decides nothing.

mod authenticator_data;
mod client_data;
mod provider;
mod public_key;
mod relying_party;
mod response;

#[cfg(test)]
pub(crate) mod forge;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

use data_encoding::BASE64URL_NOPAD;

pub use relying_party::{BadRelyingParty, RelyingParty};
pub use response::{Asserted, Assertion, Known, Registered, Registration};

use super::{
    keys::{Fingerprint, sha256},
    random::Random,
};
use crate::random_id;

/// Maximum number of passkeys of an account.
pub const MOST_PASSKEYS: u32 = 20;

/// The signatures that are asked for, as COSE algorithms, the preferred first: EdDSA (Ed25519), ES256, RS256.
pub const ALGORITHMS: [i64; 3] = [-8, -7, -257];

/// The longest answer of a browser that is read, in bytes.
pub const LONGEST_ANSWER: usize = 16 * 1024;

random_id! {
    /// Identifies a passkey of an account. Random, and no part of the passkey itself: that is its [`CredentialId`].
    PasskeyId
}

/// A one-time challenge: 32 random bytes. Stored as their SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge([u8; 32]);

impl Challenge {
    /// Generates a challenge.
    pub fn random(random: &dyn Random) -> Self {
        Self(random.bytes())
    }

    /// The text for the browser, base64url.
    pub fn to_text(self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// The stored form.
    pub fn fingerprint(self) -> Fingerprint {
        sha256(&self.0)
    }
}

/// The id by which an authenticator knows a passkey: 16 to 1,023 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CredentialId(Vec<u8>);

impl CredentialId {
    /// Accepts an id of a length that authenticators make.
    fn new(bytes: Vec<u8>) -> Result<Self, PasskeyError> {
        if (16..=1023).contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(PasskeyError::Malformed("credential id")) }
    }

    /// Accepts a stored value without validation.
    pub const fn from_stored(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text for the browser, base64url.
    pub fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }
}

/// By which an authenticator knows whose a passkey is: random bytes, the same for all passkeys of an account. Tells nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserHandle(Vec<u8>);

impl UserHandle {
    /// Generates one of 32 bytes.
    pub fn random(random: &dyn Random) -> Self {
        Self(random.bytes::<32>().to_vec())
    }

    /// Accepts a stored value without validation.
    pub const fn from_stored(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text for the browser, base64url.
    pub fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }
}

/// Whether a passkey may be, and is, copied to other devices of its person (flags BE and BS, §6.1.3). As the authenticator says: without
/// attestation nobody checks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backup {
    /// It may be. This never changes.
    pub eligible: bool,
    /// It is.
    pub done: bool,
}

/// Why an answer is not accepted. For the log: the person is told one sentence for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// A part cannot be read.
    #[error("the {0} cannot be read")]
    Malformed(&'static str),
    /// It answers another ceremony.
    #[error("it is of another ceremony")]
    Ceremony,
    /// It was made on another site: what a phishing page would get.
    #[error("it is of another origin")]
    Origin,
    /// It was made in a frame of another site.
    #[error("it was made in a frame of another site")]
    CrossOrigin,
    /// It is for another RP ID.
    #[error("it is for another RP ID")]
    RelyingParty,
    /// Nobody touched the authenticator.
    #[error("nobody was present")]
    NotPresent,
    /// The authenticator did not recognise its person.
    #[error("nobody was verified")]
    NotVerified,
    /// The flags of backup contradict each other, or those from before.
    #[error("the flags of its backup contradict each other")]
    Backup,
    /// Its key is of an algorithm that was not asked for, or does not fit it.
    #[error("the key is not one that was asked for")]
    Algorithm,
    /// It is of another account.
    #[error("it is of another account")]
    UserHandle,
    /// The signature is not by the key.
    #[error("the signature is wrong")]
    Signature,
}
