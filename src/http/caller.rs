//! Who is asking. Recognised once per request, before the guards.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use latchkey_core::{
    AuthError, FullSession, Protected, SessionTokens,
    domain::token::Pending,
    sessions::{self, Authenticated, Renewal},
    sign_in,
};

use super::{
    cookies::{self, Name},
    refusal::Refusal,
    route::Kind,
    state::AppState,
};

/// Who is asking.
#[derive(Clone, Debug, Default)]
pub enum Caller {
    /// Nobody known.
    #[default]
    Anonymous,
    /// Somebody whose password was right and whose second factor is awaited.
    Pending(Pending),
    /// Somebody with a live session, whatever was proved to open it.
    Session(Box<Authenticated>),
}

impl Caller {
    /// The caller of a request.
    pub fn of(parts: &Parts) -> Self {
        parts.extensions.get().cloned().unwrap_or_default()
    }

    /// The sign-in that waits for its second factor.
    pub fn pending(&self) -> Result<Pending, AuthError> {
        match self {
            Self::Pending(pending) => Ok(*pending),
            Self::Session(_) | Self::Anonymous => Err(AuthError::SignInOver),
        }
    }

    /// The session, with every factor that its account has.
    pub fn full_session(&self) -> Result<FullSession, AuthError> {
        match self {
            Self::Session(who) => (**who).clone().full(),
            Self::Pending(_) => Err(AuthError::SecondFactorMissing),
            Self::Anonymous => Err(AuthError::NotSignedIn),
        }
    }
}

/// Cookie changes to add to the response.
#[derive(Default)]
struct Effect {
    renew: Option<SessionTokens>,
    forget: Vec<Name>,
    /// The session's token was replaced before, by a request whose answer may still be on its way.
    is_late: bool,
}

/// Whether a handler has ended the session that it was called in. The session's cookies are not renewed then.
#[derive(Clone, Default)]
pub struct SessionEnded(Arc<AtomicBool>);

impl SessionEnded {
    /// Says that it has.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The cookies of a session.
const SESSION: [Name; 2] = [Name::Access, Name::Refresh];

/// Recognises the caller by their cookies. An access token that has expired is renewed in the same request.
pub async fn recognise(State((state, kind)): State<(AppState, Kind)>, mut request: Request, next: Next) -> Response {
    let renews = kind != Kind::Api;
    let (caller, effect) = match who(&state, request.headers().clone(), renews).await {
        Ok(found) => found,
        Err(error) => return Refusal::from(error).into_response(),
    };
    request.extensions_mut().insert(caller);
    let ended = SessionEnded::default();
    request.extensions_mut().insert(ended.clone());
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = match effect.is_late && !is_safe {
        false => next.run(request).await,
        true => once_more(&request),
    };
    let origin = &state.site().origin;
    // What the answer itself does to a cookie comes first.
    let mut set: Vec<_> = effect
        .forget
        .iter()
        .filter(|name| !cookies::sets(response.headers(), **name, origin))
        .map(|name| cookies::clear(*name, origin))
        .collect();
    let renewed = effect.renew.filter(|_| !ended.0.load(Ordering::Relaxed));
    if let Some(tokens) = renewed.filter(|_| !cookies::sets(response.headers(), Name::Refresh, origin)) {
        set.extend(cookies::session(&tokens, state.services().now(), origin));
    }
    for cookie in set {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Answers a request that came with a refresh token which was replaced before, and that would change something: whoever has a copy
/// of such a token must not act by it. The same request goes through with the present tokens, which the browser has or is given
/// here; it sends it once more by itself (RFC 9110 §15.4.8).
fn once_more(request: &Request) -> Response {
    match request.uri().path_and_query() {
        Some(address) => Redirect::temporary(address.as_str()).into_response(),
        None => Refusal::Raced.into_response(),
    }
}

async fn who(state: &AppState, headers: HeaderMap, renews: bool) -> Result<(Caller, Effect), AuthError> {
    let (services, origin) = (state.services(), &state.site().origin);
    let (access, refresh) = (cookies::read(&headers, Name::Access, origin), cookies::read(&headers, Name::Refresh, origin));
    let mut session = match access {
        Some(token) => sessions::authenticate(services, token).await?,
        None => None,
    };
    let mut effect = Effect::default();
    if session.is_none()
        && renews
        && let Some(token) = refresh
    {
        match sessions::renew(services, token).await {
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
    let waiting = cookies::read(&headers, Name::Pending, origin);
    let pending = waiting.and_then(|token| sign_in::read_pending(services, token));
    if renews && waiting.is_some() && pending.is_none() {
        effect.forget.push(Name::Pending);
    }
    let caller = match session {
        Some(who) if who.clone().full().is_ok() => Caller::Session(Box::new(who)),
        // A sign-in under way comes before a session that lacks its second factor.
        lacking => match (pending, lacking) {
            (Some(pending), _) => Caller::Pending(pending),
            (None, Some(who)) => Caller::Session(Box::new(who)),
            (None, None) => Caller::Anonymous,
        },
    };
    Ok((caller, effect))
}

/// Guards a handler: a live session with every factor that its account has.
pub struct Full(pub FullSession);

impl FromRequestParts<AppState> for Full {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Refusal> {
        Ok(Self(Caller::of(parts).full_session()?))
    }
}

/// Guards a handler of one's own application: the same, with a second factor where the service demands one.
pub struct Guarded(pub Protected);

impl FromRequestParts<AppState> for Guarded {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        Ok(Self(Caller::of(parts).full_session()?.protected(state.services())?))
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

impl<S: Send + Sync> FromRequestParts<(AppState, S)> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &(AppState, S)) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}
