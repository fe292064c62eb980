//! Password rules. Hashing is in `hash`.
//!
//! NIST SP 800-63B-4 §3.1.1.2: length and a blocklist, no composition rules, no truncation, Unicode in NFC.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;

use super::{email::EmailAddress, name::PersonName};

mod foreign;
mod hash;
mod written;

pub use foreign::{Pbkdf2Digest, Scheme};
pub use hash::{BrokenHash, HashCost, HashMemory, PasswordHash, Work};
pub use written::UnknownHash;

/// Minimum length in code points if accounts may exist without a second factor (NIST SP 800-63B-4 §3.1.1.2).
pub const MIN_CHARS: usize = 15;
/// Minimum length in code points if every account must have a second factor.
pub const MIN_CHARS_WITH_SECOND_FACTOR: usize = 8;
/// Maximum length in bytes. Longer input is rejected before any work.
pub const MAX_BYTES: usize = 1024;
/// Number of code points of a new password that are checked for guessability. More characters only add guesses, and zxcvbn's time
/// grows with the square of the length: invented passwords of 100 characters took 0.8 s.
const LOOKED_AT_CHARS: usize = 40;

/// Why a new password is rejected. The reason is shown to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// The input is empty.
    #[error("no password")]
    Empty,
    /// Fewer code points than the policy requires.
    #[error("fewer than {0} characters")]
    TooShort(usize),
    /// More than [`MAX_BYTES`].
    #[error("more than 1024 bytes")]
    TooLong,
    /// A commonly guessed password.
    #[error("a common or easily guessed password")]
    Common,
    /// Consists of the person's own name or e-mail address, or the service's name.
    #[error("the person's name, their e-mail address or the service's name")]
    Personal,
}

/// A password as typed, in NFC so that every keyboard gives the same result. Never printed by `Debug`.
pub struct Password(SecretString);

impl Password {
    /// Parses the password of a sign-in: anything that is not empty and not oversized.
    pub fn parse(typed: &str) -> Result<Self, PasswordError> {
        if typed.is_empty() {
            Err(PasswordError::Empty)
        } else if typed.len() > MAX_BYTES {
            Err(PasswordError::TooLong)
        } else {
            Ok(Self(typed.nfc().collect::<String>().into()))
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// The owner of a new password, as far as known.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Display name.
    pub name: Option<PersonName>,
    /// E-mail address.
    pub email: Option<EmailAddress>,
}

/// Rules for new passwords.
#[derive(Clone, Debug)]
pub struct PasswordPolicy {
    /// Minimum length in code points.
    pub min_chars: usize,
    /// The service's own names, which make poor passwords.
    pub service_names: Vec<String>,
}

impl PasswordPolicy {
    /// Checks the length of a new password, and that it is not the person's name or e-mail address.
    /// [`is_common`](Self::is_common) is a separate check.
    pub fn check(&self, password: &Password, of: &Owner) -> Result<(), PasswordError> {
        let text = password.0.expose_secret();
        if text.chars().count() < self.min_chars {
            return Err(PasswordError::TooShort(self.min_chars));
        }
        let personal = self.own_words(of).iter().any(|word| is_little_more_than(text, word));
        if personal { Err(PasswordError::Personal) } else { Ok(()) }
    }

    /// True if the first 40 code points form a commonly guessed password. Crafted input can take up to a tenth of a second: call
    /// it on the dedicated thread of `Hasher`.
    pub fn is_common(&self, password: &Password, of: &Owner) -> bool {
        let beginning: String = password.0.expose_secret().chars().take(LOOKED_AT_CHARS).collect();
        let beginning = SecretString::from(beginning);
        // zxcvbn checks for common passwords, words, names, keyboard runs, repeats and dates. Scores 0 and 1 mean fewer than 10^6
        // guesses: fewer than the attempt limits allow an attacker over the years.
        zxcvbn::zxcvbn(beginning.expose_secret(), &self.own_words(of)).score() < zxcvbn::Score::Two
    }

    fn own_words<'w>(&'w self, of: &'w Owner) -> Vec<&'w str> {
        let mut words: Vec<&str> = self.service_names.iter().map(String::as_str).collect();
        words.extend(of.email.iter().flat_map(|email| [email.as_str(), email.local_part()]));
        words.extend(of.name.iter().flat_map(|name| name.as_str().split_whitespace().chain([name.as_str()])));
        words
    }
}

/// True if a password is one of the person's own words, possibly repeated, with up to four letters or digits around it.
fn is_little_more_than(password: &str, word: &str) -> bool {
    let squeeze = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (password, word) = (squeeze(password), squeeze(word));
    word.chars().count() >= 3 && password.contains(&word) && password.replace(&word, "").chars().count() <= 4
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
