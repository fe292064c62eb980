//! Tokens that stand in links: of password resets, each good for one new password, and of invitations. 256 random bits. They carry no id,
//! and only their SHA-256 is stored.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use secrecy::ExposeSecret;

use super::{
    invalid::{FieldProblem, Invalid},
    keys::{Fingerprint, sha256},
    random::Random,
    token::SignedToken,
};

/// What stands behind the `#` of a link, or the whole text.
pub fn code_of(typed: &str) -> &str {
    let typed = typed.trim();
    typed.rsplit_once('#').map_or(typed, |(_, code)| code)
}

/// Length in bytes.
const BYTES: usize = 32;

/// A token of a link. Never printed by `Debug`.
pub struct LinkToken([u8; BYTES]);

impl LinkToken {
    /// Generates a random token.
    pub fn random(random: &dyn Random) -> Self {
        Self(random.bytes())
    }

    /// Parses what somebody typed or pasted into the field of this name: the token, or the whole link that ends with it.
    pub fn parse(typed: &str, of: &'static str) -> Result<Self, Invalid> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let token = typed.rsplit_once('#').map_or(&*typed, |(_, token)| token);
        if token.is_empty() {
            return Err(Invalid::new(of, FieldProblem::Empty));
        }
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or(Invalid::new(of, FieldProblem::Malformed))
    }

    /// The text form: 43 letters, digits, `-` and `_`.
    pub fn to_text(&self) -> SignedToken {
        BASE64URL_NOPAD.encode(&self.0).into()
    }

    /// The link that carries it to a page of this address. In the fragment (RFC 3986 §3.5), which browsers send to nobody: it stands in no
    /// log and no `Referer`.
    pub fn link(&self, page: &str) -> SignedToken {
        format!("{page}#{}", self.to_text().expose_secret()).into()
    }

    /// The stored form.
    pub fn fingerprint(&self) -> Fingerprint {
        sha256(&self.0)
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{invalid::field, random::OsRandom};

    #[test]
    fn a_token_is_read_back_from_its_text_and_its_link_and_not_printed() {
        let token = LinkToken::random(&OsRandom);
        let text = token.to_text().expose_secret().to_owned();
        let link = token.link("https://id.example.com/reset-password").expose_secret().to_owned();
        for typed in [text.clone(), link, format!(" {}\n{} ", &text[..20], &text[20..])] {
            assert_eq!(LinkToken::parse(&typed, field::RESET_CODE).unwrap().fingerprint(), token.fingerprint(), "{typed}");
        }
        assert!(!format!("{token:?}").contains(&text[..8]));
    }

    /// M-06.
    #[test]
    fn of_ten_thousand_tokens_no_two_are_alike_and_each_is_of_256_bits() {
        let tokens: std::collections::HashSet<_> = (0..10_000).map(|_| LinkToken::random(&OsRandom).0).collect();
        assert_eq!((tokens.len(), BYTES * 8), (10_000, 256));
        // No bit is always the same.
        let (set, clear) = tokens.iter().fold(([0; BYTES], [0; BYTES]), |(mut set, mut clear), token| {
            for (at, byte) in token.iter().enumerate() {
                set[at] |= byte;
                clear[at] |= !byte;
            }
            (set, clear)
        });
        assert_eq!((set, clear), ([u8::MAX; BYTES], [u8::MAX; BYTES]));
    }

    #[test]
    fn anything_else_is_none() {
        let text = LinkToken::random(&OsRandom).to_text().expose_secret().to_owned();
        for (typed, problem) in [("", FieldProblem::Empty), (" # ", FieldProblem::Empty), ("AAAA", FieldProblem::Malformed)] {
            assert_eq!(LinkToken::parse(typed, field::RESET_CODE).unwrap_err().problem, problem, "{typed}");
        }
        for typed in [format!("{text}A"), text[1..].to_owned(), format!("{text}="), text.replace(|_: char| true, "ä")] {
            assert_eq!(LinkToken::parse(&typed, field::RESET_CODE).unwrap_err().problem, FieldProblem::Malformed, "{typed}");
        }
    }
}
