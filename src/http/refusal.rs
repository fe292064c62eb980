//! Refusals: values, until `ui/refused.rs` turns them into a page, a redirect or a problem, by the kind of the route.

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use latchkey_core::{AuthError, domain::throttle, store::StoreError};

use super::field_error::FieldError;

/// After how many seconds it is worth asking again when something that is needed does not answer.
const RETRY_SECONDS: u64 = 5;

/// Why a request gets no further.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// What was asked for was refused by its own rules.
    Deed(AuthError),
    /// Fields of a body or parameters of a query cannot be taken: all of them.
    Fields(Vec<FieldError>),
    /// The body is no JSON object.
    MalformedJson,
    /// The body is of a media type that is not read here.
    UnsupportedMediaType,
    /// There is no representation that the caller takes.
    NotAcceptable,
    /// Another site sent it.
    CrossSite,
    /// Not by this method.
    MethodNotAllowed,
    /// Another request of the same browser was just ahead and has the new cookies.
    Raced,
    /// The body is too large.
    TooLarge,
    /// The request or its body cannot be read, or did not come in time.
    BadRequest,
    /// It is for another host.
    OtherHost,
}

/// What handlers return.
pub type Answer = Result<Response, Refusal>;

impl Refusal {
    /// There is no such thing.
    pub const fn not_found() -> Self {
        Self::Deed(AuthError::NotFound)
    }

    /// When to ask again, in seconds, where waiting helps.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Deed(AuthError::TooManyAttempts { retry_after }) => Some(throttle::whole_seconds(*retry_after)),
            Self::Deed(AuthError::Unavailable(_) | AuthError::Overloaded) => Some(RETRY_SECONDS),
            Self::Deed(_)
            | Self::Fields(_)
            | Self::MalformedJson
            | Self::UnsupportedMediaType
            | Self::NotAcceptable
            | Self::CrossSite
            | Self::MethodNotAllowed
            | Self::Raced
            | Self::TooLarge
            | Self::BadRequest
            | Self::OtherHost => None,
        }
    }
}

impl From<AuthError> for Refusal {
    fn from(error: AuthError) -> Self {
        Self::Deed(error)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Deed(error.into())
    }
}

/// A refusal in the extensions of a response that is still to be rendered.
#[derive(Clone)]
pub struct Refused(pub Arc<Refusal>);

impl IntoResponse for Refusal {
    /// A response that carries the value. What its headers say already, such as cookies, is kept when it is rendered.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Refused(Arc::new(self)));
        response
    }
}

/// Something broke, and this is the cause for the log.
pub fn broken(cause: impl std::fmt::Display) -> Refusal {
    Refusal::Deed(AuthError::Broken(cause.to_string()))
}

/// Something that is needed does not answer, and this is the cause for the log.
pub fn unavailable(cause: impl std::fmt::Display) -> Refusal {
    Refusal::Deed(AuthError::Unavailable(cause.to_string()))
}
