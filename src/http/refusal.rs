//! Refusals: values until `ui/refused.rs` renders them as a page, redirect or problem document, depending on the route's kind.

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use latchkey_core::{
    AuthError, Fault,
    domain::{language::LanguageTag, throttle},
    store::StoreError,
};

use super::field_error::FieldError;

/// `Retry-After` in seconds when a dependency does not answer.
const RETRY_SECONDS: u64 = 5;

/// Why a request is refused.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// Refused by the deed itself.
    Deed(AuthError),
    /// Invalid fields of a body or parameters of a query: all of them.
    Fields(Vec<FieldError>),
    /// The body is not a JSON object.
    MalformedJson,
    /// Unsupported media type of the body.
    UnsupportedMediaType,
    /// No representation matches `Accept`.
    NotAcceptable,
    /// Sent by another site.
    CrossSite,
    /// Method not allowed.
    MethodNotAllowed,
    /// Another request of the same browser was faster and has the new cookies.
    Raced,
    /// The body is too large.
    TooLarge,
    /// The request or its body is malformed, or did not arrive in time.
    BadRequest,
    /// For another host.
    OtherHost,
    /// The application behind this service does not answer.
    Application(Away),
}

/// Why the application behind this service does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// It cannot be reached, or what it says is no answer.
    Unreachable,
    /// It says nothing in time.
    Late,
    /// It has too many requests to answer.
    Busy,
}

/// Return type of handlers.
pub type Answer = Result<Response, Refusal>;

impl Refusal {
    /// The "not found" refusal.
    pub const fn not_found() -> Self {
        Self::Deed(AuthError::NotFound)
    }

    /// `Retry-After` in seconds, if waiting helps.
    pub fn retry_after(&self) -> Option<u64> {
        let Self::Deed(error) = self else {
            return matches!(self, Self::Application(Away::Busy)).then_some(RETRY_SECONDS);
        };
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
            | Self::OtherHost
            | Self::Application(_) => None,
        }
    }
}

/// The name of what an administrator does after a step-up, in the query of the step-up page.
pub const ADMINISTER: &str = "administer";

/// Where a person goes who cannot have what they asked for yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detour {
    /// To sign in.
    SignIn,
    /// To sign in once more, since the second step came too late.
    SignInAgain,
    /// To set two-factor authentication up.
    SetUp,
    /// To prove all factors again.
    StepUp,
}

const fn detour_of_deed(error: &AuthError) -> Option<Detour> {
    match error {
        AuthError::NotSignedIn | AuthError::SecondFactorMissing => Some(Detour::SignIn),
        AuthError::SignInOver => Some(Detour::SignInAgain),
        AuthError::TwoFactorRequired => Some(Detour::SetUp),
        AuthError::StepUpNeeded => Some(Detour::StepUp),
        AuthError::Invalid(_)
        | AuthError::EmailTaken
        | AuthError::WrongCredentials
        | AuthError::WrongPassword
        | AuthError::WrongCode
        | AuthError::ClockOff { .. }
        | AuthError::CodeUsed
        | AuthError::WrongRecoveryCode
        | AuthError::TooManyAttempts { .. }
        | AuthError::CodesDisabled
        | AuthError::AlreadyOn
        | AuthError::NotOn
        | AuthError::OtherAccount
        | AuthError::LastAuthenticator
        | AuthError::NoPasskeys(_)
        | AuthError::PasskeyRefused
        | AuthError::PasskeyUnknown
        | AuthError::PasskeyOver
        | AuthError::PasskeyCopied
        | AuthError::PasskeyTaken
        | AuthError::PasskeysNeeded
        | AuthError::PasswordMissing
        | AuthError::Sealed
        | AuthError::Disabled
        | AuthError::AwaitsApproval
        | AuthError::RegistrationClosed
        | AuthError::InvitationOver
        | AuthError::OwnAccount
        | AuthError::LastAdministrator
        | AuthError::Declared
        | AuthError::ResetOver
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

/// A refusal in the extensions of a response that is not yet rendered.
#[derive(Clone)]
pub struct Refused(pub Arc<Refusal>);

/// The language of the person who is refused, beside [`Refused`], if the account says it.
#[derive(Clone)]
pub struct AccountLanguage(pub LanguageTag);

impl IntoResponse for Refusal {
    /// A response that carries the refusal. Headers already set, such as cookies, are kept when it is rendered.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Refused(Arc::new(self)));
        response
    }
}

/// An internal fault, with its cause for the log.
pub fn broken(cause: impl std::fmt::Display) -> Refusal {
    Refusal::Deed(AuthError::Broken(cause.to_string()))
}

/// A dependency does not answer, with the cause for the log.
pub fn unavailable(cause: impl std::fmt::Display) -> Refusal {
    Refusal::Deed(AuthError::Unavailable(cause.to_string()))
}
