//! The caller of a request. Determined once per request, before the guards.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    extract::{FromRequestParts, Request},
    http::{Extensions, HeaderMap, Method, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};

use latchkey_core::{
    Administrator, AuthError, FullSession, Protected, SessionTokens,
    domain::{language::LanguageTag, token::Pending},
    sessions::{self, Authenticated, Renewal},
    sign_in,
};

use super::{
    client,
    cookies::{self, Name},
    refusal::{AccountLanguage, Refusal, Refused},
    route::Kind,
    state::AppState,
};

/// The caller of a request.
#[derive(Clone, Debug, Default)]
pub enum Caller {
    /// Not signed in.
    #[default]
    Anonymous,
    /// The password was right, and the second factor is missing.
    Pending(Pending),
    /// A live session, whatever factors were proved.
    Session(Arc<Authenticated>),
}

impl Caller {
    /// Returns the caller of a request.
    pub fn of(parts: &Parts) -> Self {
        parts.extensions.get().cloned().unwrap_or_default()
    }

    /// The language that the account of the session asks for.
    pub fn language(&self) -> Option<&LanguageTag> {
        match self {
            Self::Session(who) => who.account().language.as_ref(),
            Self::Pending(_) | Self::Anonymous => None,
        }
    }

    /// Returns the pending sign-in.
    pub fn pending(&self) -> Result<Pending, AuthError> {
        match self {
            Self::Pending(pending) => Ok(*pending),
            Self::Session(_) | Self::Anonymous => Err(AuthError::SignInOver),
        }
    }

    /// Returns the session if it has all factors that its account has.
    pub fn full_session(&self) -> Result<FullSession, AuthError> {
        match self {
            Self::Session(who) => Arc::clone(who).full(),
            Self::Pending(_) => Err(AuthError::SecondFactorMissing),
            Self::Anonymous => Err(AuthError::NotSignedIn),
        }
    }
}

/// Cookie changes for the response.
#[derive(Default)]
struct Effect {
    renew: Option<SessionTokens>,
    forget: Vec<Name>,
    /// The refresh token was already replaced by another request, whose response may still be on its way.
    is_late: bool,
}

/// Set when a handler has ended the session of its request. The session's cookies are then not renewed.
#[derive(Clone, Default)]
pub struct SessionEnded(Arc<AtomicBool>);

impl SessionEnded {
    /// Marks the session as ended.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// In a response to which cookies of a session were added.
#[derive(Clone, Copy)]
pub struct SetsSession;

/// The cookies of a session.
const SESSION: [Name; 2] = [Name::Access, Name::Refresh];

/// Determines the caller from the cookies. Renews an expired access token in the same request.
pub async fn recognise<F>((state, kind): (&AppState, Kind), mut request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let renews = kind != Kind::Api;
    let (caller, effect) = match who(state, (request.extensions(), request.headers()), renews).await {
        Ok(found) => found,
        Err(error) => return Refusal::from(error).into_response(),
    };
    let language = caller.language().cloned();
    request.extensions_mut().insert(caller);
    let ended = SessionEnded::default();
    request.extensions_mut().insert(ended.clone());
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = match effect.is_late && !is_safe {
        false => next(request).await,
        true => once_more(&request),
    };
    if let Some(language) = language.filter(|_| response.extensions().get::<Refused>().is_some()) {
        response.extensions_mut().insert(AccountLanguage(language));
    }
    let origin = &state.site().origin;
    // Cookies that the response itself sets take precedence.
    let mut set: Vec<_> = effect
        .forget
        .iter()
        .filter(|name| !cookies::sets(response.headers(), **name, origin))
        .map(|name| cookies::clear(*name, origin))
        .collect();
    let renewed = effect.renew.filter(|_| !ended.0.load(Ordering::Relaxed));
    if let Some(tokens) = renewed.filter(|_| !cookies::sets(response.headers(), Name::Refresh, origin)) {
        set.extend(cookies::session(&tokens, (state.services().now(), &state.services().policy().lifetimes), origin));
    }
    if !set.is_empty() {
        response.extensions_mut().insert(SetsSession);
    }
    for cookie in set {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Redirects an unsafe request that came with an already replaced refresh token: somebody with a copy of such a token must not
/// act with it. The browser has the new tokens or receives them here, and repeats the request by itself (307, RFC 9110 §15.4.8).
fn once_more(request: &Request) -> Response {
    match request.uri().path_and_query() {
        // Two slashes begin the name of another host.
        Some(address) if address.as_str().starts_with("//") => Refusal::BadRequest.into_response(),
        Some(address) => Redirect::temporary(address.as_str()).into_response(),
        None => Refusal::Raced.into_response(),
    }
}

async fn who(
    state: &AppState,
    (extensions, headers): (&Extensions, &HeaderMap),
    renews: bool,
) -> Result<(Caller, Effect), AuthError> {
    let (services, origin) = (state.services(), &state.site().origin);
    let (access, refresh) = (cookies::read(headers, Name::Access, origin), cookies::read(headers, Name::Refresh, origin));
    let mut session = match access {
        Some(token) => sessions::authenticate(services, token).await?,
        None => None,
    };
    let mut effect = Effect::default();
    if session.is_none()
        && renews
        && let Some(token) = refresh
    {
        match sessions::renew(services, token, client::of_request((extensions, headers), origin)).await {
            Ok(Renewal::Renewed(who, tokens)) => (session, effect.renew) = (Some(who), Some(tokens)),
            Ok(Renewal::Repeated(who, tokens)) => {
                (session, effect.renew, effect.is_late) = (Some(who), Some(tokens), true);
            }
            Ok(Renewal::Raced(who)) => (session, effect.is_late) = (Some(who), true),
            Err(AuthError::NotSignedIn) => effect.forget = SESSION.into(),
            Err(error) => return Err(error),
        }
    } else if session.is_none() && renews && access.is_some() {
        effect.forget = SESSION.into();
    }
    let waiting = cookies::read(headers, Name::Pending, origin);
    let pending = waiting.and_then(|token| sign_in::read_pending(services, token));
    if renews && waiting.is_some() && pending.is_none() {
        effect.forget.push(Name::Pending);
    }
    let caller = match session {
        Some(who) if who.is_full() => Caller::Session(who),
        // A pending sign-in takes precedence over a session that lacks its second factor.
        lacking => match (pending, lacking) {
            (Some(pending), _) => Caller::Pending(pending),
            (None, Some(who)) => Caller::Session(who),
            (None, None) => Caller::Anonymous,
        },
    };
    Ok((caller, effect))
}

/// Handler guard: a live session with all factors that its account has.
pub struct Full(pub FullSession);

impl FromRequestParts<AppState> for Full {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Refusal> {
        Ok(Self(Caller::of(parts).full_session()?))
    }
}

/// Handler guard for the application: like [`Full`], with a second factor if the service requires one.
pub struct Guarded(pub Protected);

impl FromRequestParts<AppState> for Guarded {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        Ok(Self(Caller::of(parts).full_session()?.protected(state.services())?))
    }
}

/// Handler guard for the administration.
pub struct Admin(pub Administrator);

impl FromRequestParts<AppState> for Admin {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        Ok(Self(Caller::of(parts).full_session()?.administrator(state.services())?))
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}
