//! Tokens: signed references to database rows.
//!
//! Access and pending tokens are JWTs (RFC 7519, RFC 8725): HS256 only, an explicit `typ` per kind, random ids and times as
//! claims, no personal data. They are not sufficient proof: each request looks up the row they name. Refresh tokens are opaque
//! (`refresh_token.rs`).

mod at_app;

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, crypto};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{
    account::AccountId,
    keys::Keyring,
    random::Random,
    session::{Factors, Lifetimes, PendingSignInId, Session, SessionId, TokenMark},
    time::Timestamp,
};

pub use at_app::{AtApp, WayBack};

/// Accepted difference between the clocks of replicas.
const LEEWAY_SECONDS: i64 = 5;

const ACCESS: &str = "latchkey-access+jwt";
const PENDING: &str = "latchkey-pending+jwt";

/// A token was not issued here or is no longer valid. Deliberately without a reason.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the token is not valid")]
pub struct InvalidToken;

/// A signed token for a cookie. Never printed by `Debug`.
pub type SignedToken = SecretString;

#[derive(Serialize, Deserialize)]
struct Claims<Extra> {
    iss: String,
    aud: String,
    sub: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: Uuid,
    #[serde(flatten)]
    extra: Extra,
}

#[derive(Serialize, Deserialize)]
struct AccessClaims {
    sid: Uuid,
    amr: Vec<String>,
    auth_time: i64,
    /// How good these methods are, where that has a name (OpenID Connect Core §2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
    /// True if a trusted browser stood in place of the second factor. A claim of Latchkey's own (RFC 7519 §4.3).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    trusted_browser: bool,
}

#[derive(Serialize, Deserialize)]
struct PendingClaims {}

/// Claims of an access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The session (`sid`).
    pub session_id: SessionId,
    /// The account (`sub`).
    pub account_id: AccountId,
    /// The factors proved when the token was signed (`amr`).
    pub factors: Factors,
    /// When all factors were last proved (`auth_time`), in whole seconds.
    pub authenticated_at: Timestamp,
    /// Mark of the refresh token issued with it (the end of `jti`).
    pub mark: TokenMark,
}

/// Claims of a pending token: the password of this account was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The pending sign-in (`jti`).
    pub id: PendingSignInId,
    /// The account (`sub`).
    pub account_id: AccountId,
}

/// Signs and verifies tokens.
#[derive(Debug)]
pub struct Tokens {
    issuer: String,
}

impl Tokens {
    /// Creates tokens for the service at this public URL, their `iss` and `aud`.
    pub fn new(public_url: &str) -> Self {
        Self { issuer: public_url.to_owned() }
    }

    /// Signs an access token for a session. The mark is that of the refresh token issued with it.
    pub fn sign_access(
        &self,
        (session, mark): (&Session, TokenMark),
        keys: &Keyring,
        now: Timestamp,
        random: &dyn Random,
    ) -> SignedToken {
        let expires = (now + Lifetimes::ACCESS_TOKEN).min(session.expires_at);
        let claims = self.claims((session.account_id, marked(mark, random)), (now, expires), AccessClaims::of(session));
        sign(ACCESS, &claims, keys)
    }

    /// Verifies an access token and returns its claims.
    pub fn read_access(&self, token: &str, keys: &Keyring, now: Timestamp) -> Result<Access, InvalidToken> {
        let claims: Claims<AccessClaims> = self.own(self.read(ACCESS, token, keys, now)?)?;
        Ok(Access {
            session_id: SessionId(claims.extra.sid),
            account_id: AccountId(claims.sub),
            factors: Factors::from_token(&claims.extra.amr, claims.extra.trusted_browser).ok_or(InvalidToken)?,
            authenticated_at: Timestamp::from_seconds(claims.extra.auth_time),
            mark: mark_in(claims.jti),
        })
    }

    /// Signs the token of a pending sign-in.
    pub fn sign_pending(&self, pending: Pending, keys: &Keyring, now: Timestamp) -> SignedToken {
        let claims = self.claims((pending.account_id, pending.id.0), (now, now + Lifetimes::PENDING_SIGN_IN), PendingClaims {});
        sign(PENDING, &claims, keys)
    }

