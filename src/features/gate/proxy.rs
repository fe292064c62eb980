//! What proxies ask about each request: does it go on to the application, and whose is it?

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use latchkey_core::{
    domain::{
        gate::{AppRule, Claim, Decision, Denied, Gate, Missing, Target},
        origin::is_of_this_machine,
        token::expose,
    },
    gate::{self, Guest},
};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::{
    CALLBACK, SIGN_IN_HERE,
    contract::{Asked, Contract, Unclear},
    page_for,
};
use crate::guard::planted;
use crate::http::{
    client::is_trusted,
    cookies::{self, Name},
    fault, host,
    refusal::Answer,
    state::AppState,
};

/// What is encoded in a header: all that is not printable ASCII (RFC 9110 §5.5), and the percent sign itself.
const ENCODED: &AsciiSet = &CONTROLS.add(b'%');
/// Longest address to which a browser is led back, in bytes. From a longer one it is led to the start of the application.
const LONGEST_WAY_BACK: usize = 1500;

/// The answer to nginx.
pub async fn auth_request(State(state): State<AppState>, parts: Parts) -> Answer {
    answer(&state, Contract::AuthRequest, &parts).await
}

/// The answer to Traefik, Caddy and HAProxy.
pub async fn forward_auth(State(state): State<AppState>, parts: Parts) -> Answer {
    answer(&state, Contract::ForwardAuth, &parts).await
}

/// The answer to Envoy.
pub async fn ext_authz(State(state): State<AppState>, parts: Parts) -> Answer {
    answer(&state, Contract::ExtAuthz, &parts).await
}

/// What becomes of a request, for the proxy.
enum Verdict<'r> {
    /// It goes on, with what the application is told.
    Allowed(&'r AppRule, Option<Guest>),
    /// Something is missing: a program is told so.
    Missing,
    /// The browser goes elsewhere, and may get a cookie.
    Elsewhere(String, Option<HeaderValue>),
    /// It does not go on.
    Refused,
    /// The question is none.
    Malformed,
}

async fn answer(state: &AppState, contract: Contract, parts: &Parts) -> Answer {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    // Whoever else could send the headers of a proxy: somebody past it, or through it, at the service's own host.
    let own = state.site().origin.canonical_host();
    // Whoever names no host, or names it in the target, could mean that one.
    let named = host::of(parts).and_then(|host| Target::new(host.as_str(), "/").ok());
    let is_through = !is_of_this_machine(&own) && named.is_none_or(|target| target.host() == own);
    if is_through || !peer.is_some_and(|peer| is_trusted(peer, &state.site().trusted_proxies)) {
        fault::log_stranger_at_gate(peer);
        return Ok(rendered(state, (contract, &parts.headers), None, Verdict::Refused));
    }
    let asked = contract.read((&parts.method, &parts.uri), &parts.headers);
    let verdict = match &asked {
        Ok(asked) => decide(state, asked, &parts.headers).await?,
        Err(Unclear::Ambiguous(why)) => {
            tracing::debug!(%why, "gate.ambiguous");
            Verdict::Refused
        }
        Err(unclear) => {
            fault::log_malformed_at_gate(&unclear.to_string());
            Verdict::Malformed
        }
    };
    Ok(rendered(state, (contract, &parts.headers), asked.as_ref().ok(), verdict))
}

