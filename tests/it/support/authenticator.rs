//! An authenticator app, written from RFC 4226 and RFC 6238, with nothing of the app's own.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use latchkey_core::domain::time::Timestamp;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use url::Url;

/// What was scanned.
#[derive(Clone)]
pub struct Authenticator {
    /// The secret as the URI names it.
    pub base32: String,
    key: Vec<u8>,
    algorithm: String,
    digits: u32,
    period: i64,
}

impl Authenticator {
    /// Scans an `otpauth://` URI.
    pub fn scan(uri: &str) -> Self {
        let uri = Url::parse(uri).unwrap();
        let told = |name: &str| uri.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let base32 = told("secret").unwrap();
        let key = BASE32_NOPAD.decode(base32.as_bytes()).unwrap();
        Self {
            base32,
            key,
            algorithm: told("algorithm").unwrap_or_else(|| "SHA1".into()),
            digits: told("digits").map_or(6, |digits| digits.parse().unwrap()),
            period: told("period").map_or(30, |period| period.parse().unwrap()),
        }
    }

    /// The code shown at a moment.
    pub fn code_at(&self, now: Timestamp) -> String {
        self.code_of_step(now.seconds() / self.period)
    }

    /// The code of a step.
    pub fn code_of_step(&self, step: i64) -> String {
        macro_rules! hash {
            ($with:ty) => {{
                let mut hmac = Hmac::<$with>::new_from_slice(&self.key).unwrap();
                hmac.update(&step.to_be_bytes());
                hmac.finalize().into_bytes().to_vec()
            }};
        }
        let hash = match &*self.algorithm {
            "SHA1" => hash!(Sha1),
            "SHA256" => hash!(Sha256),
            "SHA512" => hash!(Sha512),
            other => panic!("{other}"),
        };
        let offset = usize::from(hash[hash.len() - 1] & 15);
        let number = u32::from_be_bytes(hash[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:0width$}", number % 10_u32.pow(self.digits), width = self.digits as usize)
    }

    /// Digits that are no code around a moment.
    pub fn wrong_code_at(&self, now: Timestamp) -> String {
        let step = now.seconds() / 30;
        let right: Vec<String> = (step - 3..=step + 3).map(|step| self.code_of_step(step)).collect();
        (0..).map(|number| format!("{number:06}")).find(|code| !right.contains(code)).unwrap()
    }

    /// The secret's bytes.
    pub fn key(&self) -> &[u8] {
        &self.key
    }
}

#[test]
fn the_authenticator_of_these_tests_shows_the_codes_of_rfc_6238() {
    let uri = format!("otpauth://totp/x?secret={}", BASE32_NOPAD.encode(b"12345678901234567890"));
    let authenticator = Authenticator::scan(&uri);
    for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
        assert_eq!(authenticator.code_at(Timestamp::from_seconds(seconds)), code);
    }
}
