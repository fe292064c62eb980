//! Tokens of password resets: 256 random bits, good for one new password. They carry no id, and only their SHA-256 is stored.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use secrecy::ExposeSecret;

use super::{
    invalid::{FieldProblem, Invalid, field},
    keys::{Fingerprint, sha256},
    random::Random,
    token::SignedToken,
};

/// Length in bytes.
const BYTES: usize = 32;

/// A token of a password reset. Never printed by `Debug`.
pub struct ResetToken([u8; BYTES]);

impl ResetToken {
    /// Generates a random token.
    pub fn random(random: &dyn Random) -> Self {
        Self(random.bytes())
    }

    /// Parses what somebody typed or pasted: the token, or the whole link that ends with it.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let token = typed.rsplit_once('#').map_or(&*typed, |(_, token)| token);
        if token.is_empty() {
            return Err(Invalid::new(field::RESET_CODE, FieldProblem::Empty));
        }
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or(Invalid::new(field::RESET_CODE, FieldProblem::Malformed))
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

impl fmt::Debug for ResetToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResetToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::random::OsRandom;

    #[test]
    fn a_token_is_read_back_from_its_text_and_its_link_and_not_printed() {
        let token = ResetToken::random(&OsRandom);
        let text = token.to_text().expose_secret().to_owned();
        let link = token.link("https://id.example.com/reset-password").expose_secret().to_owned();
        for typed in [text.clone(), link, format!(" {}\n{} ", &text[..20], &text[20..])] {
            assert_eq!(ResetToken::parse(&typed).unwrap().fingerprint(), token.fingerprint(), "{typed}");
        }
        assert!(!format!("{token:?}").contains(&text[..8]));
    }

    #[test]
    fn anything_else_is_none() {
        let text = ResetToken::random(&OsRandom).to_text().expose_secret().to_owned();
        for (typed, problem) in [("", FieldProblem::Empty), (" # ", FieldProblem::Empty), ("AAAA", FieldProblem::Malformed)] {
            assert_eq!(ResetToken::parse(typed).unwrap_err().problem, problem, "{typed}");
        }
        for typed in [format!("{text}A"), text[1..].to_owned(), format!("{text}="), text.replace(|_: char| true, "ä")] {
            assert_eq!(ResetToken::parse(&typed).unwrap_err().problem, FieldProblem::Malformed, "{typed}");
        }
    }
}
