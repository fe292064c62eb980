//! Cookies: names, reading and setting. Only this module knows them.
//!
//! | Cookie | Content | Lifetime |
//! | --- | --- | --- |
//! | `latchkey-access` | the access token | 5 minutes |
//! | `latchkey-refresh` | the refresh token | as long as the session |
//! | `latchkey-pending` | the token of a pending sign-in | 5 minutes |
//! | `latchkey-typed` | sealed: the input of a rejected form | 5 minutes |
//! | `latchkey-reset` | the code of a password reset | 30 minutes |
//! | `latchkey-registration` | sealed: a registration whose address was confirmed | 30 minutes |
//! | `latchkey-passkey` | that no passkey is to be offered in this browser for now | 30 days |
//! | `latchkey-language` | the language chosen in this browser | a year |
//! | `latchkey-device` | known-device tokens of the accounts that signed in | 180 days after the last sign-in |
//! | `latchkey-gate` | at an application's host: a mark by which a browser is known that was sent to sign in | an hour |
//! | `latchkey-app` | at an application's host: the token of a session for that host | as long as the session |
//! | `latchkey-trust` | tokens of the accounts that trust this browser in place of a second factor | `trusted_browser_days` |
//!
//! With https, their names begin with `__Host-` (RFC 6265bis): Secure, no Domain, Path=/.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use cookie::{Cookie, SameSite};

use latchkey_core::{
    SessionTokens,
    domain::{
        language::LanguageTag,
        origin::Origin,
        session::Lifetimes,
        time::Timestamp,
        token::{self, SignedToken},
    },
    sign_in::PendingToken,
};

/// Name of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// The access token.
    Access,
    /// The refresh token.
    Refresh,
    /// The token of a pending sign-in.
    Pending,
    /// Fields of a rejected form.
    Typed,
    /// The code of a password reset.
    Reset,
    /// The code of a registration whose address was confirmed.
    Registration,
    /// Tokens of known devices.
    Device,
    /// Tokens of accounts that trust this browser.
    Trust,
    /// That no passkey is offered for now.
    PasskeyLater,
    /// The chosen language.
    Language,
    /// The mark of a browser at an application's host.
    Mark,
    /// The token of a session at an application's host.
    AtApp,
}

impl Name {
    /// Cookies cleared when a session ends or a sign-in is cancelled. The device stays known and trusted.
    pub const ENDING: [Self; 4] = [Self::Access, Self::Refresh, Self::Pending, Self::Typed];

    fn text(self, origin: &Origin) -> &'static str {
        match (self, origin.is_secure()) {
            (Self::Access, true) => "__Host-latchkey-access",
            (Self::Access, false) => "latchkey-access",
            (Self::Refresh, true) => "__Host-latchkey-refresh",
            (Self::Refresh, false) => "latchkey-refresh",
            (Self::Pending, true) => "__Host-latchkey-pending",
            (Self::Pending, false) => "latchkey-pending",
            (Self::Typed, true) => "__Host-latchkey-typed",
            (Self::Typed, false) => "latchkey-typed",
            (Self::Reset, true) => "__Host-latchkey-reset",
            (Self::Reset, false) => "latchkey-reset",
            (Self::Registration, true) => "__Host-latchkey-registration",
            (Self::Registration, false) => "latchkey-registration",
            (Self::Device, true) => "__Host-latchkey-device",
            (Self::Device, false) => "latchkey-device",
            (Self::Trust, true) => "__Host-latchkey-trust",
            (Self::Trust, false) => "latchkey-trust",
            (Self::PasskeyLater, true) => "__Host-latchkey-passkey",
            (Self::PasskeyLater, false) => "latchkey-passkey",
            (Self::Language, true) => "__Host-latchkey-language",
            (Self::Language, false) => "latchkey-language",
            (Self::Mark, true) => "__Host-latchkey-gate",
            (Self::Mark, false) => "latchkey-gate",
            (Self::AtApp, true) => "__Host-latchkey-app",
            (Self::AtApp, false) => "latchkey-app",
        }
    }
}

/// Reads a cookie. A duplicate was planted, so it counts as absent. Only the matching pair is decoded as text: other applications
/// on the same host may set any bytes.
pub fn read<'h>(headers: &'h HeaderMap, name: Name, origin: &Origin) -> Option<&'h str> {
    let name = name.text(origin);
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"="));
    let first = found.next()?;
    if found.next().is_some() {
        tracing::warn!(cookie = name, "cookie.twice");
        return None;
    }
    std::str::from_utf8(first).ok().filter(|value| value.is_ascii())
}

