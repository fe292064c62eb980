//! The browser's answers, as `PublicKeyCredential.toJSON()` writes them (§5.1.8: base64url without padding).

use ciborium::Value;
use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::{
    Backup, CredentialId, LONGEST_ANSWER, PasskeyError, RelyingParty, UserHandle,
    authenticator_data::{Attested, AuthenticatorData, next_item},
    client_data::{Ceremony, ClientData},
    provider,
    public_key::PublicKey,
};
use crate::domain::keys::Fingerprint;

/// The most kinds of transport that are kept of a passkey.
const MOST_TRANSPORTS: usize = 8;

#[derive(Deserialize)]
struct Envelope<R> {
    id: String,
    #[serde(default, rename = "rawId")]
    raw_id: Option<String>,
    r#type: String,
    response: R,
}

#[derive(Deserialize)]
struct Created {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    #[serde(rename = "attestationObject")]
    attestation_object: String,
    #[serde(default)]
    transports: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Got {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    #[serde(rename = "authenticatorData")]
    authenticator_data: String,
    signature: String,
    #[serde(default, rename = "userHandle")]
    user_handle: Option<String>,
}

fn read<'a, R: Deserialize<'a>>(answer: &'a str) -> Result<(CredentialId, R), PasskeyError> {
    let malformed = PasskeyError::Malformed("answer");
    if answer.len() > LONGEST_ANSWER {
        return Err(malformed);
    }
    let envelope: Envelope<R> = serde_json::from_str(answer).map_err(|_| malformed)?;
    if envelope.r#type != "public-key" || envelope.raw_id.is_some_and(|raw| raw != envelope.id) {
        return Err(malformed);
    }
    Ok((CredentialId::new(decoded(&envelope.id, "credential id")?)?, envelope.response))
}

fn decoded(text: &str, what: &'static str) -> Result<Vec<u8>, PasskeyError> {
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| PasskeyError::Malformed(what))
}

/// The answer to a registration.
pub struct Registration {
    id: CredentialId,
    client_data: ClientData,
    pub(super) data: AuthenticatorData,
    transports: Vec<String>,
}

/// A passkey that may be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Its id.
    pub id: CredentialId,
    /// Its COSE algorithm, one of [`ALGORITHMS`](super::ALGORITHMS).
    pub algorithm: i64,
    /// Its public key as it came, a COSE key.
    pub public_key: Vec<u8>,
    /// How often it has signed. 0: it does not count.
    pub counter: u32,
    /// What it says of its backup.
    pub backup: Backup,
    /// Ways to reach its authenticator (`internal`, `hybrid`, `usb`), as the browser says.
    pub transports: Vec<String>,
    /// The name of what made it, where that is well known.
    pub provider: Option<&'static str>,
}

impl Registration {
    /// Reads the answer of `navigator.credentials.create()`. Checks nothing but its form.
    pub fn parse(answer: &str) -> Result<Self, PasskeyError> {
        let (id, created) = read::<Created>(answer)?;
        let client_data = ClientData::parse(&decoded(&created.client_data, "client data")?)?;
        let object = decoded(&created.attestation_object, "attestation object")?;
        let data = data_of(&object).ok_or(PasskeyError::Malformed("attestation object"))?;
        let is_short =
            |transport: &String| transport.len() <= 20 && transport.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let transports = created.transports.unwrap_or_default().into_iter().filter(is_short).take(MOST_TRANSPORTS).collect();
        Ok(Self { id, client_data, data: AuthenticatorData::parse(&data)?, transports })
    }

    /// The stored form of the challenge that it answers.
    pub fn challenge(&self) -> Fingerprint {
        self.client_data.challenge()
    }

    /// Checks everything else (§7.1).
    pub fn verify(self, party: &RelyingParty) -> Result<Registered, PasskeyError> {
        self.client_data.check(Ceremony::Create, party)?;
        let backup = self.data.check(party)?;
        let Some(Attested { aaguid, id, key }) = self.data.attested else { return Err(PasskeyError::Malformed("new passkey")) };
        if id != self.id {
            return Err(PasskeyError::Malformed("credential id"));
        }
        let (algorithm, _) = PublicKey::parse(&key)?;
        Ok(Registered {
            id,
            algorithm,
            public_key: key,
            counter: self.data.counter,
            backup,
            transports: self.transports,
            provider: provider::named(&aaguid),
        })
    }
}

/// The authenticator data in an attestation object (§6.5.4). Its statement is passed over.
fn data_of(mut object: &[u8]) -> Option<Vec<u8>> {
    let Some(Value::Map(fields)) = next_item(&mut object) else { return None };
    let mut data = fields.into_iter().filter(|(name, _)| name.as_text() == Some("authData"));
    let (_, found) = data.next()?;
    if !object.is_empty() || data.next().is_some() {
        return None;
    }
    found.into_bytes().ok()
}

/// The answer to a sign-in, or to the demand of a second factor.
pub struct Assertion {
    id: CredentialId,
    client_data: ClientData,
    data: AuthenticatorData,
    signed: Vec<u8>,
    signature: Vec<u8>,
    user_handle: Option<Vec<u8>>,
}

/// What is known of the passkey.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Its public key, a COSE key.
    pub public_key: &'a [u8],
    /// Whose it is.
    pub user_handle: &'a UserHandle,
    /// Whether it may be copied.
    pub backup_eligible: bool,
}

/// What a passkey has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asserted {
    /// How often it has signed, with this. 0: it does not count.
    pub counter: u32,
    /// What it says of its backup now.
    pub backup: Backup,
}

impl Assertion {
    /// Reads the answer of `navigator.credentials.get()`. Checks nothing but its form.
    pub fn parse(answer: &str) -> Result<Self, PasskeyError> {
        let (id, got) = read::<Got>(answer)?;
        let client_data = ClientData::parse(&decoded(&got.client_data, "client data")?)?;
        let data = decoded(&got.authenticator_data, "authenticator data")?;
        let signature = decoded(&got.signature, "signature")?;
        let user_handle = got.user_handle.filter(|handle| !handle.is_empty());
        let user_handle = user_handle.map(|handle| decoded(&handle, "user handle")).transpose()?;
        let parsed = AuthenticatorData::parse(&data)?;
        let signed = [&data, client_data.hash().as_slice()].concat();
        Ok(Self { id, client_data, data: parsed, signed, signature, user_handle })
    }

    /// The stored form of the challenge that it answers.
    pub fn challenge(&self) -> Fingerprint {
        self.client_data.challenge()
    }

    /// Of which passkey it is.
    pub const fn id(&self) -> &CredentialId {
        &self.id
    }

    /// True if it names whose the passkey is, as one must that signs in without anything else.
    pub const fn names_user(&self) -> bool {
        self.user_handle.is_some()
    }

    /// Checks everything else (§7.2) but the counter, which the store decides.
    pub fn verify(&self, party: &RelyingParty, known: Known<'_>) -> Result<Asserted, PasskeyError> {
        self.client_data.check(Ceremony::Get, party)?;
        let handle = known.user_handle.as_bytes();
        if self.user_handle.as_ref().is_some_and(|named| !bool::from(named.ct_eq(handle))) {
            return Err(PasskeyError::UserHandle);
        }
        let (_, key) = PublicKey::parse(known.public_key)?;
        key.verify(&self.signed, &self.signature)?;
        let backup = self.data.check(party)?;
        if backup.eligible != known.backup_eligible {
            return Err(PasskeyError::Backup);
        }
        Ok(Asserted { counter: self.data.counter, backup })
    }
}
