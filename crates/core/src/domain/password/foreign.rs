//! Password hashes that other products made. They are verified, and replaced by argon2id at the first sign-in.
//!
//! They are stored in one form, like a PHC string: `$NAME$v=1$COST$SALT$HASH`, salt and hash in base64 of RFC 4648 without padding.
//!
//! | name | cost | made by |
//! | --- | --- | --- |
//! | `bcrypt` | `c=10` | OpenBSD's bcrypt of up to 72 bytes, `$2a$`, `$2b$`, `$2y$` |
//! | `bcrypt-sha256` | `c=12` | Django: bcrypt of the SHA-256 in hexadecimal |
//! | `pbkdf2-sha1`, `pbkdf2-sha256`, `pbkdf2-sha512` | `i=600000,l=32` | RFC 8018; `l` is the length of the hash in bytes |
//! | `scrypt` | `ln=14,r=8,p=1` | RFC 7914 |
//! | `sha512-crypt` | `r=5000` | Drepper's SHA-crypt, `$6$`: salt and hash are texts |

use std::fmt;

use data_encoding::{BASE64_NOPAD, HEXLOWER};
use sha_crypt::{PasswordVerifier, ShaCrypt};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;

/// Longest salt and longest hash, in bytes.
const MOST_BYTES: usize = 256;
/// bcrypt reads no more bytes of a password.
const BCRYPT_BYTES: usize = 72;
/// With SHA-crypt a longer password opens nothing.
const SHA_CRYPT_BYTES: usize = 256;

/// How a foreign hash was made, with its cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// bcrypt with 2^cost rounds.
    Bcrypt {
        /// Binary logarithm of the number of rounds.
        cost: u32,
        /// Of the password's SHA-256 in hexadecimal.
        of_sha256: bool,
    },
    /// PBKDF2 with HMAC.
    Pbkdf2 {
        /// The hash function.
        digest: Pbkdf2Digest,
        /// Number of rounds.
        rounds: u32,
        /// Length of the hash in bytes: each further block of the hash function costs as much as the first.
        length: u8,
    },
    /// scrypt.
    Scrypt {
        /// Binary logarithm of N.
        log_n: u8,
        /// Size of a block.
        r: u32,
        /// Number of lanes.
        p: u32,
    },
    /// SHA-512-crypt.
    Sha512Crypt {
        /// Number of rounds.
        rounds: u32,
    },
}

/// The hash function of PBKDF2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pbkdf2Digest {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl Pbkdf2Digest {
    /// Length of its output, and of a block.
    const fn bytes(self) -> u64 {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }
}

impl Scheme {
    const fn name(self) -> &'static str {
        match self {
            Self::Bcrypt { of_sha256: false, .. } => "bcrypt",
            Self::Bcrypt { of_sha256: true, .. } => "bcrypt-sha256",
            Self::Pbkdf2 { digest: Pbkdf2Digest::Sha1, .. } => "pbkdf2-sha1",
            Self::Pbkdf2 { digest: Pbkdf2Digest::Sha256, .. } => "pbkdf2-sha256",
            Self::Pbkdf2 { digest: Pbkdf2Digest::Sha512, .. } => "pbkdf2-sha512",
            Self::Scrypt { .. } => "scrypt",
            Self::Sha512Crypt { .. } => "sha512-crypt",
        }
    }

    /// Reads it from the stored form, or from a beginning of that which ends with the cost.
    pub fn of_stored(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('$')?.splitn(4, '$');
        let (name, version, cost) = (parts.next()?, parts.next()?, parts.next()?);
        let number = |name: &str| cost.split(',').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok());
        let pbkdf2 = |digest| Some(Self::Pbkdf2 { digest, rounds: number("i")?, length: u8::try_from(number("l")?).ok()? });
        if version != "v=1" {
            return None;
        }
        match name {
            "bcrypt" => Some(Self::Bcrypt { cost: number("c")?, of_sha256: false }),
            "bcrypt-sha256" => Some(Self::Bcrypt { cost: number("c")?, of_sha256: true }),
            "pbkdf2-sha1" => pbkdf2(Pbkdf2Digest::Sha1),
            "pbkdf2-sha256" => pbkdf2(Pbkdf2Digest::Sha256),
            "pbkdf2-sha512" => pbkdf2(Pbkdf2Digest::Sha512),
            "scrypt" => Some(Self::Scrypt { log_n: u8::try_from(number("ln")?).ok()?, r: number("r")?, p: number("p")? }),
            "sha512-crypt" => Some(Self::Sha512Crypt { rounds: number("r")? }),
            _ => None,
        }
    }

    /// True if a server may do this work: it is valid, and takes about a second at the most, and 128 MiB.
    pub const fn is_borne(self) -> bool {
        match self {
            Self::Bcrypt { cost, .. } => cost >= 4 && cost <= 14,
            Self::Pbkdf2 { digest, rounds, length } => {
                rounds >= 1 && rounds as u64 * (length as u64).div_ceil(digest.bytes()) <= 2_000_000
            }
            Self::Scrypt { log_n, r, p } => {
                log_n >= 1 && log_n <= 17 && r >= 1 && r <= 32 && p >= 1 && p <= 16 && (r as u64 * p as u64) << log_n <= 1 << 20
            }
            Self::Sha512Crypt { rounds } => rounds >= 1000 && rounds <= 1_000_000,
        }
    }

    /// Does the work once, and discards the result.
    pub fn work(self, password: &[u8]) {
        let length = match self {
            Self::Bcrypt { .. } => 23,
            Self::Pbkdf2 { length, .. } => length.into(),
            Self::Scrypt { .. } => 32,
            Self::Sha512Crypt { .. } => 86,
        };
        let _ = ForeignHash { scheme: self, salt: vec![b'.'; 16], hash: vec![b'.'; length] }.is_of(password);
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${}$v=1$", self.name())?;
        match self {
            Self::Bcrypt { cost, .. } => write!(f, "c={cost}"),
            Self::Pbkdf2 { rounds, length, .. } => write!(f, "i={rounds},l={length}"),
            Self::Scrypt { log_n, r, p } => write!(f, "ln={log_n},r={r},p={p}"),
            Self::Sha512Crypt { rounds } => write!(f, "r={rounds}"),
        }
    }
}

