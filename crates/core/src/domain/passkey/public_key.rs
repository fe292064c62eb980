//! The public key of a passkey: a COSE key (RFC 9052 §7, RFC 9053), and what it signed.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use ciborium::Value;

use super::{PasskeyError, authenticator_data::next_item};

/// Labels and values of COSE keys (RFC 9053 §7, RFC 8230 §4).
mod cose {
    pub const TYPE: i64 = 1;
    pub const ALGORITHM: i64 = 3;
    pub const CURVE: i64 = -1;
    pub const X: i64 = -2;
    pub const Y: i64 = -3;
    pub const MODULUS: i64 = -1;
    pub const EXPONENT: i64 = -2;
    pub const OKP: i64 = 1;
    pub const EC2: i64 = 2;
    pub const RSA: i64 = 3;
    pub const P256: i64 = 1;
    pub const CURVE25519: i64 = 6;
}

/// A public key that was read.
pub(super) enum PublicKey {
    /// ES256: an uncompressed point of P-256.
    Es256([u8; 65]),
    /// Ed25519.
    EdDsa([u8; 32]),
    /// RS256: modulus and exponent.
    Rs256(Vec<u8>, Vec<u8>),
}

/// The fields of a key. No label comes twice.
struct Fields(Vec<(i64, Value)>);

impl Fields {
    fn parse(mut key: &[u8]) -> Option<Self> {
        let Some(Value::Map(fields)) = next_item(&mut key) else { return None };
        let label = |(label, value): (Value, Value)| Some((i64::try_from(label.into_integer().ok()?).ok()?, value));
        let fields: Vec<_> = fields.into_iter().map(label).collect::<Option<_>>()?;
        let is_first = |at: usize| fields[..at].iter().all(|(label, _)| *label != fields[at].0);
        (key.is_empty() && (0..fields.len()).all(is_first)).then_some(Self(fields))
    }

    fn value(&self, label: i64) -> Option<&Value> {
        self.0.iter().find(|(other, _)| *other == label).map(|(_, value)| value)
    }

    fn number(&self, label: i64) -> Option<i64> {
        self.value(label)?.as_integer()?.try_into().ok()
    }

    fn bytes(&self, label: i64) -> Option<&[u8]> {
        self.value(label)?.as_bytes().map(Vec::as_slice)
    }
}

impl PublicKey {
    /// Reads a COSE key of an algorithm that is asked for. Returns it with the algorithm.
    pub fn parse(cose: &[u8]) -> Result<(i64, Self), PasskeyError> {
        let fields = Fields::parse(cose).ok_or(PasskeyError::Malformed("public key"))?;
        Self::of(&fields).ok_or(PasskeyError::Algorithm)
    }

    fn of(fields: &Fields) -> Option<(i64, Self)> {
        let algorithm = fields.number(cose::ALGORITHM)?;
        let key = match (fields.number(cose::TYPE)?, algorithm) {
            (cose::EC2, -7) if fields.number(cose::CURVE)? == cose::P256 => {
                let (x, y): ([u8; 32], [u8; 32]) =
                    (fields.bytes(cose::X)?.try_into().ok()?, fields.bytes(cose::Y)?.try_into().ok()?);
                let mut point = [4; 65];
                point[1..33].copy_from_slice(&x);
                point[33..].copy_from_slice(&y);
                // One off the curve could never sign in.
                ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).ok()?;
                Self::Es256(point)
            }
            (cose::OKP, -8) if fields.number(cose::CURVE)? == cose::CURVE25519 => {
                Self::EdDsa(fields.bytes(cose::X)?.try_into().ok()?)
            }
            (cose::RSA, -257) => {
                let (modulus, exponent) = (fields.bytes(cose::MODULUS)?, fields.bytes(cose::EXPONENT)?);
                // What is verified: 2,048 to 8,192 bits.
                if !(256..=1024).contains(&modulus.len()) || modulus[0] == 0 {
                    return None;
                }
                Self::Rs256(modulus.to_vec(), exponent.to_vec())
            }
            _ => return None,
        };
        Some((algorithm, key))
    }

    /// Checks a signature. For RS256 the modulus has 2,048 to 8,192 bits.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), PasskeyError> {
        let verified = match self {
            Self::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature),
            Self::EdDsa(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rs256(n, e) => RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
        };
        verified.map_err(|_| PasskeyError::Signature)
    }
}