    /// Verifies the token of a pending sign-in and returns its claims.
    pub fn read_pending(&self, token: &str, keys: &Keyring, now: Timestamp) -> Result<Pending, InvalidToken> {
        let claims: Claims<PendingClaims> = self.own(self.read(PENDING, token, keys, now)?)?;
        Ok(Pending { id: PendingSignInId(claims.jti), account_id: AccountId(claims.sub) })
    }

    fn claims<Extra>(
        &self,
        (account, jti): (AccountId, Uuid),
        (now, expires): (Timestamp, Timestamp),
        extra: Extra,
    ) -> Claims<Extra> {
        let (iat, exp) = (now.seconds(), expires.seconds());
        Claims { iss: self.issuer.clone(), aud: self.issuer.clone(), sub: account.0, iat, nbf: iat, exp, jti, extra }
    }

    /// Demands that a token is for this service itself.
    fn own<Extra>(&self, claims: Claims<Extra>) -> Result<Claims<Extra>, InvalidToken> {
        if claims.aud == self.issuer { Ok(claims) } else { Err(InvalidToken) }
    }

    /// Verifies a token of a kind. Whom it is for, the caller decides.
    fn read<Extra: DeserializeOwned>(
        &self,
        kind: &str,
        token: &str,
        keys: &Keyring,
        now: Timestamp,
    ) -> Result<Claims<Extra>, InvalidToken> {
        let (signed, signature) = token.rsplit_once('.').ok_or(InvalidToken)?;
        let (encoded_header, payload) = signed.split_once('.').ok_or(InvalidToken)?;
        // The header must equal the one that the server writes: any other algorithm, type, `crit` or key source is rejected.
        let key = keys.verifying_keys().find(|(kid, _)| encoded_header == header_text(&header(kind, kid)));
        let (_, key) = key.ok_or(InvalidToken)?;
        let is_signed = crypto::verify(signature, signed.as_bytes(), &DecodingKey::from_secret(key), Algorithm::HS256);
        if !is_signed.is_ok_and(|is_signed| is_signed) {
            return Err(InvalidToken);
        }
        let payload = BASE64URL_NOPAD.decode(payload.as_bytes()).map_err(|_| InvalidToken)?;
        let claims: Claims<Extra> = serde_json::from_slice(&payload).map_err(|_| InvalidToken)?;
        if claims.iss != self.issuer {
            return Err(InvalidToken);
        }
        let early = now.seconds() + LEEWAY_SECONDS;
        (now.seconds() < claims.exp && early >= claims.nbf && early >= claims.iat).then_some(claims).ok_or(InvalidToken)
    }
}

impl AccessClaims {
    fn of(session: &Session) -> Self {
        Self {
            sid: session.id.0,
            amr: session.factors.amr().iter().map(ToString::to_string).collect(),
            auth_time: session.authenticated_at.seconds(),
            acr: session.factors.acr().map(ToOwned::to_owned),
            trusted_browser: session.factors.is_by_trust(),
        }
    }
}

/// Generates a random `jti` that ends with a mark.
fn marked(mark: TokenMark, random: &dyn Random) -> Uuid {
    let mut bytes: [u8; 16] = random.bytes();
    bytes[10..].copy_from_slice(&mark.0);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn mark_in(jti: Uuid) -> TokenMark {
    let [.., a, b, c, d, e, f] = *jti.as_bytes();
    TokenMark([a, b, c, d, e, f])
}

fn header(kind: &str, kid: &str) -> Header {
    Header { typ: Some(kind.to_owned()), kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) }
}

#[expect(clippy::expect_used, reason = "a header of strings is always JSON")]
fn header_text(header: &Header) -> String {
    BASE64URL_NOPAD.encode(&serde_json::to_vec(header).expect("a JWT header"))
}

