//! Passwords: what is taken, how they are hashed.
//!
//! NIST SP 800-63B-4 §3.1.1.2: length and a blocklist, no composition rules, compared whole, Unicode in NFC.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc};
use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;

use super::{
    account::{EmailAddress, PersonName},
    random::Random,
};

/// The shortest password, in code points, while an account may live without a second factor (NIST SP 800-63B-4 §3.1.1.2).
pub const MIN_CHARS: usize = 15;
/// The shortest password, in code points, where every account must have a second factor.
pub const MIN_CHARS_WITH_SECOND_FACTOR: usize = 8;
/// The longest password, in bytes: refused before any work is done.
pub const MAX_BYTES: usize = 1024;

/// Why a new password is refused. The person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Nothing was given.
    #[error("no password")]
    Empty,
    /// Fewer code points than the policy demands.
    #[error("fewer than {0} characters")]
    TooShort(usize),
    /// More than [`MAX_BYTES`].
    #[error("more than 1024 bytes")]
    TooLong,
    /// Among the passwords that are tried first.
    #[error("a common or easily guessed password")]
    Common,
    /// Made of the person's own name or e-mail, or of the service's name.
    #[error("the person's name, their e-mail address or the service's name")]
    Personal,
}

/// A password as typed, put into NFC so that every keyboard gives the same. Cannot be printed.
pub struct Password(SecretString);

impl Password {
    /// Reads what was typed to sign in: anything but an empty or oversized one.
    pub fn parse(typed: &str) -> Result<Self, PasswordError> {
        if typed.is_empty() {
            Err(PasswordError::Empty)
        } else if typed.len() > MAX_BYTES {
            Err(PasswordError::TooLong)
        } else {
            Ok(Self(typed.nfc().collect::<String>().into()))
        }
    }

    fn bytes(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Whose password it is to be, as far as that is known.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Their name.
    pub name: Option<PersonName>,
    /// Their address.
    pub email: Option<EmailAddress>,
}

/// What a new password must be.
#[derive(Clone, Debug)]
pub struct PasswordPolicy {
    /// The shortest one, in code points.
    pub min_chars: usize,
    /// The service's own names, which make poor passwords.
    pub service_names: Vec<String>,
}

impl PasswordPolicy {
    /// Checks the length of a new password, and that it is not the name or the address of the person. Whether it
    /// [is common](Self::is_common) is a question of its own.
    pub fn check(&self, password: &Password, of: &Owner) -> Result<(), PasswordError> {
        let text = password.0.expose_secret();
        if text.chars().count() < self.min_chars {
            return Err(PasswordError::TooShort(self.min_chars));
        }
        let personal = self.own_words(of).iter().any(|word| is_little_more_than(text, word));
        if personal { Err(PasswordError::Personal) } else { Ok(()) }
    }

    /// Whether a password is among those that are tried first. Slow where somebody wants it to be, up to half a second: call it on
    /// the pool for that.
    pub fn is_common(&self, password: &Password, of: &Owner) -> bool {
        // zxcvbn looks for common passwords, words, names, keyboard runs, repeats and dates, in the first 100 characters. Scores 0
        // and 1 are below 10^6 guesses: less than what the attempt limits leave an attacker over the years.
        zxcvbn::zxcvbn(password.0.expose_secret(), &self.own_words(of)).score() < zxcvbn::Score::Two
    }

    fn own_words<'w>(&'w self, of: &'w Owner) -> Vec<&'w str> {
        let mut words: Vec<&str> = self.service_names.iter().map(String::as_str).collect();
        words.extend(of.email.iter().flat_map(|email| [email.as_str(), email.local_part()]));
        words.extend(of.name.iter().flat_map(|name| name.as_str().split_whitespace().chain([name.as_str()])));
        words
    }
}

/// Whether a password is a word of the person's own, perhaps repeated, with up to four letters or digits around it.
fn is_little_more_than(password: &str, word: &str) -> bool {
    let squeeze = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (password, word) = (squeeze(password), squeeze(word));
    word.chars().count() >= 3 && password.contains(&word) && password.replace(&word, "").chars().count() <= 4
}

/// An argon2id hash as a PHC string: algorithm, version, cost, salt and hash. Cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Reads a stored hash. Whether it is one shows when it is used.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The form to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// A stored hash is no PHC string of argon2.
#[derive(Debug, thiserror::Error)]
#[error("the stored password hash cannot be read: {0}")]
pub struct BrokenHash(String);

/// The cost of a password hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Default for HashCost {
    /// The OWASP minimum, 19 MiB and two passes; one lane.
    fn default() -> Self {
        Self { memory: 19 * 1024, passes: 2 }
    }
}

