//! E-mail addresses: one canonical form for all spellings.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use super::name::is_unprintable;

/// Why an e-mail address is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailAddressError {
    /// The input is empty.
    #[error("no e-mail address")]
    Empty,
    /// Longer than the limit of RFC 5321: 254 bytes.
    #[error("an e-mail address of more than 254 bytes")]
    TooLong,
    /// Not of the accepted form `local@domain`.
    #[error("not an e-mail address")]
    Malformed,
}

/// An e-mail address in canonical form. Each account has exactly one spelling and one failure counter.
///
/// Parsing trims white space, converts the local part to lower-case NFC, and converts the domain to lower-case ASCII (IDNA, UTS
/// 46) without a trailing dot. The result is validated against RFC 5321. Quoted local parts, comments, address literals and
/// compatibility characters (such as full-width letters) are rejected.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Maximum length in bytes.
    pub const MAX_BYTES: usize = 254;

    /// Parses user input.
    pub fn parse(typed: &str) -> Result<Self, EmailAddressError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(EmailAddressError::Empty);
        }
        if typed.len() > 4 * Self::MAX_BYTES {
            return Err(EmailAddressError::TooLong);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(EmailAddressError::Malformed)?;
        // The lower case of a capital sigma depends on what follows it. Both small forms are the same letter.
        let local: String = local.to_lowercase().replace('ς', "σ").nfc().collect();
        if local.contains(['"', '(', ')', '@']) || local.nfkc().ne(local.chars()) || local.chars().any(is_unprintable) {
            return Err(EmailAddressError::Malformed);
        }
        let domain =
            idna::domain_to_ascii_strict(domain.strip_suffix('.').unwrap_or(domain)).map_err(|_| EmailAddressError::Malformed)?;
        let canonical = format!("{local}@{domain}");
        if canonical.len() > Self::MAX_BYTES {
            return Err(EmailAddressError::TooLong);
        }
        let options = email_address::Options::default().without_display_text().without_domain_literal().with_required_tld();
        email_address::EmailAddress::parse_with_options(&canonical, options).map_err(|_| EmailAddressError::Malformed)?;
        Ok(Self(canonical))
    }

    /// Accepts a stored value without validation: it was valid under the rules of its time and stays valid when they change.
    pub fn from_stored(stored: String) -> Self {
        Self(stored)
    }

    /// The canonical form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form to display: the domain is in its own script, unless that could mislead.
    pub fn for_people(&self) -> String {
        self.0.rsplit_once('@').map_or_else(String::new, |(local, domain)| format!("{local}@{}", super::idn::for_people(domain)))
    }

    /// The part before the `@`.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Personal data stays out of logs.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_address_is_one_address() {
        for spelling in ["foo@x.com", "Foo@X.com", " foo@x.com ", "foo@x.com.", "FOO@X.COM\n"] {
            assert_eq!(EmailAddress::parse(spelling).unwrap().as_str(), "foo@x.com", "{spelling:?}");
        }
        let punycode = EmailAddress::parse("ada@xn--bcher-kva.example").unwrap();
        for spelling in ["ada@bücher.example", "ada@BÜCHER.example", "ada@bu\u{308}cher.example"] {
            assert_eq!(EmailAddress::parse(spelling).unwrap(), punycode, "{spelling:?}");
        }
        for spelling in ["ΑΣ@x.com", "ας@x.com", "ασ@x.com"] {
            assert_eq!(EmailAddress::parse(spelling).unwrap().as_str(), "ασ@x.com", "{spelling:?}");
        }
        assert_eq!(EmailAddress::parse("e\u{301}va@x.com"), EmailAddress::parse("éva@x.com"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        use EmailAddressError::{Empty, Malformed, TooLong};
        for (typed, error) in [
            ("", Empty),
            ("   ", Empty),
            ("foo", Malformed),
            ("foo@", Malformed),
            ("@x.com", Malformed),
            ("foo@localhost", Malformed),
            ("a@b@x.com", Malformed),
            ("foo bar@x.com", Malformed),
            ("\"foo\"@x.com", Malformed),
            ("foo(comment)@x.com", Malformed),
            ("foo@[127.0.0.1]", Malformed),
            ("foo\u{ff20}evil.com@x.com", Malformed),
            ("foo@evil.com\u{fe6b}x.com", Malformed),
            ("\u{ff46}oo@x.com", Malformed),
            ("foo\0@x.com", Malformed),
            ("foo@x..com", Malformed),
            ("foo@x.com\u{202e}", Malformed),
            ("Foo <foo@x.com>", Malformed),
        ] {
            assert_eq!(EmailAddress::parse(typed).unwrap_err(), error, "{typed:?}");
        }
        assert_eq!(EmailAddress::parse(&format!("{}@x.com", "a".repeat(300))).unwrap_err(), TooLong);
        assert_eq!(EmailAddress::parse(&"a".repeat(100_000)).unwrap_err(), TooLong);
    }
}
