//! The question of `latchkey doctor`: how did my request arrive? Asked through the public URL, so that the answer says what the proxies
//! in between do to a request.
//!
//! ```text
//!  latchkey doctor ── Latchkey-Doctor: a signed question ──▶ proxies ──▶ server
//!                  ◀── Seen, signed as the answer to it ──── proxies ◀──
//! ```
//!
//! Whoever has no key gets what every path without a page gets. `latchkey_core::domain::doctor` says how both sides prove that they have one.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use latchkey_core::health;
use serde::{Deserialize, Serialize};

use crate::http::{client, refusal::Refusal, state::AppState};

/// Where it is asked (RFC 8615).
pub const PATH: &str = "/.well-known/latchkey-doctor";
/// The header of the question, and of the answer's signature.
pub const HEADER: HeaderName = HeaderName::from_static("latchkey-doctor");

/// So many bytes of one header are told.
const MOST_TOLD: usize = 500;

/// A request as the server saw it, and the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// Version of the server.
    pub version: String,
    /// Its public URL.
    pub public_url: String,
    /// Its clock, in milliseconds since the Unix epoch.
    pub clock: i64,
    /// `Host` of the request.
    pub host: Option<String>,
    /// Who has opened the connection: the nearest proxy, or the client.
    pub peer: Option<IpAddr>,
    /// Whether the server takes that for a trusted proxy.
    pub peer_is_trusted: bool,
    /// Whom the server takes for the client.
    pub client: IpAddr,
    /// Every address in `X-Forwarded-For`, as written, the nearest last.
    pub forwarded_for: Vec<String>,
}

/// Answers the question, if it is signed and fresh.
pub async fn seen(State(state): State<AppState>, request: Request) -> Response {
    let services = state.services();
    let text = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    let Some(question) = text.and_then(|text| health::question(services, text)) else {
        return Refusal::not_found().into_response();
    };
    let (headers, extensions) = (request.headers(), request.extensions());
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let seen = Seen {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        public_url: state.site().origin.ascii(),
        clock: services.now().0,
        host: told(headers, &header::HOST).into_iter().next(),
        peer,
        peer_is_trusted: peer.is_some_and(|peer| client::is_trusted(peer, &state.site().trusted_proxies)),
        client: client::address(extensions),
        forwarded_for: told(headers, &HeaderName::from_static("x-forwarded-for"))
            .iter()
            .flat_map(|line| line.split(','))
            .map(|hop| hop.trim().to_owned())
            .filter(|hop| !hop.is_empty())
            .collect(),
    };
    let Ok(body) = serde_json::to_vec(&seen) else { return Refusal::not_found().into_response() };
    let signature = HeaderValue::from_str(&health::sign_answer(services, &question, &body));
    let Ok(signature) = signature else { return Refusal::not_found().into_response() };
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json), (HEADER, signature)], body).into_response()
}

/// The lines of a header.
fn told(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let line = |value: &HeaderValue| {
        let bytes = value.as_bytes();
        String::from_utf8_lossy(bytes.get(..MOST_TOLD).unwrap_or(bytes)).into_owned()
    };
    headers.get_all(name).iter().map(line).collect()
}