/// A hash that another product made. Never printed by `Debug`.
pub struct ForeignHash {
    /// How it was made.
    pub scheme: Scheme,
    /// Its salt.
    pub salt: Vec<u8>,
    /// The hash itself.
    pub hash: Vec<u8>,
}

impl fmt::Debug for ForeignHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForeignHash(…)")
    }
}

impl ForeignHash {
    /// Reads the stored form. `None` if it is none, or could be verified by nothing.
    pub fn of_stored(text: &str) -> Option<Self> {
        let scheme = Scheme::of_stored(text)?;
        let mut parts = text.rsplitn(3, '$');
        let (hash, salt) = (parts.next()?, parts.next()?);
        let bytes = |text: &str| BASE64_NOPAD.decode(text.as_bytes()).ok().filter(|bytes| bytes.len() <= MOST_BYTES);
        let read = Self { scheme, salt: bytes(salt)?, hash: bytes(hash)? };
        read.is_whole().then_some(read)
    }

    /// The form to store. `None` if nothing could verify it.
    pub fn stored(&self) -> Option<String> {
        let encode = |bytes: &[u8]| BASE64_NOPAD.encode(bytes);
        self.is_whole().then(|| format!("{}${}${}", self.scheme, encode(&self.salt), encode(&self.hash)))
    }

    /// A shorter hash than these would be right by chance.
    fn is_whole(&self) -> bool {
        // The index of costs tells the cost from the salt.
        !self.salt.is_empty() && self.has_lengths()
    }

    fn has_lengths(&self) -> bool {
        match self.scheme {
            Scheme::Bcrypt { .. } => self.salt.len() == 16 && self.hash.len() == 23,
            Scheme::Sha512Crypt { .. } => {
                let is_text = |bytes: &[u8]| bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/'));
                (1..=16).contains(&self.salt.len()) && self.hash.len() == 86 && is_text(&self.salt) && is_text(&self.hash)
            }
            Scheme::Pbkdf2 { length, .. } => self.hash.len() >= 16 && self.hash.len() == usize::from(length),
            Scheme::Scrypt { .. } => (16..=MOST_BYTES).contains(&self.hash.len()),
        }
    }

    /// True if it is that of this password. Slow by design.
    pub fn is_of(&self, password: &[u8]) -> bool {
        match self.scheme {
            Scheme::Bcrypt { cost, of_sha256 } => {
                let digest = of_sha256.then(|| HEXLOWER.encode(&Sha256::digest(password)).into_bytes());
                let mut key = digest.unwrap_or_else(|| password.to_vec());
                key.push(0);
                key.truncate(BCRYPT_BYTES);
                let Ok(salt) = <[u8; 16]>::try_from(&*self.salt) else { return false };
                bcrypt::bcrypt(cost, salt, &key)[..23].ct_eq(&self.hash).into()
            }
            Scheme::Pbkdf2 { digest, rounds, .. } => {
                let mut made = vec![0; self.hash.len()];
                match digest {
                    Pbkdf2Digest::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>(password, &self.salt, rounds, &mut made),
                    Pbkdf2Digest::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(password, &self.salt, rounds, &mut made),
                    Pbkdf2Digest::Sha512 => pbkdf2::pbkdf2_hmac::<Sha512>(password, &self.salt, rounds, &mut made),
                }
                made.ct_eq(&self.hash).into()
            }
            Scheme::Scrypt { log_n, r, p } => {
                let mut made = vec![0; self.hash.len()];
                let Ok(params) = scrypt::Params::new(log_n, r, p) else { return false };
                scrypt::scrypt(password, &self.salt, &params, &mut made).is_ok() && made.ct_eq(&self.hash).into()
            }
            // It hashes all of the password in each round.
            Scheme::Sha512Crypt { .. } if password.len() > SHA_CRYPT_BYTES => false,
            Scheme::Sha512Crypt { rounds } => {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let modular = format!("$6$rounds={rounds}${}${}", text(&self.salt), text(&self.hash));
                sha_crypt::PasswordHashRef::new(&modular)
                    .is_ok_and(|hash| ShaCrypt::SHA512.verify_password(password, hash).is_ok())
            }
        }
    }
}
