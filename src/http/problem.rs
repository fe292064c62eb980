//! Problem documents (RFC 9457), and the only mapping from a [`Refusal`] to a status and a type.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use latchkey_core::AuthError;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    field_error::FieldError,
    refusal::{Away, Refusal},
    route::RouteFacts,
    state::AppState,
};

/// A problem document, `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Identifies the cause. Stable: `urn:latchkey:problem:…`.
    #[serde(rename = "type")]
    kind: String,
    /// The cause as a sentence.
    title: &'static str,
    /// The HTTP status of the response.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// The invalid fields, all at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// With `clock-off`: by how many seconds the clock is ahead; negative, if it is behind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    clock_offset_seconds: Option<i64>,
}

impl Problem {
    /// Builds the document for a refusal.
    pub fn of(refusal: &Refusal, asked: (&AppState, Option<RouteFacts>)) -> Self {
        let (status, name, title) = entry(refusal);
        let mut errors = Vec::new();
        if let Refusal::Deed(AuthError::Invalid(fields)) = refusal {
            errors.extend(fields.iter().map(|invalid| FieldError::of(invalid, asked)));
        } else if let Refusal::Fields(fields) = refusal {
            errors.clone_from(fields);
        }
        let clock_offset_seconds = match refusal {
            Refusal::Deed(AuthError::ClockOff { seconds }) => Some(*seconds),
            _ => None,
        };
        Self { kind: format!("urn:latchkey:problem:{name}"), title, status: status.as_u16(), errors, clock_offset_seconds }
    }
}

/// Returns the status of a refusal.
pub fn status(refusal: &Refusal) -> StatusCode {
    entry(refusal).0
}

/// Returns the title of a refusal: one sentence in English.
pub fn title(refusal: &Refusal) -> &'static str {
    entry(refusal).2
}

/// Status, type name and title.
fn entry(refusal: &Refusal) -> (StatusCode, &'static str, &'static str) {
    match refusal {
        Refusal::Deed(error) => entry_of_deed(error),
        Refusal::Fields(_) => (StatusCode::BAD_REQUEST, "invalid-input", "The input is invalid."),
        Refusal::MalformedJson => (StatusCode::BAD_REQUEST, "malformed-json", "The body is not a JSON object."),
        Refusal::UnsupportedMediaType => {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "The body must be application/json.")
        }
        Refusal::NotAcceptable => (StatusCode::NOT_ACCEPTABLE, "not-acceptable", "There is no such representation."),
        Refusal::CrossSite => (StatusCode::FORBIDDEN, "cross-site", "The request came from another site."),
        Refusal::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "Not by this method."),
        Refusal::Raced => {
            (StatusCode::CONFLICT, "refresh-raced", "Another call renewed this session a moment ago and has its new cookies.")
        }
        Refusal::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large."),
        Refusal::BadRequest => (StatusCode::BAD_REQUEST, "bad-request", "The request did not arrive whole."),
        Refusal::OtherHost => {
            (StatusCode::MISDIRECTED_REQUEST, "other-host", "The request is for another host than this service's.")
        }
        Refusal::Application(Away::Unreachable) => {
            (StatusCode::BAD_GATEWAY, "application-unreachable", "The application cannot be reached.")
        }
        Refusal::Application(Away::Late) => {
            (StatusCode::GATEWAY_TIMEOUT, "application-late", "The application does not answer in time.")
        }
        Refusal::Application(Away::Busy) => {
            (StatusCode::SERVICE_UNAVAILABLE, "application-busy", "The application has too much to do.")
        }
    }
}

