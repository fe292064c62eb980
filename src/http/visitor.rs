//! The one context of a request: what every handler and every form may ask of it.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr},
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use latchkey_core::{
    AuthError, Client, FullSession, Protected, Services, SessionTokens,
    domain::{network::Network, origin::Origin, token::Pending},
    sessions::{self, Held},
    sign_in,
};

use super::{
    caller::{Caller, SessionEnded},
    client,
    cookies::{self, Name},
    next::local_path,
    state::AppState,
    typed,
};

/// A request, and who makes it.
#[derive(Clone)]
pub struct Visitor {
    /// What every request may use.
    pub state: AppState,
    /// Who is asking.
    pub caller: Caller,
    /// Their IP address.
    pub address: IpAddr,
    /// What is asked for.
    pub uri: Uri,
    /// The request's headers.
    pub headers: HeaderMap,
    ended: SessionEnded,
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts, state))
    }
}

impl Visitor {
    /// The visitor of a request.
    pub fn of(parts: &Parts, state: &AppState) -> Self {
        Self {
            state: state.clone(),
            caller: Caller::of(parts),
            address: client::address(&parts.extensions),
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            ended: parts.extensions.get().cloned().unwrap_or_default(),
        }
    }

    /// Nobody known, for pages that are shown instead of another.
    pub fn nobody(state: &AppState) -> Self {
        Self {
            state: state.clone(),
            caller: Caller::Anonymous,
            address: Ipv4Addr::UNSPECIFIED.into(),
            uri: Uri::default(),
            headers: HeaderMap::new(),
            ended: SessionEnded::default(),
        }
    }

    /// What the deeds need.
    pub fn services(&self) -> &Services {
        self.state.services()
    }

    /// The site's origin.
    pub fn origin(&self) -> &Origin {
        &self.state.site().origin
    }

    /// A cookie of ours.
    pub fn cookie(&self, name: Name) -> Option<&str> {
        cookies::read(&self.headers, name, self.origin())
    }

    /// The client, as limits know it.
    pub fn client(&self) -> Client<'_> {
        Client { address: self.address, device: self.cookie(Name::Device) }
    }

    /// A header's text; empty where there is none.
    pub fn header(&self, name: &HeaderName) -> &str {
        self.headers.get(name).map(HeaderValue::to_str).and_then(Result::ok).unwrap_or_default()
    }

    /// A parameter of the query.
    pub fn query(&self, name: &str) -> Option<String> {
        let pairs = url::form_urlencoded::parse(self.uri.query().unwrap_or_default().as_bytes());
        pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The page to go on to, if it is one of ours.
    pub fn next(&self) -> String {
        self.query("next").filter(|next| local_path(next).is_some()).unwrap_or_default()
    }

    /// The page to go on to, or else this one.
    pub fn next_or(&self, otherwise: &str) -> String {
        Some(self.next()).filter(|next| !next.is_empty()).unwrap_or_else(|| otherwise.to_owned())
    }

    /// What was typed into this field of a form that was refused before.
    pub fn typed(&self, name: &str) -> String {
        typed::before(self.cookie(Name::Typed), (self.services(), Network::of(self.address)), name)
    }

    /// The session, with every factor that its account has.
    pub fn full_session(&self) -> Result<FullSession, AuthError> {
        self.caller.full_session()
    }

    /// The same, with a second factor where the service demands one.
    pub fn protected(&self) -> Result<Protected, AuthError> {
        self.full_session()?.protected(self.services())
    }

    /// The sign-in that waits for its second factor.
    pub fn pending(&self) -> Result<Pending, AuthError> {
        self.caller.pending()
    }

    /// What the visitor holds that can be ended.
    fn held(&self) -> Held<'_> {
        let session = match &self.caller {
            Caller::Session(who) => Some(who.session.id),
            Caller::Pending(_) | Caller::Anonymous => None,
        };
        let pending = self.cookie(Name::Pending).and_then(|token| sign_in::read_pending(self.services(), token));
        Held { session, refresh_token: self.cookie(Name::Refresh), pending }
    }

    /// Ends the session and the pending sign-in of this request. Whether there was any.
    pub async fn end_everything(&self) -> Result<bool, AuthError> {
        let ended = sessions::end_everything(self.services(), self.held()).await?;
        self.ended.set();
        Ok(ended)
    }

    /// Ends the session before the one that has just begun.
    pub async fn end_former_session(&self) -> Result<(), AuthError> {
        sessions::end_everything(self.services(), Held { pending: None, ..self.held() }).await.map(drop)
    }

    /// The cookies of a session.
    pub fn session_cookies(&self, tokens: &SessionTokens) -> Vec<HeaderValue> {
        cookies::session(tokens, self.services().now(), self.origin())
    }

    /// An answer that sets the cookies of a session.
    pub fn with_session(&self, tokens: &SessionTokens, answer: impl IntoResponse) -> Response {
        with_cookies(self.session_cookies(tokens), answer)
    }

    /// An answer that takes cookies away.
    pub fn without(&self, names: &[Name], answer: impl IntoResponse) -> Response {
        with_cookies(names.iter().map(|name| cookies::clear(*name, self.origin())), answer)
    }
}

/// An answer with cookies.
pub fn with_cookies(set: impl IntoIterator<Item = HeaderValue>, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    for cookie in set {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
