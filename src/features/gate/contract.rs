//! What each kind of proxy tells of a request, and in which headers. Nothing is read from where that proxy does not overwrite it.

use axum::http::{HeaderMap, HeaderName, Method, Uri, header};
use latchkey_core::domain::gate::{Ambiguous, Target};

use super::EXT_AUTHZ;

/// How a proxy asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contract {
    /// nginx, `auth_request`: the headers that its configuration sets, `X-Original-URL` and `X-Original-Method`. It takes 2xx, 401 and 403.
    AuthRequest,
    /// Traefik, Caddy and HAProxy: `X-Forwarded-Method`, `-Proto`, `-Host` and `-Uri`. Any answer but 2xx goes to the browser.
    ForwardAuth,
    /// Envoy, `ext_authz` over HTTP: the method, host, path and query of the question itself. Any answer but 200 goes to the browser.
    ExtAuthz,
}

/// The request that a proxy asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its method.
    pub method: String,
    /// True if it came over https. `None`: the proxy does not tell.
    pub is_secure: Option<bool>,
    /// What it is about.
    pub target: Target,
}

/// Why a question cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    /// A header of the contract is missing: the proxy's configuration is not the one of the documentation.
    #[error("the header {0} is missing: see the recipe for this proxy in docs/guarding.md")]
    Missing(&'static str),
    /// A header comes twice, or under a name that some servers take for it.
    #[error("the header {0} comes twice, or under a name that looks like it")]
    Doubled(&'static str),
    /// A header does not hold what it should.
    #[error("the header {0} holds something else than it should")]
    Malformed(&'static str),
    /// The address may mean something else to the application.
    #[error(transparent)]
    Ambiguous(#[from] Ambiguous),
}

impl Contract {
    /// The headers that it reads.
    const fn headers(self) -> &'static [&'static str] {
        match self {
            Self::AuthRequest => &["x-original-url", "x-original-host", "x-original-method"],
            Self::ForwardAuth => &["x-forwarded-method", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-uri"],
            Self::ExtAuthz => &["host"],
        }
    }

    /// Reads a question.
    pub fn read(self, (method, uri): (&Method, &Uri), headers: &HeaderMap) -> Result<Asked, Unclear> {
        for own in self.headers() {
            // CVE-2025-64484, CVE-2026-39858: an alias would be read by the next server as the header itself.
            let is_alias = |name: &HeaderName| name.as_str() != *own && name.as_str().replace('_', "-") == *own;
            if headers.keys().any(is_alias) {
                return Err(Unclear::Doubled(own));
            }
        }
        match self {
            Self::AuthRequest => {
                const URL: &str = "x-original-url";
                let (scheme, rest) = one(headers, URL)?.split_once("://").ok_or(Unclear::Malformed(URL))?;
                let end = rest.find('/').ok_or(Unclear::Malformed(URL))?;
                let (host, path) = rest.split_at(end);
                let method = read_method(one(headers, "x-original-method")?, "x-original-method")?;
                let target = Target::new(host, path)?;
                demand_routed_host(headers, &target)?;
                Ok(Asked { method, is_secure: Some(is_secure(scheme, URL)?), target })
            }
            Self::ForwardAuth => {
                let method = read_method(one(headers, "x-forwarded-method")?, "x-forwarded-method")?;
                let is_secure = is_secure(one(headers, "x-forwarded-proto")?, "x-forwarded-proto")?;
                let target = Target::new(one(headers, "x-forwarded-host")?, one(headers, "x-forwarded-uri")?)?;
                Ok(Asked { method, is_secure: Some(is_secure), target })
            }
            Self::ExtAuthz => {
                let whole = uri.path_and_query().map_or("", |path| path.as_str());
                let path = whole.strip_prefix(EXT_AUTHZ).unwrap_or_default();
                let target = Target::new(one(headers, header::HOST.as_str())?, path)?;
                Ok(Asked { method: method.to_string(), is_secure: None, target })
            }
        }
    }
}

/// Where nginx says by which host it chose the application, that is the host that is asked for: in a target in absolute form
/// (RFC 9112 §3.2.2) it is another than `Host`, and `$http_host` is not the one that counts.
fn demand_routed_host(headers: &HeaderMap, target: &Target) -> Result<(), Unclear> {
    const HOST: &str = "x-original-host";
    if !headers.contains_key(HOST) {
        return Ok(());
    }
    let routed = Target::new(one(headers, HOST)?, "/")?;
    if routed.host() == target.host() { Ok(()) } else { Err(Unclear::Ambiguous(Ambiguous::Host)) }
}

fn one<'h>(headers: &'h HeaderMap, name: &str) -> Result<&'h str, Unclear> {
    let name = ALL.into_iter().find(|known| *known == name).unwrap_or_default();
    let mut lines = headers.get_all(name).iter();
    match (lines.next(), lines.next()) {
        (Some(line), None) => line.to_str().map_err(|_| Unclear::Malformed(name)),
        (Some(_), Some(_)) => Err(Unclear::Doubled(name)),
        (None, _) => Err(Unclear::Missing(name)),
    }
}

/// Every header that some contract reads.
const ALL: [&str; 8] = [
    "x-original-url",
    "x-original-host",
    "x-original-method",
    "x-forwarded-method",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-uri",
    "host",
];

fn read_method(text: &str, name: &'static str) -> Result<String, Unclear> {
    Method::from_bytes(text.as_bytes()).map(|method| method.to_string()).map_err(|_| Unclear::Malformed(name))
}

/// A WebSocket begins as a request over HTTP (RFC 6455 §1.3).
fn is_secure(scheme: &str, name: &'static str) -> Result<bool, Unclear> {
    match scheme.to_ascii_lowercase().as_str() {
        "https" | "wss" => Ok(true),
        "http" | "ws" => Ok(false),
        _ => Err(Unclear::Malformed(name)),
    }
}
