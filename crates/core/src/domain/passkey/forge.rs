//! An authenticator for tests, with its browser: the verifier's mirror. Whatever it says can be forged. `tests/it` includes this file, too.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use ciborium::Value;
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;

/// Flags of an authenticator that has verified its person, and whose passkey is synced.
pub const SYNCED: u8 = 0x01 | 0x04 | 0x08 | 0x10;
/// The same of one whose passkey never leaves it.
pub const OF_DEVICE: u8 = 0x01 | 0x04;

enum Keys {
    EdDsa(Ed25519KeyPair),
    Es256(EcdsaKeyPair),
    Rs256(RsaKeyPair),
}

/// A passkey with all that its authenticator and its browser say.
pub struct Forged {
    keys: Keys,
    pub id: Vec<u8>,
    pub user_handle: Option<Vec<u8>>,
    pub rp_id: String,
    pub origin: String,
    pub flags: u8,
    pub counter: u32,
    /// In place of the ceremony's own.
    pub ceremony: Option<&'static str>,
    pub cross_origin: Option<bool>,
    pub top_origin: Option<&'static str>,
    pub has_bogus_signature: bool,
    /// Behind everything that the authenticator says.
    pub rest: Vec<u8>,
}

impl Forged {
    /// A synced passkey of this COSE algorithm that does not count.
    pub fn new(algorithm: i64, (rp_id, origin): (&str, &str), id: [u8; 32]) -> Self {
        let keys = match algorithm {
            -8 => Keys::EdDsa(Ed25519KeyPair::generate().unwrap()),
            -7 => Keys::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap()),
            _ => Keys::Rs256(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()),
        };
        Self {
            keys,
            id: id.to_vec(),
            user_handle: None,
            rp_id: rp_id.to_owned(),
            origin: origin.to_owned(),
            flags: SYNCED,
            counter: 0,
            ceremony: None,
            cross_origin: Some(false),
            top_origin: None,
            has_bogus_signature: false,
            rest: Vec::new(),
        }
    }

    /// The answer to creation options (the value of `publicKey`).
    pub fn create(&mut self, options: &serde_json::Value) -> String {
        self.user_handle = options["user"]["id"].as_str().map(|id| BASE64URL_NOPAD.decode(id.as_bytes()).unwrap());
        let client_data = self.client_data("webauthn.create", options);
        let mut data = self.data(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose_key());
        data.extend(&self.rest);
        let text = |text: &str| Value::Text(text.to_owned());
        let object = Value::Map(vec![
            (text("fmt"), text("none")),
            (text("attStmt"), Value::Map(vec![])),
            (text("authData"), Value::Bytes(data)),
        ]);
        self.envelope(json!({
            "clientDataJSON": base64(&client_data), "attestationObject": base64(&cbor(&object)), "transports": ["internal", "hybrid"],
        }))
    }

    /// The answer to request options.
    pub fn get(&mut self, options: &serde_json::Value) -> String {
        let client_data = self.client_data("webauthn.get", options);
        let mut data = self.data(0);
        data.extend(&self.rest);
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &client_data);
        let mut signature = self.sign(&[&data, hash.as_ref()].concat());
        if self.has_bogus_signature {
            signature[8] ^= 1;
        }
        self.envelope(json!({
            "clientDataJSON": base64(&client_data), "authenticatorData": base64(&data), "signature": base64(&signature),
            "userHandle": self.user_handle.as_deref().map(base64),
        }))
    }

    fn envelope(&self, response: serde_json::Value) -> String {
        let id = base64(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {}, "response": response }).to_string()
    }

    fn client_data(&self, ceremony: &str, options: &serde_json::Value) -> Vec<u8> {
        let mut data = json!({
            "type": self.ceremony.unwrap_or(ceremony), "challenge": options["challenge"], "origin": self.origin,
            "of_the_future": { "is": "passed over" },
        });
        if let Some(is_cross) = self.cross_origin {
            data["crossOrigin"] = is_cross.into();
        }
        if let Some(top) = self.top_origin {
            data["topOrigin"] = top.into();
        }
        data.to_string().into_bytes()
    }

    fn data(&self, more_flags: u8) -> Vec<u8> {
        let party = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, self.rp_id.as_bytes());
        [party.as_ref(), &[self.flags | more_flags], &self.counter.to_be_bytes()].concat()
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.keys {
            Keys::EdDsa(keys) => keys.sign(message).as_ref().to_vec(),
            Keys::Es256(keys) => keys.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
            Keys::Rs256(keys) => {
                let mut signature = vec![0; keys.public_modulus_len()];
                keys.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            }
        }
    }

    fn cose_key(&self) -> Vec<u8> {
        let (number, bytes) = (|number: i64| Value::Integer(number.into()), |bytes: &[u8]| Value::Bytes(bytes.to_vec()));
        let fields = match &self.keys {
            Keys::EdDsa(keys) => {
                vec![(1, number(1)), (3, number(-8)), (-1, number(6)), (-2, bytes(keys.public_key().as_ref()))]
            }
            Keys::Es256(keys) => {
                let point = keys.public_key().as_ref();
                vec![(1, number(2)), (3, number(-7)), (-1, number(1)), (-2, bytes(&point[1..33])), (-3, bytes(&point[33..]))]
            }
            Keys::Rs256(keys) => {
                let key = keys.public_key();
                let (n, e) = (key.modulus().big_endian_without_leading_zero(), key.exponent().big_endian_without_leading_zero());
                vec![(1, number(3)), (3, number(-257)), (-1, bytes(n)), (-2, bytes(e))]
            }
        };
        cbor(&Value::Map(fields.into_iter().map(|(label, value)| (number(label), value)).collect()))
    }
}

fn base64(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}
