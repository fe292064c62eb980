//! The server's secret keys. They seal and fingerprint data.
//!
//! Each root key has 256 bits. HKDF-SHA-256 (RFC 5869) derives a separate key for each purpose. Several root keys may be live:
//! the first is the current one, the others only open older data. Sealed data names its key.

use std::fmt;

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use data_encoding::{BASE64, HEXLOWER};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::random::Random;

const NONCE_LENGTH: usize = 24;

/// Identifies a root key: the first eight bytes of a derived fingerprint, in hexadecimal. Reveals nothing about the key.
pub type KeyId = String;

/// A 256-bit output of SHA-256 or HMAC-SHA-256, as stored.
pub type Fingerprint = [u8; 32];

/// SHA-256, for input that is random enough to need no key.
pub fn sha256(data: &[u8]) -> Fingerprint {
    Sha256::digest(data).into()
}

/// Why a list of root keys is rejected.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// The list is empty.
    #[error("holds no key")]
    Empty,
    /// A line is not base64, or not of 32 bytes.
    #[error("line {0} is not a key: 32 random bytes in base64 are expected (make one with: openssl rand -base64 32)")]
    Malformed(usize),
    /// A key occurs twice.
    #[error("line {0} repeats another key")]
    Repeated(usize),
    /// A key is not random.
    #[error("line {0} is not random: make a key with: openssl rand -base64 32")]
    Sample(usize),
    /// The current key consists of typed characters.
    #[error(
        "line {0} is a typed text, not random: make a key with openssl rand -base64 32, put it before this one, and where this one is in use, keep it and run latchkey keys reseal"
    )]
    Typed(usize),
}

/// Data sealed with authenticated encryption (XChaCha20-Poly1305): nonce and ciphertext, with the key id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Id of the root key that sealed it.
    pub key_id: KeyId,
    /// 24 bytes of nonce, then the ciphertext with its tag.
    pub bytes: Vec<u8>,
}

/// A sealed value cannot be opened: its key is missing or it was tampered with.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OpenError {
    /// Sealed under a key that this server does not have.
    #[error("sealed under the key {0}, which is not among this server's keys")]
    UnknownKey(KeyId),
    /// The ciphertext or its associated data was changed.
    #[error("does not open: it was changed, or belongs to something else")]
    Tampered,
}

#[derive(Zeroize, ZeroizeOnDrop)]
struct DerivedKeys {
    #[zeroize(skip)]
    id: KeyId,
    token: [u8; 32],
    sealing: [u8; 32],
    recovery_code: [u8; 32],
    subject: [u8; 32],
    device: [u8; 32],
    refresh: [u8; 32],
    doctor: [u8; 32],
}

impl DerivedKeys {
    fn from_root(root: &[u8; 32]) -> Self {
        let hkdf = Hkdf::<Sha256>::new(None, root);
        let derive = |purpose: &str| {
            let mut key = [0; 32];
            #[expect(clippy::expect_used, reason = "HKDF refuses only outputs over 8,160 bytes")]
            hkdf.expand(purpose.as_bytes(), &mut key).expect("32 bytes is a valid length");
            key
        };
        Self {
            id: HEXLOWER.encode(&derive("latchkey key id")[..8]),
            token: derive("latchkey token signing"),
            sealing: derive("latchkey sealing"),
            recovery_code: derive("latchkey recovery codes"),
            subject: derive("latchkey throttle subjects"),
            device: derive("latchkey known devices"),
            refresh: derive("latchkey refresh tokens"),
            doctor: derive("latchkey doctor"),
        }
    }
}

/// The live keys of this server, current first. Never empty.
pub struct Keyring(Vec<DerivedKeys>);

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| &key.id)).finish()
    }
}

