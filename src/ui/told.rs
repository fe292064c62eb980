//! The only mapping from [`AuthError`] and [`Refusal`] to [`Message`].

use latchkey_core::{
    AuthError,
    domain::{
        invalid::{FieldProblem, Invalid, field},
        throttle,
    },
};

use super::message::Message;
use crate::http::refusal::Refusal;

/// The message for a refusal.
pub fn of(refusal: &Refusal) -> Message {
    match refusal {
        Refusal::Deed(error) => of_deed(error),
        Refusal::CrossSite => Message::CrossSite,
        Refusal::MethodNotAllowed => Message::NotFound,
        Refusal::Raced => Message::Raced,
        Refusal::TooLarge => Message::TooLarge,
        Refusal::Fields(_)
        | Refusal::MalformedJson
        | Refusal::NotAcceptable
        | Refusal::BadRequest
        | Refusal::UnsupportedMediaType
        | Refusal::OtherHost => Message::Unreadable,
    }
}

/// The message for a refused deed.
pub fn of_deed(error: &AuthError) -> Message {
    match error {
        AuthError::Invalid(fields) => Message::Invalid(fields.clone()),
        AuthError::EmailTaken => Message::Invalid(vec![Invalid::new(field::EMAIL, FieldProblem::Taken)]),
        AuthError::WrongCredentials => Message::WrongCredentials,
        AuthError::WrongPassword => Message::WrongPassword,
        AuthError::WrongCode => Message::WrongCode,
        AuthError::CodeUsed => Message::CodeUsed,
        AuthError::WrongRecoveryCode => Message::WrongRecoveryCode,
        AuthError::TooManyAttempts { retry_after } => {
            Message::TooManyAttempts { seconds: u32::try_from(throttle::whole_seconds(*retry_after)).unwrap_or(u32::MAX) }
        }
        AuthError::CodesDisabled => Message::CodesDisabled,
        AuthError::SignInOver => Message::SignInOver,
        AuthError::NotSignedIn => Message::NotSignedIn,
        AuthError::SecondFactorMissing => Message::SecondFactorMissing,
        AuthError::StepUpNeeded => Message::StepUpNeeded,
        AuthError::TwoFactorRequired => Message::TwoFactorRequired,
        AuthError::AlreadyOn => Message::AlreadyOn,
        AuthError::NotOn => Message::NotOn,
        AuthError::EnrolmentOver => Message::EnrolmentOver,
        AuthError::QuotaReached { most } => Message::QuotaReached { most: *most },
        AuthError::NotFound => Message::NotFound,
        AuthError::Overloaded | AuthError::Unavailable(_) | AuthError::Broken(_) => Message::Unavailable,
    }
}