async fn decide<'s>(state: &'s AppState, asked: &Asked, headers: &HeaderMap) -> Result<Verdict<'s>, latchkey_core::AuthError> {
    let (services, site) = (state.services(), state.site());
    let Asked { target, method, is_secure } = asked;
    let is_right_scheme = is_secure.is_none_or(|is_secure| is_secure == site.origin.is_secure());
    if !is_right_scheme || !site.gate.knows(target.host()) {
        return Ok(Verdict::Refused);
    }
    match target.path() {
        CALLBACK => return come_back(state, target, headers).await,
        SIGN_IN_HERE => return Ok(sent_to_sign_in(state, (target, "/"), headers)),
        _ => {}
    }
    let guest = match cookies::read(headers, Name::AtApp, &site.origin) {
        Some(token) => gate::guest(services, target.host(), token).await?,
        None => None,
    };
    let rule = match site.gate.entry(target, method) {
        Ok((_, rule)) => rule,
        Err(denied) => {
            tracing::debug!(?denied, "gate.denied");
            return Ok(Verdict::Refused);
        }
    };
    Ok(match rule.decide(guest.as_ref().map(Guest::shown), services.now()) {
        Decision::Allowed => Verdict::Allowed(rule, guest),
        Decision::Needs(missing) if is_browser(headers) => {
            tracing::debug!(?missing, "gate.sent_away");
            sent_to_sign_in(state, (target, &way_back_of(method, target, headers)), headers)
        }
        Decision::Needs(Missing::Session | Missing::SecondFactor | Missing::Passkey | Missing::FreshProof) => Verdict::Missing,
        // A page of ours says who they are here and that this is not for them. Whoever has signed in as somebody else meanwhile goes on by it.
        Decision::Denied(Denied::Groups) if is_browser(headers) && asks_for_page(method) => {
            sent_to_sign_in(state, (target, &way_back_of(method, target, headers)), headers)
        }
        Decision::Denied(Denied::ByEntry | Denied::Case | Denied::Groups | Denied::NoEntry) => Verdict::Refused,
    })
}

/// True for somebody who reads pages: a program is told what is missing, and is led nowhere.
pub fn is_browser(headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let reads_html = said("accept").is_some_and(|accepted| accepted.contains("text/html"));
    let by_script = said("x-requested-with").is_some_and(|by| by.eq_ignore_ascii_case("XMLHttpRequest"));
    reads_html && !by_script && said("sec-fetch-mode").is_none_or(|mode| mode == "navigate")
}

/// The answer to whoever is shown no page.
pub fn not_allowed() -> Response {
    (StatusCode::FORBIDDEN, "Not allowed.\n").into_response()
}

/// True for the methods by which a page is asked for.
pub fn asks_for_page(method: &str) -> bool {
    matches!(method, "GET" | "HEAD")
}

/// Where a browser goes on to: what it asked for. What was sent with a form is lost, so it goes back to the form.
pub fn way_back_of(method: &str, target: &Target, headers: &HeaderMap) -> String {
    let written = if asks_for_page(method) {
        target.written().to_owned()
    } else {
        page_before(target, headers).unwrap_or_else(|| "/".to_owned())
    };
    if written.len() > LONGEST_WAY_BACK { "/".to_owned() } else { written }
}

fn page_before(target: &Target, headers: &HeaderMap) -> Option<String> {
    let page = Url::parse(headers.get(header::REFERER)?.to_str().ok()?).ok()?;
    let path = page.query().map_or_else(|| page.path().to_owned(), |query| format!("{}?{query}", page.path()));
    let page = Target::new(page.host_str()?, &path).ok()?;
    (page.host() == target.host()).then_some(path)
}

/// Leads a browser to sign in, with a mark by which it is known again.
fn sent_to_sign_in<'s>(state: &AppState, (target, back): (&Target, &str), headers: &HeaderMap) -> Verdict<'s> {
    let (services, origin) = (state.services(), &state.site().origin);
    let Ok(back) = target.at(back) else { return Verdict::Refused };
    // One mark for all pages that a browser has open.
    let known = cookies::read(headers, Name::Mark, origin);
    let known = known.and_then(|mark| Some((gate::way_back(services, target, (&back.url(scheme(state)), mark))?, None)));
    let (request, set) = known.unwrap_or_else(|| {
        let mark = gate::new_mark(services);
        let request = gate::way_back(services, target, (&back.url(scheme(state)), expose(&mark)));
        (request.unwrap_or_default(), Some(cookies::mark(&mark, origin)))
    });
    Verdict::Elsewhere(origin.join(&page_for(expose(&request))), set)
}

