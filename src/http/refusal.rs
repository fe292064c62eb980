//! Refusals: values, until `ui/refused.rs` turns them into a page, a redirect or a problem, by the kind of the route.

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use latchkey_core::{AuthError, Fault, domain::throttle, store::StoreError};

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
        let Self::Deed(error) = self else { return None };
        if let AuthError::TooManyAttempts { retry_after } = error {
            return Some(throttle::whole_seconds(*retry_after));
        }
        (error.fault() == Fault::Outage).then_some(RETRY_SECONDS)
    }

    /// Where a person is sent instead of being shown why.
    pub const fn detour(&self) -> Option<Detour> {
        match self {
            Self::Deed(error) => detour_of_deed(error),
            Self::Fields(_)
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

/// Where a person goes who cannot have what they asked for yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detour {
    /// To sign in.
    SignIn,
    /// To sign in once more, since the second step came too late.
    SignInAgain,
    /// To set two-factor authentication up.
    SetUp,
}

const fn detour_of_deed(error: &AuthError) -> Option<Detour> {
    match error {
        AuthError::NotSignedIn | AuthError::SecondFactorMissing => Some(Detour::SignIn),
        AuthError::SignInOver => Some(Detour::SignInAgain),
        AuthError::TwoFactorRequired => Some(Detour::SetUp),
        AuthError::Invalid(_)
        | AuthError::EmailTaken
        | AuthError::WrongCredentials
        | AuthError::WrongPassword
        | AuthError::WrongCode
        | AuthError::CodeUsed
        | AuthError::WrongRecoveryCode
        | AuthError::TooManyAttempts { .. }
        | AuthError::CodesDisabled
        | AuthError::StepUpNeeded
        | AuthError::AlreadyOn
        | AuthError::NotOn
        | AuthError::EnrolmentOver
        | AuthError::NotFound
        | AuthError::QuotaReached { .. }
        | AuthError::Overloaded
        | AuthError::Unavailable(_)
        | AuthError::Broken(_) => None,
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