impl Keyring {
    /// Parses root keys: one per line in base64, current first. Blank lines and lines that begin with `#` are ignored.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut keys: Vec<DerivedKeys> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let (line, number) = (line.trim(), index + 1);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let decoded = Zeroizing::new(BASE64.decode(line.as_bytes()).map_err(|_| KeyError::Malformed(number))?);
            let root: &[u8; 32] = decoded.as_slice().try_into().map_err(|_| KeyError::Malformed(number))?;
            let mut distinct = root.to_vec();
            distinct.sort_unstable();
            distinct.dedup();
            // 32 random bytes have fewer than 12 distinct values with a probability below 2^-90.
            if distinct.len() < 12 {
                return Err(KeyError::Sample(number));
            }
            // Random bytes are all printable characters with a probability of 2^-45. Earlier versions accepted such a key. It
            // still opens older data until that data is resealed.
            if keys.is_empty() && root.iter().all(|byte| matches!(byte, b' '..=b'~')) {
                return Err(KeyError::Typed(number));
            }
            let derived = DerivedKeys::from_root(root);
            if keys.iter().any(|key| key.id == derived.id) {
                return Err(KeyError::Repeated(number));
            }
            keys.push(derived);
        }
        if keys.is_empty() { Err(KeyError::Empty) } else { Ok(Self(keys)) }
    }

    /// Generates the text of a key file with one new key.
    pub fn generate(random: &dyn Random) -> Zeroizing<String> {
        let root = Zeroizing::new(random.bytes::<32>());
        Zeroizing::new(format!(
            "# Latchkey's secret keys. Keep this file secret and back it up apart from the database:\n\
             # without it nobody's second factor works. The first key is the current one.\n{}\n",
            BASE64.encode(root.as_slice())
        ))
    }

    fn current(&self) -> &DerivedKeys {
        &self.0[0]
    }

    /// Id of the current key.
    pub fn current_id(&self) -> &str {
        &self.current().id
    }

    /// Ids of all keys, current first.
    pub fn ids(&self) -> Vec<KeyId> {
        self.0.iter().map(|key| key.id.clone()).collect()
    }

    /// Id and key that sign new tokens.
    pub fn signing_key(&self) -> (&str, &[u8; 32]) {
        (&self.current().id, &self.current().token)
    }

    /// Returns the key with this id, if it is live.
    pub fn verifying_key(&self, id: &str) -> Option<&[u8; 32]> {
        self.0.iter().find(|key| key.id == id).map(|key| &key.token)
    }

    /// Ids and keys that verify tokens, current first.
    pub fn verifying_keys(&self) -> impl Iterator<Item = (&str, &[u8; 32])> {
        self.0.iter().map(|key| (&*key.id, &key.token))
    }

    /// Seals `plain` under the current key. `belongs_to` is associated data: opening needs the same value.
    pub fn seal(&self, plain: &[u8], belongs_to: &[u8], random: &dyn Random) -> Sealed {
        let nonce: [u8; NONCE_LENGTH] = random.bytes();
        let mut bytes = nonce.to_vec();
        let cipher = XChaCha20Poly1305::new(&self.current().sealing.into());
        #[expect(clippy::expect_used, reason = "the cipher refuses only texts over 256 GiB")]
        bytes.extend(cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: belongs_to }).expect("a short text seals"));
        Sealed { key_id: self.current().id.clone(), bytes }
    }

    /// Opens data that [`seal`](Self::seal) made with the same `belongs_to`.
    pub fn open(&self, sealed: &Sealed, belongs_to: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let key =
            self.0.iter().find(|key| key.id == sealed.key_id).ok_or_else(|| OpenError::UnknownKey(sealed.key_id.clone()))?;
        let (nonce, ciphertext) = sealed.bytes.split_first_chunk::<NONCE_LENGTH>().ok_or(OpenError::Tampered)?;
        XChaCha20Poly1305::new(&key.sealing.into())
            .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: belongs_to })
            .map(Zeroizing::new)
            .map_err(|_| OpenError::Tampered)
    }

    /// Fingerprint of a recovery code under the current key, for storage. Bound to the account: a row copied to another account
    /// is useless there.
    pub fn recovery_code_fingerprint(&self, account: &[u8], code: &[u8]) -> Fingerprint {
        mac(&self.current().recovery_code, &[account, code].concat())
    }

    /// Possible fingerprints of a recovery code, under each live key: bound to its account, or, from older versions, of the code
    /// alone.
    pub fn recovery_code_fingerprints(&self, account: &[u8], code: &[u8]) -> Vec<Fingerprint> {
        let bound = [account, code].concat();
        self.0.iter().flat_map(|key| [mac(&key.recovery_code, &bound), mac(&key.recovery_code, code)]).collect()
    }

    /// HMAC under the current key that shows that a refresh token was issued here.
    pub fn refresh_mac(&self, message: &[u8]) -> Fingerprint {
        mac(&self.current().refresh, message)
    }

    /// The same HMAC under each live key.
    pub fn refresh_macs(&self, message: &[u8]) -> Vec<Fingerprint> {
        self.0.iter().map(|key| mac(&key.refresh, message)).collect()
    }

    /// HMAC under the current key that binds a known device's token to its account.
    pub fn device_mac(&self, message: &[u8]) -> Fingerprint {
        mac(&self.current().device, message)
    }

    /// The same HMAC under each live key.
    pub fn device_macs(&self, message: &[u8]) -> Vec<Fingerprint> {
        self.0.iter().map(|key| mac(&key.device, message)).collect()
    }

    /// HMAC under the current key by which the program's own commands and a server of the same installation know one another.
    pub fn doctor_mac(&self, message: &[u8]) -> Fingerprint {
        mac(&self.current().doctor, message)
    }

    /// The same HMAC under each live key.
    pub fn doctor_macs(&self, message: &[u8]) -> Vec<Fingerprint> {
        self.0.iter().map(|key| mac(&key.doctor, message)).collect()
    }

    /// Pseudonym of an e-mail address or network, for the name of a counter.
    pub fn subject(&self, plain: &[u8]) -> String {
        HEXLOWER.encode(&mac(&self.current().subject, plain)[..16])
    }
}

