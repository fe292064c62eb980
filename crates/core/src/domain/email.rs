//! E-mail addresses: one canonical form for all spellings.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use super::name::is_unprintable;

/// Why an e-mail address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailAddressError {
    /// Nothing was given.
    #[error("no e-mail address")]
    Empty,
    /// Longer than an address can be (RFC 5321: 254 bytes).
    #[error("an e-mail address of more than 254 bytes")]
    TooLong,
    /// Not of the form `local@domain` that this service takes.
    #[error("not an e-mail address")]
    Malformed,
}

/// An e-mail address in its one canonical form, so that an account has one spelling and one failure counter.
///
/// White space around it is dropped, the local part is put into NFC and lower case, the domain into lower-case ASCII (IDNA,
/// UTS 46) without a trailing dot. Checked after that, by RFC 5321; quoted local parts, comments and address literals are
/// not taken, nor are compatibility characters such as full-width letters.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The longest address, in bytes.
    pub const MAX_BYTES: usize = 254;

    /// Reads what a person typed.
    pub fn parse(typed: &str) -> Result<Self, EmailAddressError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(EmailAddressError::Empty);
        }
        if typed.len() > 4 * Self::MAX_BYTES {
            return Err(EmailAddressError::TooLong);
        }
        let (local, domain) = typed.rsplit_once('@').ok_or(EmailAddressError::Malformed)?;
        // Which of the two small sigmas a capital one becomes depends on what follows: it is one letter.
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

    /// One that was stored: it was parsed by the rules of its time, and stays its owner's when they change.
    pub fn from_stored(stored: String) -> Self {
        Self(stored)
    }

    /// The canonical form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As its owner knows it: with the domain in its own script, where nobody can be misled by that.
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
