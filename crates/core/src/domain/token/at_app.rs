//! Tokens for the hosts of applications. Each names its host as its audience (`aud`), and is good nowhere else.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AccessClaims, Claims, InvalidToken, SignedToken, Tokens, sign};
use crate::domain::{
    account::AccountId,
    keys::{Fingerprint, Keyring},
    random::Random,
    session::{Factors, Lifetimes, Session, SessionId},
    time::Timestamp,
};

const AT_APP: &str = "latchkey-app+jwt";
const GATE: &str = "latchkey-gate+jwt";

#[derive(Serialize, Deserialize)]
struct GateClaims {
    /// Where the browser wanted to go.
    url: String,
    /// Fingerprint of its mark, in base64url.
    browser: String,
}

/// Claims of a token for the host of an application (its `aud`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtApp {
    /// The session (`sid`).
    pub session_id: SessionId,
    /// The account (`sub`).
    pub account_id: AccountId,
    /// The factors proved when the session was carried there (`amr`).
    pub factors: Factors,
    /// When all factors were last proved then (`auth_time`), in whole seconds.
    pub authenticated_at: Timestamp,
    /// When it was made (`iat`), in whole seconds.
    pub issued_at: Timestamp,
}

/// Claims of a gate token: a browser wants to go to the host of an application (its `aud`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayBack {
    /// The host, in canonical form.
    pub host: String,
    /// The address there.
    pub url: String,
    /// Fingerprint of the mark that the browser has for that host.
    pub browser: Fingerprint,
}

impl Tokens {
    /// Signs a token of a session for the host of an application. It is good there alone, as long as the session.
    pub fn sign_at_app(
        &self,
        session: &Session,
        host: &str,
        keys: &Keyring,
        (now, random): (Timestamp, &dyn Random),
    ) -> SignedToken {
        let claims = self.claims(
            (session.account_id, Uuid::from_bytes(random.bytes())),
            (now, session.expires_at),
            AccessClaims::of(session),
        );
        sign(AT_APP, &Claims { aud: host.to_owned(), ..claims }, keys)
    }

    /// Verifies the token of a session for this host, and returns its claims.
    pub fn read_at_app(&self, token: &str, host: &str, keys: &Keyring, now: Timestamp) -> Result<AtApp, InvalidToken> {
        let claims: Claims<AccessClaims> = self.read(AT_APP, token, keys, now)?;
        if claims.aud != host {
            return Err(InvalidToken);
        }
        Ok(AtApp {
            session_id: SessionId(claims.extra.sid),
            account_id: AccountId(claims.sub),
            factors: Factors::from_token(&claims.extra.amr, claims.extra.trusted_browser).ok_or(InvalidToken)?,
            authenticated_at: Timestamp::from_seconds(claims.extra.auth_time),
            issued_at: Timestamp::from_seconds(claims.iat),
        })
    }

    /// Signs the way back of a browser that was sent to sign in.
    pub fn sign_way_back(&self, way: &WayBack, keys: &Keyring, (now, random): (Timestamp, &dyn Random)) -> SignedToken {
        let extra = GateClaims { url: way.url.clone(), browser: BASE64URL_NOPAD.encode(&way.browser) };
        let nobody = AccountId(Uuid::nil());
        let claims = self.claims((nobody, Uuid::from_bytes(random.bytes())), (now, now + Lifetimes::WAY_BACK), extra);
        sign(GATE, &Claims { aud: way.host.clone(), ..claims }, keys)
    }

    /// Verifies a way back.
    pub fn read_way_back(&self, token: &str, keys: &Keyring, now: Timestamp) -> Result<WayBack, InvalidToken> {
        let claims: Claims<GateClaims> = self.read(GATE, token, keys, now)?;
        let browser = BASE64URL_NOPAD.decode(claims.extra.browser.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        Ok(WayBack { host: claims.aud, url: claims.extra.url, browser: browser.ok_or(InvalidToken)? })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::{
        random::OsRandom,
        session::PendingSignInId,
        token::{Pending, expose},
    };

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn session() -> Session {
        Session {
            id: SessionId::random(&OsRandom),
            account_id: AccountId::random(&OsRandom),
            factors: Factors::PasswordAndTotp,
            authenticated_at: NOW,
            created_at: NOW,
            last_used_at: NOW,
            expires_at: NOW + Duration::from_secs(3600),
            unseen: None,
        }
    }

    #[test]
    fn g_11_a_token_is_good_at_its_host_alone_and_is_none_of_another_kind() {
        let (tokens, keys) = (Tokens::new("https://id.example.com"), Keyring::parse(&Keyring::generate(&OsRandom)).unwrap());
        let session = session();
        let token = tokens.sign_at_app(&session, "notes.example.com", &keys, (NOW, &OsRandom));
        let read = |host: &str, now| tokens.read_at_app(expose(&token), host, &keys, now);
        let shown = read("notes.example.com", NOW).unwrap();
        assert_eq!((shown.session_id, shown.account_id, shown.factors), (session.id, session.account_id, session.factors));
        for host in ["other.example.com", "https://id.example.com", ""] {
            assert_eq!(read(host, NOW), Err(InvalidToken), "{host}");
        }
        assert_eq!(read("notes.example.com", session.expires_at), Err(InvalidToken), "it ends with its session");
        assert!(tokens.read_access(expose(&token), &keys, NOW).is_err());
        assert!(tokens.read_way_back(expose(&token), &keys, NOW).is_err());
        // F-15: whose second factor is missing has a token that opens nothing.
        let pending = Pending { id: PendingSignInId::random(&OsRandom), account_id: session.account_id };
        let pending = tokens.sign_pending(pending, &keys, NOW);
        assert!(tokens.read_at_app(expose(&pending), "https://id.example.com", &keys, NOW).is_err());
    }

    #[test]
    fn g_12_a_way_back_is_one_that_was_made_here_and_not_long_ago() {
        let (tokens, keys) = (Tokens::new("https://id.example.com"), Keyring::parse(&Keyring::generate(&OsRandom)).unwrap());
        let way = WayBack { host: "a.example".into(), url: "https://a.example/x?y".into(), browser: [7; 32] };
        let token = tokens.sign_way_back(&way, &keys, (NOW, &OsRandom));
        assert_eq!(tokens.read_way_back(expose(&token), &keys, NOW), Ok(way));
        assert!(tokens.read_way_back(expose(&token), &keys, NOW + Lifetimes::WAY_BACK).is_err());
        let others = Keyring::parse(&Keyring::generate(&OsRandom)).unwrap();
        assert!(tokens.read_way_back(expose(&token), &others, NOW).is_err());
        assert!(tokens.read_way_back("https://evil.example/", &keys, NOW).is_err());
    }
}
