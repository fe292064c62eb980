//! Client data: what the browser says of a ceremony (§5.8.1). It is signed, so only the browser can have said it.

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;

use super::{PasskeyError, RelyingParty};
use crate::domain::keys::{Fingerprint, sha256};

/// Which ceremony an answer is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ceremony {
    Create,
    Get,
}

impl Ceremony {
    const fn name(self) -> &'static str {
        match self {
            Self::Create => "webauthn.create",
            Self::Get => "webauthn.get",
        }
    }
}

#[derive(Deserialize)]
struct Collected {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: Option<bool>,
    #[serde(default, rename = "topOrigin")]
    top_origin: Option<String>,
}

/// Client data that was read. Other fields may join in time: they are passed over (§5.8.1.1).
pub(super) struct ClientData {
    collected: Collected,
    challenge: Vec<u8>,
    hash: Fingerprint,
}

impl ClientData {
    pub fn parse(json: &[u8]) -> Result<Self, PasskeyError> {
        let malformed = PasskeyError::Malformed("client data");
        let collected: Collected = serde_json::from_slice(json).map_err(|_| malformed)?;
        let challenge = BASE64URL_NOPAD.decode(collected.challenge.as_bytes()).map_err(|_| malformed)?;
        Ok(Self { collected, challenge, hash: sha256(json) })
    }

    /// The stored form of the challenge that was answered.
    pub fn challenge(&self) -> Fingerprint {
        sha256(&self.challenge)
    }

    /// What is signed of it.
    pub const fn hash(&self) -> &Fingerprint {
        &self.hash
    }

    /// Checks that it is of this ceremony, on this site. That the challenge is ours, the store says.
    pub fn check(&self, ceremony: Ceremony, party: &RelyingParty) -> Result<(), PasskeyError> {
        if self.collected.r#type != ceremony.name() {
            return Err(PasskeyError::Ceremony);
        }
        if self.collected.origin != party.origin() {
            return Err(PasskeyError::Origin);
        }
        if self.collected.cross_origin == Some(true) || self.collected.top_origin.is_some() {
            return Err(PasskeyError::CrossOrigin);
        }
        Ok(())
    }
}
