//! The context of a request, for all handlers and forms.

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
    Administrator, AuthError, Client, FullSession, Protected, Services, SessionTokens,
    domain::{language::LanguageTag, network::Network, origin::Origin, push::PushHosts, token::Pending},
    sessions::{self, Held},
    sign_in,
};

use super::{
    caller::{Caller, SessionEnded},
    client,
    cookies::{self, Name},
    next::local_path,
    route::RouteFacts,
    state::AppState,
    typed,
};
use crate::l10n::Locale;

/// A request and its caller.
#[derive(Clone)]
pub struct Visitor {
    /// State shared by all requests.
    pub state: AppState,
    /// The caller.
    pub caller: Caller,
    /// The client's IP address.
    pub address: IpAddr,
    /// The URI of the request.
    pub uri: Uri,
    /// The headers of the request.
    pub headers: HeaderMap,
    /// Facts about the route, if there is one.
    pub route: Option<RouteFacts>,
    /// The language for the person.
    pub locale: &'static Locale,
    ended: SessionEnded,
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts, state))
    }
}

impl Visitor {
    /// Returns the visitor of a request.
    pub fn of(parts: &Parts, state: &AppState) -> Self {
        let caller = Caller::of(parts);
        Self {
            locale: state.locale_for(caller.language(), &parts.headers),
            state: state.clone(),
            caller,
            address: client::address(&parts.extensions),
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            route: state.route_of(&parts.extensions),
            ended: parts.extensions.get().cloned().unwrap_or_default(),
        }
    }

    /// An anonymous visitor, for pages that replace another.
    pub fn nobody(state: &AppState, locale: &'static Locale) -> Self {
        Self {
            locale,
            state: state.clone(),
            caller: Caller::Anonymous,
            address: Ipv4Addr::UNSPECIFIED.into(),
            uri: Uri::default(),
            headers: HeaderMap::new(),
            route: None,
            ended: SessionEnded::default(),
        }
    }

    /// The services for the deeds.
    pub fn services(&self) -> &Services {
        self.state.services()
    }

    /// The site's origin.
    pub fn origin(&self) -> &Origin {
        &self.state.site().origin
    }

    /// Returns a cookie of Latchkey's.
    pub fn cookie(&self, name: Name) -> Option<&str> {
        cookies::read(&self.headers, name, self.origin())
    }

    /// The client, for limits and events.
    pub fn client(&self) -> Client<'_> {
        Client {
            address: self.address,
            device: self.cookie(Name::Device),
            trust: self.cookie(Name::Trust),
            user_agent: self.header(&header::USER_AGENT),
        }
    }

    /// For how many days a browser may be trusted in place of a second factor, if that is allowed.
    pub fn trust_days(&self) -> Option<u64> {
        let days = self.services().policy().lifetimes.trust.as_secs() / (24 * 3600);
        (days > 0).then_some(days)
    }

    /// True if there can be passkeys at this address.
    pub fn has_passkeys(&self) -> bool {
        self.services().policy().relying_party.is_ok()
    }

    /// The origin at which passkeys are used, if there can be any.
    pub fn origin_of_passkeys(&self) -> Option<String> {
        self.services().policy().relying_party.as_ref().ok().map(|party| party.origin().to_owned())
    }

    /// True if letters are sent.
    pub fn sends_mail(&self) -> bool {
        self.services().policy().sends_mail
    }

    /// True if people are told outside of their sessions.
    pub fn tells_people(&self) -> bool {
        self.services().policy().tells_people()
    }

    /// Hosts to which people may have their push messages sent.
    pub fn push_hosts(&self) -> &PushHosts {
        &self.services().policy().pushes.to_people
    }

    /// The language chosen in this browser, if one was.
    pub fn chosen_language(&self) -> Option<LanguageTag> {
        self.cookie(Name::Language).and_then(LanguageTag::parse)
    }

    /// Returns a header's text. Empty if it is missing.
    pub fn header(&self, name: &HeaderName) -> &str {
        self.headers.get(name).map(HeaderValue::to_str).and_then(Result::ok).unwrap_or_default()
    }

    /// Returns a query parameter.
    pub fn query(&self, name: &str) -> Option<String> {
        let pairs = url::form_urlencoded::parse(self.uri.query().unwrap_or_default().as_bytes());
        pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// Returns the `next` page if it is one of this site.
    pub fn next(&self) -> String {
        self.query("next").filter(|next| local_path(next).is_some()).unwrap_or_default()
    }

    /// Returns the `next` page, or `otherwise`.
    pub fn next_or(&self, otherwise: &str) -> String {
        Some(self.next()).filter(|next| !next.is_empty()).unwrap_or_else(|| otherwise.to_owned())
    }

    /// Returns the input for this field of a form rejected before.
    pub fn typed(&self, name: &str) -> String {
        typed::before(self.cookie(Name::Typed), (self.services(), Network::of(self.address)), name)
    }

    /// Returns the session if it has all factors that its account has.
    pub fn full_session(&self) -> Result<FullSession, AuthError> {
        self.caller.full_session()
    }

    /// The same, with a second factor if the service requires one.
    pub fn protected(&self) -> Result<Protected, AuthError> {
        self.full_session()?.protected(self.services())
    }

    /// Returns the administrator.
    pub fn administrator(&self) -> Result<Administrator, AuthError> {
        self.full_session()?.administrator(self.services())
    }

    /// Returns the pending sign-in.
    pub fn pending(&self) -> Result<Pending, AuthError> {
        self.caller.pending()
    }

    /// What the visitor presents on sign-out.
    fn held(&self) -> Held<'_> {
        let session = match &self.caller {
            Caller::Session(who) => Some(&**who),
            Caller::Pending(_) | Caller::Anonymous => None,
        };
        let pending = self.cookie(Name::Pending).and_then(|token| sign_in::read_pending(self.services(), token));
        Held { session, refresh_token: self.cookie(Name::Refresh), pending, client: self.client() }
    }

    /// Ends the session and the pending sign-in of this request. Returns whether there was any.
    pub async fn end_everything(&self) -> Result<bool, AuthError> {
        let ended = sessions::end_everything(self.services(), self.held()).await?;
        self.ended.set();
        Ok(ended)
    }

    /// Ends the session before the one that has just begun. That one counts whether or not this succeeds: a former session that
    /// cannot be ended now ends by itself.
    pub async fn end_former_session(&self) {
        let held = Held { pending: None, ..self.held() };
        if let Err(error) = sessions::end_everything(self.services(), held).await {
            tracing::warn!(%error, "session.former_not_ended");
        }
    }

    /// Cookies of a session.
    pub fn session_cookies(&self, tokens: &SessionTokens) -> Vec<HeaderValue> {
        cookies::session(tokens, (self.services().now(), &self.services().policy().lifetimes), self.origin())
    }

    /// A response that sets the cookies of a session.
    pub fn with_session(&self, tokens: &SessionTokens, answer: impl IntoResponse) -> Response {
        with_cookies(self.session_cookies(tokens), answer)
    }

    /// A response that clears cookies.
    pub fn without(&self, names: &[Name], answer: impl IntoResponse) -> Response {
        with_cookies(names.iter().map(|name| cookies::clear(*name, self.origin())), answer)
    }
}

/// A response with cookies.
pub fn with_cookies(set: impl IntoIterator<Item = HeaderValue>, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    for cookie in set {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