impl HashCost {
    fn argon2(self) -> Argon2<'static> {
        #[expect(clippy::expect_used, reason = "configuration checked the cost at start")]
        let params = Params::new(self.memory, self.passes, 1, None).expect("a valid argon2 cost");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    /// Hashes a password. Slow by design: call it on the pool for that.
    pub fn hash(self, password: &Password, random: &dyn Random) -> PasswordHash {
        let salt: [u8; 16] = random.bytes();
        #[expect(clippy::expect_used, reason = "argon2 refuses only lengths that Password and the salt rule out")]
        let hash: phc::PasswordHash =
            self.argon2().hash_password_with_salt(password.bytes(), &salt).expect("a short password hashes");
        PasswordHash(hash.to_string())
    }

    /// Whether `password` is the one that was hashed, at whatever cost it was hashed. Slow by design.
    pub fn verify(self, password: &Password, hash: &PasswordHash) -> Result<bool, BrokenHash> {
        let parsed = phc::PasswordHash::new(hash.as_str()).map_err(|error| BrokenHash(error.to_string()))?;
        match self.argon2().verify_password(password.bytes(), &parsed) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(BrokenHash(error.to_string())),
        }
    }

    /// Whether a hash was made at another cost and should be made anew when its password is next given.
    pub fn is_outdated(self, hash: &PasswordHash) -> bool {
        !hash.as_str().starts_with(&format!("$argon2id$v=19$m={},t={},p=1$", self.memory, self.passes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::random::OsRandom;

    const CHEAP: HashCost = HashCost { memory: 8, passes: 1 };

    fn check(password: &str) -> Result<(), PasswordError> {
        let policy = PasswordPolicy { min_chars: MIN_CHARS, service_names: vec!["Latchkey".into(), "login.example.com".into()] };
        let of = Owner {
            name: PersonName::parse("Ada Lovelace").ok(),
            email: EmailAddress::parse("countess.of.lovelace@example.com").ok(),
        };
        let password = Password::parse(password)?;
        policy.check(&password, &of)?;
        if policy.is_common(&password, &of) { Err(PasswordError::Common) } else { Ok(()) }
    }

    #[test]
    fn new_passwords_by_table() {
        use PasswordError::{Common, Empty, Personal, TooLong, TooShort};
        for (password, expected) in [
            ("", Err(Empty)),
            ("fourteen-chars", Err(TooShort(15))),
            ("ümläüt-ümläüt", Err(TooShort(15))),
            ("correct-horse-battery", Ok(())),
            ("aaaaaaaaaaaaaaaaaaaa", Err(Common)),
            ("passwordpassword", Err(Common)),
            ("123456789012345", Err(Common)),
            ("qwertyuiopasdfghjkl", Err(Common)),
            ("Ada Lovelace 1815", Err(Personal)),
            ("lovelacelovelace", Err(Personal)),
            ("Countess.of.Lovelace!1", Err(Personal)),
            ("countess.of.lovelace@example.com", Err(Personal)),
            ("latchkeylatchkey1!", Err(Personal)),
            ("login.example.com", Err(Personal)),
            ("🐢🦀🐍🦜🐳🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵", Ok(())),
            ("   spaces  are  kept   ", Ok(())),
        ] {
            assert_eq!(check(password), expected, "{password:?}");
        }
        assert_eq!(check(&"long passwords are welcome ".repeat(30)), Ok(()));
        assert_eq!(check(&"x".repeat(1025)), Err(TooLong));
    }

    #[test]
    fn the_same_password_from_another_keyboard_is_the_same_password() {
        let hash = CHEAP.hash(&Password::parse("e\u{301}clair-au-chocolat").unwrap(), &OsRandom);
        assert!(CHEAP.verify(&Password::parse("\u{e9}clair-au-chocolat").unwrap(), &hash).unwrap());
        assert!(!CHEAP.verify(&Password::parse("eclair-au-chocolat").unwrap(), &hash).unwrap());
    }

    #[test]
    fn passwords_are_compared_whole_and_salted() {
        let password = Password::parse(&"a".repeat(1000)).unwrap();
        let hash = CHEAP.hash(&password, &OsRandom);
        assert!(!CHEAP.verify(&Password::parse(&"a".repeat(999)).unwrap(), &hash).unwrap());
        assert_ne!(CHEAP.hash(&password, &OsRandom), hash);
    }

    #[test]
    fn an_older_cost_still_verifies_and_is_seen_as_outdated() {
        let password = Password::parse("correct horse").unwrap();
        let hash = CHEAP.hash(&password, &OsRandom);
        let dearer = HashCost { memory: 16, passes: 2 };
        assert!(dearer.verify(&password, &hash).unwrap());
        assert!(dearer.is_outdated(&hash) && !CHEAP.is_outdated(&hash));
        assert!(HashCost::default().argon2().params().m_cost() == 19_456);
    }

    #[test]
    fn a_broken_hash_is_an_error_not_a_wrong_password() {
        assert!(CHEAP.verify(&Password::parse("x").unwrap(), &PasswordHash::from_stored("plain".into())).is_err());
    }
}
