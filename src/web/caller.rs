//! Who is asking. Recognised once per request, before the guards.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::Response,
};

use super::{
    cookies::{self, Name},
    fault,
    refusal::{Refusal, refuse},
    state::AppState,
};
use crate::{
    auth::{AuthError, Authenticated, FullSession, Renewal, SessionTokens},
    domain::token::Pending,
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
    /// The session, with every factor that its account has.
    pub fn full_session(&self) -> Result<FullSession, AuthError> {
        match self {
            Self::Session(who) => (**who).clone().full(),
            Self::Pending(_) => Err(AuthError::SecondFactorMissing),
            Self::Anonymous => Err(AuthError::NotSignedIn),
        }
    }
}

/// What an answer does to the cookies that say who is asking.
#[derive(Default)]
struct Effect {
    renew: Option<SessionTokens>,
    forget: Vec<Name>,
}

/// The cookies of a session.
const SESSION: [Name; 2] = [Name::Access, Name::Refresh];

/// Recognises the caller by their cookies. An access token that has expired is renewed in the same request.
pub async fn recognise(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    // The JSON door renews when it is asked to.
    let renews = !request.uri().path().starts_with("/api/");
    let (caller, effect) = match who(&state, request.headers().clone(), renews).await {
        Ok(found) => found,
        Err(error) => {
            fault::note("caller", &error);
            return refuse(&state, &request, Refusal::from(&error));
        }
    };
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    let origin = &state.site().origin;
    // What the answer itself does to a cookie comes first.
    let mut set: Vec<_> = effect
        .forget
        .iter()
        .filter(|name| !cookies::sets(response.headers(), **name, origin))
        .map(|name| cookies::clear(*name, origin))
        .collect();
    if let Some(tokens) = effect.renew.filter(|_| !cookies::sets(response.headers(), Name::Refresh, origin)) {
        set.extend(cookies::session(&tokens, state.auth().now(), origin));
    }
    for cookie in set {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn who(state: &AppState, headers: HeaderMap, renews: bool) -> Result<(Caller, Effect), AuthError> {
    let (auth, origin) = (state.auth(), &state.site().origin);
    let (access, refresh) = (cookies::read(&headers, Name::Access, origin), cookies::read(&headers, Name::Refresh, origin));
    let mut session = match access {
        Some(token) => auth.authenticate(token).await?,
        None => None,
    };
    let mut effect = Effect::default();
    if session.is_none()
        && renews
        && let Some(token) = refresh
    {
        match auth.renew(token).await {
            Ok(Renewal::Renewed(who, tokens)) => (session, effect.renew) = (Some(who), Some(tokens)),
            Ok(Renewal::Raced(who)) => session = Some(who),
            Err(AuthError::NotSignedIn) => effect.forget = SESSION.into(),
            Err(error) => return Err(error),
        }
    } else if session.is_none() && renews && access.is_some() {
        effect.forget = SESSION.into();
    }
    let waiting = cookies::read(&headers, Name::Pending, origin);
    let pending = waiting.and_then(|token| auth.read_pending(token));
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

/// The first of the two guards: demands a live session, whatever was proved to open it.
pub struct AnySession(pub Authenticated);

/// The second of the two guards: demands a live session with every factor that its account has.
pub struct Full(pub FullSession);

fn caller_of(parts: &Parts) -> Caller {
    parts.extensions.get().cloned().unwrap_or_default()
}

impl FromRequestParts<AppState> for AnySession {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        match caller_of(parts) {
            Caller::Session(who) => Ok(Self(*who)),
            _ => Err(refuse(state, &*parts, Refusal::NotSignedIn)),
        }
    }
}

impl FromRequestParts<AppState> for Full {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        caller_of(parts).full_session().map(Self).map_err(|error| refuse(state, &*parts, Refusal::from(&error)))
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Self::Rejection> {
        Ok(caller_of(parts))
    }
}
