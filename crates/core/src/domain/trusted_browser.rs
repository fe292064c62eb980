//! Trusted browsers. Where the operator allows it, a person chooses at the second step that this browser is not asked for it again, for
//! some days.
//!
//! ```text
//!   id, 16 bytes │ secret, 32 random bytes
//! ```
//!
//! A trust stands in place of the second factor only beside a right password, and a session by it is `amr: ["pwd"]`: it proves no second
//! factor (NIST SP 800-63B-4 §5.1). Each use replaces the secret. The cookie holds the tokens of several accounts: one browser may belong to
//! a household.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

use super::{
    authenticator::AuthenticatorId,
    keys::{Fingerprint, sha256},
    random::Random,
    time::Timestamp,
    token::{SignedToken, expose},
    whereabouts::Whereabouts,
};
use crate::random_id;

random_id! {
    /// Identifies the trust of an account in a browser. Random.
    TrustedBrowserId
}

/// Maximum number of browsers that an account trusts: the last ones.
pub const MOST_TRUSTED_BROWSERS: i64 = 20;

/// Maximum number of accounts that trust one browser.
const MOST_IN_COOKIE: usize = 4;
/// Length of a token in bytes: id, secret.
const BYTES: usize = 16 + 32;
/// Length of a token in characters.
const LENGTH: usize = BYTES * 4 / 3;

/// The token of a trust. Stored as the SHA-256 of its secret. Never printed by `Debug`.
pub struct TrustToken {
    /// The trust.
    pub id: TrustedBrowserId,
    secret: [u8; 32],
}

impl TrustToken {
    /// Generates a token with a random secret.
    pub fn random(id: TrustedBrowserId, random: &dyn Random) -> Self {
        Self { id, secret: random.bytes() }
    }

    /// The same secret for another trust.
    pub fn of(self, id: TrustedBrowserId) -> Self {
        Self { id, ..self }
    }

    /// The tokens in a cookie's value, at most four. Checks only the format.
    pub fn all_in(kept: Option<&str>) -> Vec<Self> {
        let kept = kept.filter(|kept| kept.len() < MOST_IN_COOKIE * (LENGTH + 1)).unwrap_or_default();
        kept.split('.').filter_map(Self::parse).collect()
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; BYTES] = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok()?;
        let (id, secret) = bytes.split_first_chunk::<16>()?;
        Some(Self { id: TrustedBrowserId(Uuid::from_bytes(*id)), secret: secret.try_into().ok()? })
    }

    /// The cookie value with this token before up to three others of those that were kept.
    pub fn with_others<'a>(&'a self, kept: impl IntoIterator<Item = &'a Self>) -> SignedToken {
        let others = kept.into_iter().filter(|token| token.id != self.id).take(MOST_IN_COOKIE - 1);
        let all: Vec<_> = [self].into_iter().chain(others).map(Self::to_text).collect();
        all.iter().map(expose).collect::<Vec<_>>().join(".").into()
    }

    fn to_text(&self) -> SignedToken {
        BASE64URL_NOPAD.encode(&[self.id.0.as_bytes().as_slice(), &self.secret].concat()).into()
    }

    /// The stored form.
    pub fn fingerprint(&self) -> Fingerprint {
        sha256(&self.secret)
    }
}

impl fmt::Debug for TrustToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrustToken({}, …)", self.id)
    }
}

/// What a trust is bound to: the password, by when it was chosen, and the authenticators, by when each was added. A change of either ends
/// a trust by deleting it; this also holds for changes by servers of a version that knows no trust.
pub fn bound_to(
    password_changed_at: Timestamp,
    authenticators: impl IntoIterator<Item = (AuthenticatorId, Timestamp)>,
) -> Fingerprint {
    let mut each: Vec<_> = authenticators.into_iter().collect();
    each.sort();
    let mut bytes = password_changed_at.0.to_be_bytes().to_vec();
    for (id, added_at) in each {
        bytes.extend(id.0.as_bytes());
        bytes.extend(added_at.0.to_be_bytes());
    }
    sha256(&bytes)
}

/// A trusted browser as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedBrowser {
    /// Id of the trust.
    pub id: TrustedBrowserId,
    /// Since when it is trusted.
    pub created_at: Timestamp,
    /// When it was last used in place of a second factor, or given.
    pub last_used_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// From where it was last used.
    pub whereabouts: Whereabouts,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::random::OsRandom;

    fn a_token() -> TrustToken {
        TrustToken::random(TrustedBrowserId::random(&OsRandom), &OsRandom)
    }

    fn ids(cookie: &str) -> Vec<TrustedBrowserId> {
        TrustToken::all_in(Some(cookie)).iter().map(|token| token.id).collect()
    }

    #[test]
    fn a_token_is_read_back_and_not_printed() {
        let token = a_token();
        let cookie = token.with_others(&[]);
        let read = TrustToken::all_in(Some(expose(&cookie)));
        assert_eq!((read[0].id, read[0].fingerprint(), read.len()), (token.id, token.fingerprint(), 1));
        assert_eq!(expose(&cookie).len(), LENGTH);
        assert!(!format!("{token:?}").contains(&expose(&cookie)[24..]));
        for other in ["", ".", "ü", "AAAA", &format!("{}AAAA", expose(&cookie))] {
            assert!(TrustToken::all_in(Some(other)).is_empty(), "{other}");
        }
        assert!(TrustToken::all_in(None).is_empty());
    }

    #[test]
    fn a_cookie_keeps_the_tokens_of_four_the_newest_first() {
        let tokens: Vec<_> = (0..6).map(|_| a_token()).collect();
        let mut cookie = String::new();
        for token in &tokens {
            cookie = expose(&token.with_others(&TrustToken::all_in(Some(&cookie)))).to_owned();
        }
        assert_eq!(ids(&cookie), [5, 4, 3, 2].map(|number: usize| tokens[number].id));
        let next = TrustToken::random(tokens[3].id, &OsRandom);
        let cookie = next.with_others(&TrustToken::all_in(Some(&cookie)));
        assert_eq!(ids(expose(&cookie)), [3, 5, 4, 2].map(|number: usize| tokens[number].id));
        assert_eq!(TrustToken::all_in(Some(&[expose(&cookie), expose(&cookie)].join("."))).len(), 0, "too long");
    }

    #[test]
    fn what_a_trust_is_bound_to_changes_with_password_and_authenticators() {
        let [phone, tablet] = [1, 2].map(|number| AuthenticatorId(Uuid::from_u128(number)));
        let bound =
            |password, authenticators: &[(AuthenticatorId, Timestamp)]| bound_to(Timestamp(password), authenticators.to_vec());
        let first = bound(0, &[(phone, Timestamp(5))]);
        assert_eq!(
            bound(0, &[(phone, Timestamp(5)), (tablet, Timestamp(6))]),
            bound(0, &[(tablet, Timestamp(6)), (phone, Timestamp(5))])
        );
        for other in [
            bound(1, &[(phone, Timestamp(5))]),
            bound(0, &[(phone, Timestamp(6))]),
            bound(0, &[(tablet, Timestamp(5))]),
            bound(0, &[(phone, Timestamp(5)), (tablet, Timestamp(6))]),
            bound(0, &[]),
        ] {
            assert_ne!(other, first);
        }
    }
}
