//! Recovery codes: ten look-up secrets of 120 bits (NIST SP 800-63B-4 §3.1.2). Each replaces an authenticator code once.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{in_groups_of_four, random::Random, typed};

/// Number of codes in a set.
pub const SET_SIZE: usize = 10;
/// With at most this many left, people are warned.
pub const FEW_LEFT: u32 = 3;
const LENGTH: usize = 24;
/// Random bits of a code: five a character.
pub const BITS: usize = 5 * LENGTH;
/// Crockford's base32: no letter looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why input is not a recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryCodeError {
    /// The input is empty.
    #[error("no recovery code")]
    Empty,
    /// Not 24 letters and digits of the alphabet.
    #[error("not a recovery code")]
    Malformed,
}

/// One recovery code: 24 characters of Crockford's base32, 120 bits. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// Generates a random code.
    pub fn random(random: &dyn Random) -> Self {
        // 32 divides 256, so all characters are equally likely.
        Self(random.bytes::<LENGTH>().iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
    }

    /// Generates a set of [`SET_SIZE`] codes.
    pub fn random_set(random: &dyn Random) -> Vec<Self> {
        (0..SET_SIZE).map(|_| Self::random(random)).collect()
    }

    /// Parses user input with [`typed::bare`]. Case does not matter; `O` is read as zero, `I` and `L` as one.
    pub fn parse(typed: &str) -> Result<Self, RecoveryCodeError> {
        let mut code = String::with_capacity(LENGTH);
        for c in typed::bare(typed) {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if code.len() == LENGTH || !u8::try_from(c).is_ok_and(|byte| ALPHABET.contains(&byte)) {
                return Err(RecoveryCodeError::Malformed);
            }
            code.push(c);
        }
        match code.len() {
            0 => Err(RecoveryCodeError::Empty),
            LENGTH => Ok(Self(code)),
            _ => Err(RecoveryCodeError::Malformed),
        }
    }

    /// The code in groups of four, for display.
    pub fn grouped(&self) -> String {
        in_groups_of_four(&self.0, "-")
    }

    /// The bytes whose fingerprint is stored.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::random::OsRandom;

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        let code = RecoveryCode::random(&OsRandom);
        let shown = code.grouped();
        assert_eq!(shown.len(), LENGTH + 5);
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', ""),
            shown.replace('-', "  "),
            shown.replace('0', "o").replace('1', "l"),
            shown.replace('-', "\u{2010}"),
            shown.replace('-', "—"),
            shown.replace('-', "−"),
            shown.replace('-', "\u{ad}"),
            shown.replace('-', "-\u{200b}"),
            format!("\u{feff}{shown}\r\n"),
            format!("\u{200e}{shown}\u{200e}"),
            format!("“{shown}”"),
            format!("{shown}."),
        ] {
            assert_eq!(RecoveryCode::parse(&typed).unwrap(), code, "{typed}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(RecoveryCode::parse("  "), Err(RecoveryCodeError::Empty));
        for typed in [
            "123456",
            "1. 0123-4567-89AB-CDEF-GHJK-MNPQ",
            "Code: 0123456789ABCDEFGHJKMNPQ",
            "U2345678901234567890ABCD",
            &"A".repeat(25),
            &"é".repeat(24),
            &"A".repeat(100_000),
        ] {
            assert_eq!(RecoveryCode::parse(typed), Err(RecoveryCodeError::Malformed));
        }
    }

    #[test]
    fn a_thousand_sets_hold_ten_thousand_codes_of_even_letters() {
        let codes: Vec<String> = (0..1000).flat_map(|_| RecoveryCode::random_set(&OsRandom)).map(|code| code.0.clone()).collect();
        let mut distinct = codes.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 10_000);
        let expected = 10_000.0 * 24.0 / 32.0;
        let chi_square: f64 = ALPHABET
            .iter()
            .map(|letter| codes.iter().map(|code| code.bytes().filter(|b| b == letter).count()).sum::<usize>() as f64)
            .map(|seen| (seen - expected).powi(2) / expected)
            .sum();
        assert!(chi_square < 80.0, "31 degrees of freedom: above 80 once in 300,000 runs; got {chi_square}");
    }
}