fn cookie(name: Name, value: String, age: Duration, origin: &Origin) -> HeaderValue {
    let cookie = Cookie::build((name.text(origin), value))
        .path("/")
        .http_only(true)
        .secure(origin.is_secure())
        .same_site(SameSite::Lax)
        .max_age(cookie::time::Duration::seconds(i64::try_from(age.as_secs()).unwrap_or(0)))
        .build();
    // Values are base64url or JWTs, which are valid header values.
    HeaderValue::from_str(&cookie.to_string()).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Cookies of a session, and of its device and its trust if the session is new.
pub fn session(tokens: &SessionTokens, (now, lifetimes): (Timestamp, &Lifetimes), origin: &Origin) -> Vec<HeaderValue> {
    let rest = tokens.expires_at.since(now);
    let mut set = vec![
        cookie(Name::Access, token::expose(&tokens.access).to_owned(), Lifetimes::ACCESS_TOKEN.min(rest), origin),
        cookie(Name::Refresh, token::expose(&tokens.refresh).to_owned(), rest, origin),
    ];
    if let Some(device) = &tokens.device {
        set.push(cookie(Name::Device, token::expose(device).to_owned(), Lifetimes::KNOWN_DEVICE, origin));
    }
    if let Some(trust) = &tokens.trust {
        set.push(cookie(Name::Trust, token::expose(trust).to_owned(), lifetimes.trust, origin));
    }
    set
}

/// Cookie of a pending sign-in.
pub fn pending(pending: &PendingToken, origin: &Origin) -> HeaderValue {
    cookie(Name::Pending, pending.expose().to_owned(), Lifetimes::PENDING_SIGN_IN, origin)
}

/// Cookie with the sealed input of a rejected form, for the next page.
pub fn typed(sealed: String, origin: &Origin) -> HeaderValue {
    cookie(Name::Typed, sealed, Lifetimes::PENDING_SIGN_IN, origin)
}

/// Cookie with the code of a password reset.
pub fn reset(code: &SignedToken, origin: &Origin) -> HeaderValue {
    cookie(Name::Reset, token::expose(code).to_owned(), Lifetimes::RESET_CODE, origin)
}

/// Cookie with the code of a registration whose address was confirmed.
pub fn registration(code: &str, origin: &Origin) -> HeaderValue {
    cookie(Name::Registration, code.to_owned(), Lifetimes::RESET_CODE, origin)
}

/// Cookie with the chosen language.
pub fn language(tag: &LanguageTag, origin: &Origin) -> HeaderValue {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
    cookie(Name::Language, tag.to_string(), YEAR, origin)
}

/// Cookie with the mark of a browser, for the host of an application.
pub fn mark(mark: &SignedToken, origin: &Origin) -> HeaderValue {
    cookie(Name::Mark, token::expose(mark).to_owned(), Lifetimes::WAY_BACK, origin)
}

/// Cookie with the token of a session, for the host of an application.
pub fn at_app(token: &SignedToken, rest: Duration, origin: &Origin) -> HeaderValue {
    cookie(Name::AtApp, token::expose(token).to_owned(), rest, origin)
}

/// Cookie that puts the offer of a passkey off.
pub fn passkey_later(origin: &Origin) -> HeaderValue {
    const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);
    cookie(Name::PasskeyLater, "later".to_owned(), MONTH, origin)
}

/// Clears a cookie.
pub fn clear(name: Name, origin: &Origin) -> HeaderValue {
    cookie(name, String::new(), Duration::ZERO, origin)
}

/// Tells the browser to delete what pages of this site stored, on sign-out. Not `"cookies"`, which would cover the whole
/// registrable domain; not `"cache"`, which holds nothing personal.
pub fn clear_site_data() -> (HeaderName, HeaderValue) {
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"storage\""))
}

/// True if a response sets or clears this cookie.
pub fn sets(headers: &HeaderMap, name: Name, origin: &Origin) -> bool {
    let prefix = format!("{}=", name.text(origin));
    headers.get_all(header::SET_COOKIE).iter().any(|value| value.as_bytes().starts_with(prefix.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn origin(url: &str) -> Origin {
        Origin::new(Url::parse(url).unwrap())
    }

    #[test]
    fn behind_https_cookies_are_bound_to_the_host() {
        let set = clear(Name::Refresh, &origin("https://id.example.com"));
        assert_eq!(set.to_str().unwrap(), "__Host-latchkey-refresh=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0");
        assert!(!clear(Name::Refresh, &origin("http://localhost:3000")).to_str().unwrap().contains("Secure"));
    }

    #[test]
    fn a_cookie_that_comes_twice_or_under_a_look_alike_name_counts_as_none() {
        let https = origin("https://id.example.com");
        let read = |line: &'static str| {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_bytes(line.as_bytes()).unwrap())]);
            read(&headers, Name::Access, &https).map(ToOwned::to_owned)
        };
        assert_eq!(read("a=b; __Host-latchkey-access=x; c=d").as_deref(), Some("x"));
        assert_eq!(read("__Host-latchkey-access=x; __Host-latchkey-access=y"), None);
        assert_eq!(read("__HOST-latchkey-access=x"), None);
        assert_eq!(read("latchkey-access=x"), None);
        assert_eq!(read(";;=;"), None);
        // Cookies of other applications on the host.
        assert_eq!(read("city=Zürich; __Host-latchkey-access=x").as_deref(), Some("x"));
        assert_eq!(read("a=\u{80}; é=b;__Host-latchkey-access=x; c").as_deref(), Some("x"));
        assert_eq!(read("__Host-latchkey-access=ü"), None);
    }
}
