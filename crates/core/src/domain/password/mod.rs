//! Passwords: what is taken. How they are hashed is in `hash`.
//!
//! NIST SP 800-63B-4 §3.1.1.2: length and a blocklist, no composition rules, compared whole, Unicode in NFC.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;

use super::{email::EmailAddress, name::PersonName};

mod hash;

pub use hash::{BrokenHash, HashCost, HashMemory, PasswordHash};

/// The shortest password, in code points, while an account may live without a second factor (NIST SP 800-63B-4 §3.1.1.2).
pub const MIN_CHARS: usize = 15;
/// The shortest password, in code points, where every account must have a second factor.
pub const MIN_CHARS_WITH_SECOND_FACTOR: usize = 8;
/// The longest password, in bytes: refused before any work is done.
pub const MAX_BYTES: usize = 1024;
/// How much of a new password is compared with those that are tried first, in code points. More characters only take more
/// guesses, and zxcvbn's time grows with the square of the length: made-up passwords of 100 characters took 0.8 s.
const LOOKED_AT_CHARS: usize = 40;

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

    pub(super) fn bytes(&self) -> &[u8] {
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

    /// Whether a password is among those that are tried first, by its first 40 code points. Slow where somebody
    /// wants it to be, up to a tenth of a second: call it on the pool for that.
    pub fn is_common(&self, password: &Password, of: &Owner) -> bool {
        let beginning: String = password.0.expose_secret().chars().take(LOOKED_AT_CHARS).collect();
        let beginning = SecretString::from(beginning);
        // zxcvbn looks for common passwords, words, names, keyboard runs, repeats and dates. Scores 0 and 1 are below 10^6
        // guesses: less than what the attempt limits leave an attacker over the years.
        zxcvbn::zxcvbn(beginning.expose_secret(), &self.own_words(of)).score() < zxcvbn::Score::Two
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
