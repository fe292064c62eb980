//! Display names.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Why a name is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonNameError {
    /// Empty, or white space only.
    #[error("no name")]
    Empty,
    /// More than 100 characters.
    #[error("a name of more than 100 characters")]
    TooLong,
    /// Contains control, direction or invisible characters.
    #[error("a name with characters that cannot be shown")]
    Unprintable,
}

/// A person's display name: 1 to 100 characters on one line. White space around it is trimmed.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

/// Parses a text of one line, in NFC and without white space around it, of at most so many characters.
pub(super) fn on_one_line(typed: &str, most: usize) -> Result<String, PersonNameError> {
    let name: String = typed.trim().nfc().take(most + 1).collect();
    match name.chars().count() {
        0 => Err(PersonNameError::Empty),
        n if n > most => Err(PersonNameError::TooLong),
        _ if name.chars().any(is_unprintable) => Err(PersonNameError::Unprintable),
        _ => Ok(name),
    }
}

impl PersonName {
    /// Maximum length in code points.
    pub const MAX_CHARS: usize = 100;

    /// Parses user input.
    pub fn parse(typed: &str) -> Result<Self, PersonNameError> {
        on_one_line(typed, Self::MAX_CHARS).map(Self)
    }

    /// Accepts a stored value without validation: it was valid under the rules of its time and stays valid when they change.
    pub fn from_stored(stored: String) -> Self {
        Self(stored)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(…)")
    }
}

/// True for control characters and for characters that hide or reorder their neighbours. Joiners in emoji and scripts are
/// allowed.
pub(super) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_line_that_can_be_seen() {
        assert_eq!(PersonName::parse("  Ada Lovelace ").unwrap().as_str(), "Ada Lovelace");
        assert_eq!(PersonName::parse("👩‍💻").unwrap().as_str(), "👩‍💻");
        assert_eq!(PersonName::parse(" \t"), Err(PersonNameError::Empty));
        assert_eq!(PersonName::parse("a\nb"), Err(PersonNameError::Unprintable));
        assert_eq!(PersonName::parse("a\u{202e}b"), Err(PersonNameError::Unprintable));
        assert!(PersonName::parse(&"é".repeat(100)).is_ok());
        assert_eq!(PersonName::parse(&"é".repeat(101)), Err(PersonNameError::TooLong));
    }
}