fn mac(key: &[u8; 32], message: &[u8]) -> Fingerprint {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::random::OsRandom;

    fn keyring() -> Keyring {
        Keyring::parse(&Keyring::generate(&OsRandom)).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_only_for_the_same_owner_and_under_the_same_key() {
        let keys = keyring();
        let sealed = keys.seal(b"secret", b"ada", &OsRandom);
        assert_eq!(keys.open(&sealed, b"ada").unwrap().as_slice(), b"secret");
        assert_eq!(keys.open(&sealed, b"eve"), Err(OpenError::Tampered));
        assert!(matches!(keyring().open(&sealed, b"ada"), Err(OpenError::UnknownKey(_))));
        let mut changed = sealed.clone();
        changed.bytes[30] ^= 1;
        assert_eq!(keys.open(&changed, b"ada"), Err(OpenError::Tampered));
        changed.bytes.truncate(5);
        assert_eq!(keys.open(&changed, b"ada"), Err(OpenError::Tampered));
        assert_ne!(keys.seal(b"secret", b"ada", &OsRandom).bytes, sealed.bytes, "a nonce is used once");
    }

    #[test]
    fn an_older_key_still_opens_after_a_newer_one_was_put_before_it() {
        let old = Keyring::generate(&OsRandom);
        let sealed = Keyring::parse(&old).unwrap().seal(b"secret", b"ada", &OsRandom);
        let both = Keyring::parse(&format!("{}\n{}", &*Keyring::generate(&OsRandom), &*old)).unwrap();
        assert_eq!(both.open(&sealed, b"ada").unwrap().as_slice(), b"secret");
        assert_ne!(both.current_id(), sealed.key_id);
        assert!(both.verifying_key(&sealed.key_id).is_some());
    }

    #[test]
    fn bad_key_files_are_refused_with_the_line() {
        let good = BASE64.encode(&(&OsRandom as &dyn Random).bytes::<32>());
        assert_eq!(Keyring::parse("# nothing\n\n").unwrap_err(), KeyError::Empty);
        assert_eq!(Keyring::parse("changeme").unwrap_err(), KeyError::Malformed(1));
        assert_eq!(Keyring::parse(&BASE64.encode(&[7; 31])).unwrap_err(), KeyError::Malformed(1));
        assert_eq!(Keyring::parse(&BASE64.encode(&[0; 32])).unwrap_err(), KeyError::Sample(1));
        let typed = BASE64.encode(b"a passphrase of 32 characters :)");
        assert_eq!(Keyring::parse(&typed).unwrap_err(), KeyError::Typed(1));
        // A typed key that an earlier version accepted still opens older data when it follows a new key.
        assert!(Keyring::parse(&format!("{good}\n{typed}")).is_ok());
        assert_eq!(Keyring::parse(&format!("{good}\n{good}")).unwrap_err(), KeyError::Repeated(2));
    }

    #[test]
    fn a_keyring_prints_only_the_names_of_its_keys() {
        let text = Keyring::generate(&OsRandom);
        let printed = format!("{:?}", Keyring::parse(&text).unwrap());
        assert!(!printed.contains(text.lines().last().unwrap()));
    }
}