#[expect(clippy::expect_used, reason = "an HMAC of a JSON object cannot fail")]
fn sign<Extra: Serialize>(kind: &str, claims: &Claims<Extra>, keys: &Keyring) -> SignedToken {
    let (kid, key) = keys.signing_key();
    jsonwebtoken::encode(&header(kind, kid), claims, &EncodingKey::from_secret(key)).expect("claims sign").into()
}

/// Exposes the text of a token, for its cookie.
pub fn expose(token: &SignedToken) -> &str {
    token.expose_secret()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{random::OsRandom, refresh_token::RefreshToken};
    use std::time::Duration;

    const MARK: TokenMark = TokenMark([1, 2, 3, 4, 5, 6]);

    struct World {
        tokens: Tokens,
        keys: Keyring,
        now: Timestamp,
        session: Session,
    }

    fn world() -> World {
        let now = Timestamp::from_seconds(1_800_000_000);
        let session = Session {
            id: SessionId::random(&OsRandom),
            account_id: AccountId::random(&OsRandom),
            factors: Factors::PasswordAndTotp,
            authenticated_at: now,
            created_at: now,
            last_used_at: now,
            expires_at: now + Duration::from_secs(3600),
            unseen: None,
        };
        let keys = Keyring::parse(&Keyring::generate(&OsRandom)).unwrap();
        World { tokens: Tokens::new("https://id.example.com"), keys, now, session }
    }

    impl World {
        fn access(&self) -> String {
            expose(&self.tokens.sign_access((&self.session, MARK), &self.keys, self.now, &OsRandom)).to_owned()
        }

        fn read(&self, token: &str) -> Result<Access, InvalidToken> {
            self.tokens.read_access(token, &self.keys, self.now)
        }

        /// Creates a token with this header and these changes to valid claims, signed with the server key whatever the header
        /// says.
        fn forged(&self, header: &str, change: impl FnOnce(&mut serde_json::Map<String, serde_json::Value>)) -> String {
            let good = self.access();
            let payload = BASE64URL_NOPAD.decode(good.split('.').nth(1).unwrap().as_bytes()).unwrap();
            let mut claims = serde_json::from_slice(&payload).unwrap();
            change(&mut claims);
            let body = format!(
                "{}.{}",
                BASE64URL_NOPAD.encode(header.as_bytes()),
                BASE64URL_NOPAD.encode(&serde_json::to_vec(&claims).unwrap())
            );
            let signature = jsonwebtoken::crypto::sign(
                body.as_bytes(),
                &EncodingKey::from_secret(self.keys.signing_key().1),
                Algorithm::HS256,
            )
            .unwrap();
            format!("{body}.{signature}")
        }

        fn good_header(&self) -> String {
            serde_json::to_string(&header(ACCESS, self.keys.signing_key().0)).unwrap()
        }
    }

    #[test]
    fn a_token_says_what_was_signed_and_nothing_about_the_person() {
        let world = world();
        let access = world.read(&world.access()).unwrap();
        assert_eq!(
            (access.session_id, access.account_id, access.factors, access.authenticated_at, access.mark),
            (world.session.id, world.session.account_id, world.session.factors, world.session.authenticated_at, MARK)
        );
        assert!(
            world.read(&world.forged(&world.good_header(), |_| {})).is_ok(),
            "the forger of these tests makes good tokens too"
        );
        let payload = BASE64URL_NOPAD.decode(world.access().split('.').nth(1).unwrap().as_bytes()).unwrap();
        let claims: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&payload).unwrap();
        let mut names: Vec<_> = claims.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["amr", "aud", "auth_time", "exp", "iat", "iss", "jti", "nbf", "sid", "sub"]);
    }

    #[test]
    fn foreign_headers_are_refused() {
        let world = world();
        let kid = world.keys.signing_key().0;
        for header in [
            format!(r#"{{"typ":"{ACCESS}","alg":"none","kid":"{kid}"}}"#),
            format!(r#"{{"typ":"{ACCESS}","alg":"noNE","kid":"{kid}"}}"#),
            format!(r#"{{"typ":"{ACCESS}","alg":"HS512","kid":"{kid}"}}"#),
            format!(r#"{{"typ":"{ACCESS}","alg":"RS256","kid":"{kid}"}}"#),
            format!(r#"{{"typ":"{ACCESS}","alg":["HS256"],"kid":"{kid}"}}"#),
            format!(r#"{{"typ":"{ACCESS}","kid":"{kid}"}}"#),
            format!(r#"{{"typ":"{ACCESS}","alg":"HS256","kid":"{kid}","crit":["x"]}}"#),
            format!(r#"{{"typ":"{ACCESS}","alg":"HS256","kid":"{kid}","b64":false}}"#),
            format!(r#"{{"typ":"{ACCESS}","alg":"HS256","kid":"{kid}","jku":"http://127.0.0.1/"}}"#),
            format!(r#"{{"typ":"{ACCESS}","alg":"HS256"}}"#),
            format!(r#"{{"typ":"{ACCESS}","alg":"HS256","kid":"../../dev/null"}}"#),
            format!(r#"{{"typ":"JWT","alg":"HS256","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#),
        ] {
            assert_eq!(world.read(&world.forged(&header, |_| {})), Err(InvalidToken), "{header}");
        }
        let good = world.access();
        assert_eq!(world.read(&good[..good.rfind('.').unwrap() + 1]), Err(InvalidToken), "no signature");
        assert_eq!(world.read(""), Err(InvalidToken));
        assert_eq!(world.read("a.b.c.d"), Err(InvalidToken));
    }

    #[test]
    fn foreign_claims_are_refused() {
        let world = world();
        let now = world.now.seconds();
        let header = world.good_header();
        let changes: Vec<(&str, Option<serde_json::Value>)> = vec![
            ("exp", Some((now).into())),
            ("exp", Some((now - 1).into())),
            ("exp", None),
            ("exp", Some("123".into())),
            ("exp", Some((-1).into())),
            ("exp", Some(1e30.into())),
            ("nbf", Some((now + 6).into())),
            ("nbf", None),
            ("iat", Some((now + 60).into())),
            ("iss", Some("https://evil.example".into())),
            ("iss", None),
            ("aud", Some("https://evil.example".into())),
            ("aud", None),
            ("sub", None),
            ("amr", Some(serde_json::json!(["otp"]))),
            ("trusted_browser", Some(true.into())),
            ("trusted_browser", Some("true".into())),
            ("sid", Some("not a uuid".into())),
        ];
        for (claim, value) in changes {
            let token = world.forged(&header, |claims| {
                match &value {
                    Some(value) => claims.insert(claim.into(), value.clone()),
                    None => claims.remove(claim),
                };
            });
            assert_eq!(world.read(&token), Err(InvalidToken), "{claim} {value:?}");
        }
    }

    #[test]
    fn no_token_stands_in_for_another_kind() {
        let world = world();
        let pending = Pending { id: PendingSignInId::random(&OsRandom), account_id: world.session.account_id };
        let pending_token = expose(&world.tokens.sign_pending(pending, &world.keys, world.now)).to_owned();
        assert_eq!(world.tokens.read_pending(&pending_token, &world.keys, world.now), Ok(pending));
        assert_eq!(world.read(&pending_token), Err(InvalidToken));
        assert_eq!(world.tokens.read_pending(&world.access(), &world.keys, world.now), Err(InvalidToken));
        let refresh = RefreshToken::random(world.session.id, &world.keys, &OsRandom);
        assert_eq!(world.read(expose(&refresh.to_text())), Err(InvalidToken));
        assert!(RefreshToken::parse(&pending_token).is_err());
    }

    #[test]
    fn access_ends_after_five_minutes_or_with_its_session_and_with_its_key() {
        let mut world = world();
        let token = world.access();
        world.now = world.now + Duration::from_secs(299);
        assert!(world.read(&token).is_ok());
        world.now = world.now + Duration::from_secs(1);
        assert_eq!(world.read(&token), Err(InvalidToken));
        world.keys = Keyring::parse(&Keyring::generate(&OsRandom)).unwrap();
        world.now = Timestamp::from_seconds(1_800_000_000);
        assert_eq!(world.read(&token), Err(InvalidToken));
    }
}
