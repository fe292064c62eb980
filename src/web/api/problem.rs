//! Problem documents (RFC 9457), and the only table from [`AuthError`] and [`Refusal`] to status and type.

use std::borrow::Cow;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    auth::AuthError,
    domain::{
        invalid::{Invalid, field},
        throttle,
    },
    ui::message::sentence,
    web::{
        fault,
        refusal::{RETRY_SECONDS, Refusal},
    },
};

/// A problem document, `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Names the cause, and stays the same: `urn:latchkey:problem:…`.
    #[serde(rename = "type")]
    kind: String,
    /// The cause as a sentence.
    title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong with which field, all at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    #[serde(skip)]
    retry_after: Option<u64>,
}

/// What is wrong with a field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// Its name in the body.
    pub field: Cow<'static, str>,
    /// A sentence.
    pub message: String,
}

impl Problem {
    fn new(status: StatusCode, name: &str, title: &'static str) -> Self {
        Self {
            kind: format!("urn:latchkey:problem:{name}"),
            title,
            status: status.as_u16(),
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// These fields cannot be taken.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(StatusCode::BAD_REQUEST, "invalid-input", "The input is invalid.") }
    }

    /// The body is no JSON object.
    pub fn malformed() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed-json", "The body is not a JSON object.")
    }

    /// The body is of another media type.
    pub fn unsupported_media_type() -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "The body must be application/json.")
    }

    /// Another call with the same refresh token was just ahead, and has the new cookies.
    pub fn refresh_raced() -> Self {
        let title = "Another call renewed this session a moment ago and has its new cookies.";
        Self::new(StatusCode::CONFLICT, "refresh-raced", title)
    }

    /// No representation that the caller takes.
    pub fn not_acceptable() -> Self {
        Self::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", "There is no such representation.")
    }
}

impl From<AuthError> for Problem {
    fn from(error: AuthError) -> Self {
        let (status, name, title) = match &error {
            AuthError::Invalid(fields) => return Self::invalid(field_errors(fields)),
            AuthError::EmailTaken => (StatusCode::CONFLICT, "email-taken", "There is an account with this e-mail address."),
            AuthError::WrongCredentials => (StatusCode::UNAUTHORIZED, "invalid-credentials", "Wrong e-mail address or password."),
            AuthError::WrongPassword => (StatusCode::UNAUTHORIZED, "wrong-password", "Wrong password."),
            AuthError::WrongCode => (StatusCode::UNAUTHORIZED, "wrong-code", "Wrong code."),
            AuthError::CodeUsed => (StatusCode::UNAUTHORIZED, "code-used", "This code was used already."),
            AuthError::WrongRecoveryCode => (StatusCode::UNAUTHORIZED, "wrong-recovery-code", "Wrong or used recovery code."),
            AuthError::CodesDisabled => (StatusCode::UNAUTHORIZED, "codes-disabled", "Codes are disabled: use a recovery code."),
            AuthError::SignInOver => (StatusCode::UNAUTHORIZED, "sign-in-over", "No sign-in waits for a second factor."),
            AuthError::NotSignedIn => (StatusCode::UNAUTHORIZED, "unauthenticated", "Not signed in."),
            AuthError::SecondFactorMissing => {
                (StatusCode::UNAUTHORIZED, "second-factor-required", "The second factor is required.")
            }
            AuthError::StepUpNeeded => (StatusCode::UNAUTHORIZED, "step-up-required", "A fresh authentication is required."),
            AuthError::TwoFactorRequired => {
                (StatusCode::FORBIDDEN, "two-factor-required", "This service demands two-factor authentication.")
            }
            AuthError::AlreadyOn => (StatusCode::CONFLICT, "two-factor-already-on", "Two-factor authentication is on already."),
            AuthError::NotOn => (StatusCode::CONFLICT, "two-factor-not-on", "Two-factor authentication is off."),
            AuthError::EnrolmentOver => (StatusCode::CONFLICT, "enrolment-over", "There is no secret to confirm. Generate one."),
            AuthError::QuotaReached { .. } => (StatusCode::CONFLICT, "quota-reached", "There is no room for more of these."),
            AuthError::NotFound => (StatusCode::NOT_FOUND, "not-found", "There is no such thing."),
            AuthError::TooManyAttempts { .. } => (StatusCode::TOO_MANY_REQUESTS, "too-many-attempts", "Too many attempts."),
            AuthError::Overloaded | AuthError::Unavailable(_) => return faulty(&error, Refusal::Unavailable),
            AuthError::Broken(_) => return faulty(&error, Refusal::Broken),
        };
        let retry_after = match &error {
            AuthError::TooManyAttempts { retry_after } => Some(throttle::whole_seconds(*retry_after)),
            _ => None,
        };
        Self { retry_after, ..Self::new(status, name, title) }
    }
}

fn faulty(error: &AuthError, refusal: Refusal) -> Problem {
    fault::note("api", error);
    refusal.into()
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (name, title) = match refusal {
            Refusal::NotSignedIn => return AuthError::NotSignedIn.into(),
            Refusal::SecondFactorMissing => return AuthError::SecondFactorMissing.into(),
            Refusal::NoPendingSignIn => return AuthError::SignInOver.into(),
            Refusal::TwoFactorRequired => return AuthError::TwoFactorRequired.into(),
            Refusal::NotFound => return AuthError::NotFound.into(),
            Refusal::Raced => return Self::refresh_raced(),
            Refusal::UnsupportedMediaType => return Self::unsupported_media_type(),
            Refusal::Unguarded => ("forbidden", "Nobody may call this."),
            Refusal::CrossSite => ("cross-site", "The request came from another site."),
            Refusal::MethodNotAllowed => ("method-not-allowed", "Not by this method."),
            Refusal::TooLarge => ("too-large", "The body is too large."),
            Refusal::BadRequest => ("bad-request", "The request did not arrive whole."),
            Refusal::OtherHost => ("other-host", "The request is for another host than this service's."),
            Refusal::Unavailable => ("unavailable", "The service cannot do this right now. Nothing was changed."),
            Refusal::Broken => ("internal", "Something broke. It has been noted."),
        };
        let retry_after = (refusal == Refusal::Unavailable).then_some(RETRY_SECONDS.into());
        Self { retry_after, ..Self::new(refusal.status(), name, title) }
    }
}

/// What is wrong with fields, as a problem document says it.
pub fn field_errors(invalid: &[Invalid]) -> Vec<FieldError> {
    invalid.iter().map(field_error).collect()
}

fn field_error(invalid: &Invalid) -> FieldError {
    let field = match &*invalid.field {
        field::CODE => "twoFactorAuthenticationCode".into(),
        field::RECOVERY_CODE => "recoveryCode".into(),
        _ => invalid.field.clone(),
    };
    FieldError { field, message: sentence(invalid) }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110 §15.5.2 wants a challenge; sessions are carried by cookies.
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Cookie realm=\"latchkey\""));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
