//! The JSON door: the same deeds as the pages, for programs. Described by `/api/v1/openapi.json`, browsable at `/api`.
//!
//! Cookies are the only carrier of a session. This door never renews one by itself: programs call `refresh`.

mod authentication;
mod body;
mod document;
mod posts;
pub mod problem;
mod two_factor;

use axum::{
    Router,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Serialize;
use utoipa::ToSchema;

use self::problem::Problem;
use super::{caller::Caller, client, cookies, state::AppState};
use crate::{
    auth::{AllFactors, Auth, Client, FullSession, Held, SessionTokens},
    domain::account::Account,
};

/// Where the JSON door begins.
pub const PREFIX: &str = "/api/v1";

/// Every route of the JSON door.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/api", get(document::page))
        .route("/api/v1/openapi.json", get(document::json))
        .route("/api/v1/authentication", get(authentication::me))
        .route("/api/v1/authentication/register", post(authentication::register))
        .route("/api/v1/authentication/log-in", post(authentication::log_in))
        .route("/api/v1/authentication/log-out", post(authentication::log_out))
        .route("/api/v1/authentication/refresh", post(authentication::refresh))
        .route("/api/v1/authentication/step-up", post(authentication::step_up))
        .route("/api/v1/2fa/generate", post(two_factor::generate))
        .route("/api/v1/2fa/turn-on", post(two_factor::turn_on))
        .route("/api/v1/2fa/authenticate", post(two_factor::authenticate))
        .route("/api/v1/2fa/turn-off", post(two_factor::turn_off))
        .route("/api/v1/2fa/recovery-codes", post(two_factor::recovery_codes))
        .route("/api/v1/posts", get(posts::list).post(posts::write))
        .route("/api/v1/posts/{id}", get(posts::one).patch(posts::change).delete(posts::remove))
}

/// What a handler returns.
type Answer = Result<Response, Problem>;

/// A call of this door: what every handler needs of its request.
struct Call {
    state: AppState,
    caller: Caller,
    address: std::net::IpAddr,
    headers: HeaderMap,
}

impl FromRequestParts<AppState> for Call {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let address = client::address(&parts.extensions);
        let caller = parts.extensions.get().cloned().unwrap_or_default();
        Ok(Self { state: state.clone(), caller, address, headers: parts.headers.clone() })
    }
}

impl Call {
    fn auth(&self) -> &Auth {
        self.state.auth()
    }

    fn client(&self) -> Client<'_> {
        Client { address: self.address, device: cookies::read(&self.headers, cookies::Name::Device, &self.state.site().origin) }
    }

    /// What was typed to prove every factor.
    fn all_factors<'c>(&'c self, password: &'c str, proof: &'c two_factor::TypedProof) -> AllFactors<'c> {
        AllFactors { password, proof: proof.as_proof(), client: self.client() }
    }

    fn full_session(&self) -> Result<FullSession, Problem> {
        Ok(self.caller.full_session()?)
    }

    /// An answer that sets the cookies of a session.
    fn with_session(&self, tokens: &SessionTokens, answer: impl IntoResponse) -> Response {
        let mut response = answer.into_response();
        for cookie in cookies::session(tokens, self.auth().now(), &self.state.site().origin) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// An answer that takes cookies away.
    fn without(&self, names: &[cookies::Name], answer: impl IntoResponse) -> Response {
        let mut response = answer.into_response();
        for name in names {
            response.headers_mut().append(header::SET_COOKIE, cookies::clear(*name, &self.state.site().origin));
        }
        response
    }

    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map(HeaderValue::to_str).and_then(Result::ok).unwrap_or_default()
    }

    /// Ends the session before the one that is about to begin.
    async fn end_former_session(&self) -> Result<(), Problem> {
        self.auth().end_everything(Held { pending: None, ..self.held() }).await?;
        Ok(())
    }

    /// What the caller holds that can be ended.
    fn held(&self) -> Held<'_> {
        let (session, pending) = match &self.caller {
            Caller::Session(who) => (Some(who.session.id), None),
            Caller::Pending(pending) => (None, Some(*pending)),
            Caller::Anonymous => (None, None),
        };
        Held { session, refresh_token: cookies::read(&self.headers, cookies::Name::Refresh, &self.state.site().origin), pending }
    }
}

/// A user, as programs see one.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct User {
    /// Random, stable.
    #[schema(format = "uuid")]
    id: String,
    /// In canonical form.
    #[schema(format = Email)]
    email: String,
    /// As the person wants to be called.
    name: String,
    /// Whether a second factor is asked for.
    is_two_factor_authentication_enabled: bool,
    /// RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<&Account> for User {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            email: account.email.to_string(),
            name: account.name.to_string(),
            is_two_factor_authentication_enabled: account.two_factor,
            created_at: account.created_at.to_string(),
        }
    }
}