fn entry_of_deed(error: &AuthError) -> (StatusCode, &'static str, &'static str) {
    const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;
    match error {
        AuthError::Invalid(_) => (StatusCode::BAD_REQUEST, "invalid-input", "The input is invalid."),
        AuthError::EmailTaken => (StatusCode::CONFLICT, "email-taken", "There is an account with this e-mail address."),
        AuthError::WrongCredentials => (UNAUTHORIZED, "invalid-credentials", "Wrong e-mail address or password."),
        AuthError::WrongPassword => (UNAUTHORIZED, "wrong-password", "Wrong password."),
        AuthError::WrongCode => (UNAUTHORIZED, "wrong-code", "Wrong code."),
        AuthError::ClockOff { .. } => {
            (UNAUTHORIZED, "clock-off", "Wrong code: the clock of the authenticator is off, by so many seconds.")
        }
        AuthError::CodeUsed => (UNAUTHORIZED, "code-used", "This code was used already."),
        AuthError::WrongRecoveryCode => (UNAUTHORIZED, "wrong-recovery-code", "Wrong or used recovery code."),
        AuthError::CodesDisabled => (UNAUTHORIZED, "codes-disabled", "Codes are disabled: use a recovery code."),
        AuthError::SignInOver => (UNAUTHORIZED, "sign-in-over", "No sign-in waits for a second factor."),
        AuthError::NotSignedIn => (UNAUTHORIZED, "unauthenticated", "Not signed in."),
        AuthError::SecondFactorMissing => (UNAUTHORIZED, "second-factor-required", "The second factor is required."),
        AuthError::StepUpNeeded => (UNAUTHORIZED, "step-up-required", "A fresh authentication is required."),
        AuthError::TwoFactorRequired => {
            (StatusCode::FORBIDDEN, "two-factor-required", "This service demands two-factor authentication.")
        }
        AuthError::AlreadyOn => (StatusCode::CONFLICT, "two-factor-already-on", "Two-factor authentication is on already."),
        AuthError::NotOn => (StatusCode::CONFLICT, "two-factor-not-on", "Two-factor authentication is off."),
        AuthError::OtherAccount => (StatusCode::FORBIDDEN, "other-account", "This link is for another account."),
        AuthError::LastAuthenticator => {
            (StatusCode::CONFLICT, "last-authenticator", "The last second factor goes by turning two-factor authentication off.")
        }
        AuthError::NoPasskeys(_) => (StatusCode::CONFLICT, "no-passkeys", "This service can have no passkeys at its address."),
        AuthError::PasskeyRefused => (UNAUTHORIZED, "passkey-refused", "This passkey's answer is not accepted."),
        AuthError::PasskeyUnknown => (UNAUTHORIZED, "passkey-unknown", "This passkey is not known here."),
        AuthError::PasskeyOver => {
            (UNAUTHORIZED, "passkey-over", "The challenge was answered already, or has expired. Ask for another.")
        }
        AuthError::PasskeyCopied => {
            (UNAUTHORIZED, "passkey-copied", "The passkey's counter went back: somebody may have a copy.")
        }
        AuthError::PasskeyTaken => (StatusCode::CONFLICT, "passkey-taken", "An account has this passkey already."),
        AuthError::PasskeysNeeded => {
            (StatusCode::CONFLICT, "passkeys-needed", "Without a password, two passkeys are needed, or one and recovery codes.")
        }
        AuthError::PasswordMissing => {
            (StatusCode::CONFLICT, "password-missing", "The user has no password, and needs one for this.")
        }
        AuthError::Sealed => (StatusCode::FORBIDDEN, "sealed", "The account is sealed: open the seal, or ask an operator."),
        AuthError::Disabled => (StatusCode::FORBIDDEN, "account-disabled", "The account is disabled: ask an operator."),
        AuthError::AwaitsApproval => (StatusCode::FORBIDDEN, "approval-awaited", "The account awaits its approval."),
        AuthError::RegistrationClosed => (StatusCode::FORBIDDEN, "registration-closed", "Nobody can register here."),
        AuthError::InvitationOver => (StatusCode::GONE, "invitation-over", "The invitation was used, withdrawn, or has expired."),
        AuthError::OwnAccount => (StatusCode::CONFLICT, "own-account", "Administrators act on the accounts of others alone."),
        AuthError::LastAdministrator => {
            (StatusCode::CONFLICT, "last-administrator", "Without this account nobody could administer the service.")
        }
        AuthError::Declared => (StatusCode::CONFLICT, "declared", "A file of the operator's declares the account."),
        AuthError::ResetOver => (StatusCode::GONE, "reset-over", "The link was used, replaced, or has expired."),
        AuthError::EnrolmentOver => (StatusCode::CONFLICT, "enrolment-over", "There is no secret to confirm. Generate one."),
        AuthError::QuotaReached { .. } => (StatusCode::CONFLICT, "quota-reached", "There is no room for more of these."),
        AuthError::NotFound => (StatusCode::NOT_FOUND, "not-found", "There is no such thing."),
        AuthError::TooManyAttempts { .. } => (StatusCode::TOO_MANY_REQUESTS, "too-many-attempts", "Too many attempts."),
        AuthError::Overloaded | AuthError::Unavailable(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The service cannot do this right now. Nothing was changed.")
        }
        AuthError::Broken(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something broke. It has been noted."),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110 §15.5.2 requires a challenge; cookies carry the sessions.
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Cookie realm=\"latchkey\""));
        }
        response
    }
}
