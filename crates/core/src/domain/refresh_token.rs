//! Refresh tokens: opaque to clients, verifiable by the server.
//!
//! ```text
//!   session id, 16 bytes │ secret, 32 bytes: 16 random bytes │ 16 of an HMAC over the session id and the random bytes
//! ```
//!
//! The HMAC distinguishes an issued and replaced token, which indicates a theft, from a token that somebody made up to end
//! another person's session. The successor of a token is derived from it under a server key: a client that repeats a request
//! whose response was lost gets the same successor, and no further token is minted. The older format, 32 random bytes, is still
//! accepted.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{
    keys::{Fingerprint, Keyring, sha256},
    random::Random,
    session::SessionId,
    token::{InvalidToken, SignedToken},
};

/// Number of random bytes in the secret, and of the HMAC bytes after them.
const HALF: usize = 16;

/// A refresh token. Stored as its SHA-256. Never printed by `Debug`.
pub struct RefreshToken {
    /// The session it renews.
    pub session_id: SessionId,
    secret: [u8; 2 * HALF],
}

impl RefreshToken {
    /// Generates a random token.
    pub fn random(session_id: SessionId, keys: &Keyring, random: &dyn Random) -> Self {
        Self::signed(session_id, random.bytes(), keys)
    }

    /// The successor of this token. Deterministic under the same key.
    pub fn successor(&self, keys: &Keyring) -> Self {
        let derived = keys.refresh_mac(&[b"successor", self.session_id.0.as_bytes().as_slice(), &self.secret].concat());
        let mut unguessable = [0; HALF];
        unguessable.copy_from_slice(&derived[..HALF]);
        Self::signed(self.session_id, unguessable, keys)
    }

    fn signed(session_id: SessionId, unguessable: [u8; HALF], keys: &Keyring) -> Self {
        let mut secret = [0; 2 * HALF];
        secret[..HALF].copy_from_slice(&unguessable);
        secret[HALF..].copy_from_slice(&keys.refresh_mac(&message(session_id, &unguessable))[..HALF]);
        Self { session_id, secret }
    }

    /// True if the token was issued here, under any live key.
    pub fn is_ours(&self, keys: &Keyring) -> bool {
        let (unguessable, mac) = self.secret.split_at(HALF);
        let expected = keys.refresh_macs(&message(self.session_id, unguessable));
        expected.iter().any(|expected| bool::from(expected[..HALF].ct_eq(mac)))
    }

    /// Parses a cookie value. Checks only the format.
    pub fn parse(text: &str) -> Result<Self, InvalidToken> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| InvalidToken)?;
        let (id, secret) = bytes.split_first_chunk::<16>().ok_or(InvalidToken)?;
        Ok(Self { session_id: SessionId(Uuid::from_bytes(*id)), secret: secret.try_into().map_err(|_| InvalidToken)? })
    }

    /// The cookie value.
    pub fn to_text(&self) -> SignedToken {
        BASE64URL_NOPAD.encode(&[self.session_id.0.as_bytes().as_slice(), &self.secret].concat()).into()
    }

    /// The stored form.
    pub fn fingerprint(&self) -> Fingerprint {
        sha256(&self.secret)
    }
}

fn message(session_id: SessionId, unguessable: &[u8]) -> Vec<u8> {
    [b"issued", session_id.0.as_bytes().as_slice(), unguessable].concat()
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RefreshToken({}, …)", self.session_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{random::OsRandom, token::expose};

    fn keyring() -> Keyring {
        Keyring::parse(&Keyring::generate(&OsRandom)).unwrap()
    }

    fn a_token(keys: &Keyring) -> RefreshToken {
        RefreshToken::random(SessionId::random(&OsRandom), keys, &OsRandom)
    }

    #[test]
    fn a_token_is_read_back_and_not_printed() {
        let token = a_token(&keyring());
        let text = expose(&token.to_text()).to_owned();
        let read = RefreshToken::parse(&text).unwrap();
        assert_eq!((read.session_id, read.fingerprint()), (token.session_id, token.fingerprint()));
        assert!(!format!("{token:?}").contains(&text));
        assert!(RefreshToken::parse("AAAA").is_err() && RefreshToken::parse(&format!("{text}AA")).is_err());
    }

    #[test]
    fn only_what_was_issued_here_for_this_session_is_ours() {
        let (old, new) = (Keyring::generate(&OsRandom), Keyring::generate(&OsRandom));
        let keys = Keyring::parse(&old).unwrap();
        let token = a_token(&keys);
        assert!(token.is_ours(&keys) && token.successor(&keys).is_ours(&keys));
        assert!(token.is_ours(&Keyring::parse(&format!("{}\n{}", &*new, &*old)).unwrap()));
        assert!(!token.is_ours(&Keyring::parse(&new).unwrap()));
        let of_another = RefreshToken { session_id: SessionId::random(&OsRandom), secret: token.secret };
        let made_up = RefreshToken { session_id: token.session_id, secret: (&OsRandom as &dyn Random).bytes() };
        assert!(!of_another.is_ours(&keys) && !made_up.is_ours(&keys));
        for place in 0..token.secret.len() {
            let mut secret = token.secret;
            secret[place] ^= 1;
            assert!(!RefreshToken { session_id: token.session_id, secret }.is_ours(&keys), "byte {place}");
        }
    }

    #[test]
    fn a_token_has_one_successor_that_tells_nothing_without_the_key() {
        let keys = keyring();
        let token = a_token(&keys);
        let successor = token.successor(&keys);
        assert_eq!(successor.secret, token.successor(&keys).secret);
        assert_ne!(successor.secret, token.secret);
        assert_ne!(successor.successor(&keys).secret, successor.secret);
        assert_ne!(successor.secret, token.successor(&keyring()).secret);
        assert_ne!(successor.secret, a_token(&keys).successor(&keys).secret);
    }
}
