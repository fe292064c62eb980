//! Language tags.

use std::fmt;

/// The language in which an account wants to be addressed, as a tag of BCP 47 (RFC 5646), such as `de` or `pt-BR`. Which languages
/// there are is up to the front end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageTag(String);

impl LanguageTag {
    /// Maximum length in bytes. RFC 5646 §4.4.1 expects no tag to need more.
    pub const MAX_BYTES: usize = 35;

    /// Parses a tag: subtags of 1 to 8 ASCII letters and digits, separated by hyphens. `None` if it is none.
    pub fn parse(tag: &str) -> Option<Self> {
        let subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (tag.len() <= Self::MAX_BYTES && tag.split('-').all(subtag)).then(|| Self(tag.to_owned()))
    }

    /// Accepts a stored value without validation.
    pub fn from_stored(stored: String) -> Self {
        Self(stored)
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_by_table() {
        for tag in ["de", "pt-BR", "zh-Hant-TW", "en-XA", "sl-rozaj-biske-1994"] {
            assert_eq!(LanguageTag::parse(tag).unwrap().as_str(), tag);
        }
        for other in ["", "-", "de-", "de_DE", "d e", "ü", "abcdefghi", "de\n", "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s"] {
            assert_eq!(LanguageTag::parse(other), None, "{other:?}");
        }
    }
}