/// The scheme of all applications: that of the service itself.
pub fn scheme(state: &AppState) -> &'static str {
    if state.site().origin.is_secure() { "https" } else { "http" }
}

/// A browser comes with a code.
async fn come_back<'s>(state: &AppState, target: &Target, headers: &HeaderMap) -> Result<Verdict<'s>, latchkey_core::AuthError> {
    let (services, origin) = (state.services(), &state.site().origin);
    // Without a mark it was never here: somebody else's link, or it keeps no cookies.
    let Some(mark) = cookies::read(headers, Name::Mark, origin) else { return Ok(Verdict::Refused) };
    let code = target.query("code").unwrap_or_default();
    Ok(match gate::arrive(services, target.host(), (&code, mark)).await? {
        Some(arrived) => {
            let rest = arrived.expires_at.since(services.now());
            Verdict::Elsewhere(arrived.url, Some(cookies::at_app(&arrived.token, rest, origin)))
        }
        // Used before, as when somebody goes back to it; or too late.
        None => target.at("/").map_or(Verdict::Refused, |start| Verdict::Elsewhere(start.url(scheme(state)), None)),
    })
}

fn rendered(
    state: &AppState,
    (contract, headers): (Contract, &HeaderMap),
    asked: Option<&Asked>,
    verdict: Verdict<'_>,
) -> Response {
    let others = planted::without_ours(headers);
    let (rule, guest) = match &verdict {
        Verdict::Allowed(rule, guest) => (Some(*rule), guest.as_ref()),
        _ => (None, None),
    };
    let told = told(&state.site().gate, rule, guest);
    let mut response = match verdict {
        // Proxies put it in place of the client's own: no application gets what is for the gate.
        Verdict::Allowed(..) => (StatusCode::OK, [(header::COOKIE, others)]).into_response(),
        Verdict::Missing => (StatusCode::UNAUTHORIZED, "Sign in first.\n").into_response(),
        Verdict::Refused => not_allowed(),
        Verdict::Malformed => (StatusCode::BAD_REQUEST, "The proxy asks in a way that is not understood.\n").into_response(),
        Verdict::Elsewhere(place, set) => {
            let status = match contract {
                // The only one that it hands on.
                Contract::AuthRequest => StatusCode::UNAUTHORIZED,
                _ if asked.is_some_and(|asked| asks_for_page(&asked.method)) => StatusCode::FOUND,
                _ => StatusCode::SEE_OTHER,
            };
            let mut response = status.into_response();
            if let Ok(place) = HeaderValue::from_str(&place) {
                response.headers_mut().insert(header::LOCATION, place);
            }
            if let Some(cookie) = set {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            response
        }
    };
    response.headers_mut().extend(told);
    response
}

/// Everything that an application is told, empty where nothing is known: a header that is missing would leave the client's own in its place.
pub fn told(rules: &Gate, rule: Option<&AppRule>, guest: Option<&Guest>) -> Vec<(HeaderName, HeaderValue)> {
    let always = Claim::ALWAYS.into_iter().map(|(claim, name)| (HeaderName::from_static(name), Some(claim)));
    let of_rule = |name: &str| rule.and_then(|rule| rule.headers.iter().find(|(own, _)| own == name)).map(|(_, claim)| *claim);
    let further = rules.0.iter().flat_map(|rule| &rule.headers);
    let further = further.filter_map(|(name, _)| Some((HeaderName::from_bytes(name.as_bytes()).ok()?, of_rule(name))));
    let value = |claim: Option<Claim>| {
        let text = guest.zip(claim).map(|(guest, claim)| guest.claim(claim)).unwrap_or_default();
        HeaderValue::from_str(&utf8_percent_encode(&text, ENCODED).to_string()).unwrap_or_else(|_| HeaderValue::from_static(""))
    };
    let mut told: Vec<(HeaderName, HeaderValue)> = Vec::new();
    for (name, claim) in always.chain(further) {
        if !told.iter().any(|(known, _)| *known == name) {
            told.push((name, value(claim)));
        }
    }
    told
}
