//! The closed set of messages of forms. Compiled for the server and for WebAssembly. Closed and without free text, since a forged
//! message in a URL is displayed.

use latchkey_core::domain::invalid::{FieldProblem, Invalid, field};
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

use crate::text;

/// Why a form was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// Invalid fields.
    Invalid(Vec<Invalid>),
    /// Unknown e-mail address or wrong password: deliberately one message.
    WrongCredentials,
    /// Wrong password of the signed-in account.
    WrongPassword,
    /// The code is not valid now.
    WrongCode,
    /// The code was already used.
    CodeUsed,
    /// Not an unused recovery code of the account.
    WrongRecoveryCode,
    /// Too many misses: the attempt was not evaluated.
    TooManyAttempts {
        /// Time to wait in seconds.
        seconds: u32,
    },
    /// Codes are disabled; only recovery codes are accepted.
    CodesDisabled,
    /// The sign-in took too long, was used, or had too many tries.
    SignInOver,
    /// The session has ended.
    NotSignedIn,
    /// The second factor is missing.
    SecondFactorMissing,
    /// A step-up is needed first.
    StepUpNeeded,
    /// The service requires two-factor authentication.
    TwoFactorRequired,
    /// Two-factor authentication is already on.
    AlreadyOn,
    /// Two-factor authentication is off.
    NotOn,
    /// The set-up took too long, or was restarted elsewhere.
    EnrolmentOver,
    /// Neither a tick nor a code confirms that the codes are kept.
    NotConfirmed,
    /// Not found.
    NotFound,
    /// The request came from another site.
    CrossSite,
    /// Another page of the same browser was faster.
    Raced,
    /// The form is too large.
    TooLarge,
    /// The account has reached its quota.
    QuotaReached {
        /// The quota.
        most: u32,
    },
    /// The form is malformed.
    Unreadable,
    /// The service is temporarily unavailable.
    Unavailable,
    /// No response: the network is down.
    Offline,
}

impl Message {
    /// The message for a field.
    pub fn about(&self, field: &str) -> Option<String> {
        match self {
            Self::Invalid(all) => all.iter().find(|invalid| invalid.field == field).map(text::of_field),
            other => other.text().filter(|_| other.field() == Some(field)),
        }
    }

    /// The field that it is about, where it is about one.
    const fn field(&self) -> Option<&'static str> {
        match self {
            Self::WrongPassword => Some(field::PASSWORD),
            Self::WrongCode | Self::CodeUsed => Some(field::CODE),
            Self::WrongRecoveryCode => Some(field::RECOVERY_CODE),
            Self::Invalid(_)
            | Self::WrongCredentials
            | Self::TooManyAttempts { .. }
            | Self::CodesDisabled
            | Self::SignInOver
            | Self::NotSignedIn
            | Self::SecondFactorMissing
            | Self::StepUpNeeded
            | Self::TwoFactorRequired
            | Self::AlreadyOn
            | Self::NotOn
            | Self::EnrolmentOver
            | Self::NotConfirmed
            | Self::NotFound
            | Self::CrossSite
            | Self::Raced
            | Self::TooLarge
            | Self::QuotaReached { .. }
            | Self::Unreadable
            | Self::Unavailable
            | Self::Offline => None,
        }
    }

    /// True if it reports this field as empty.
    pub fn finds_empty(&self, field: &str) -> bool {
        let empty = |invalid: &Invalid| invalid.field == field && invalid.problem == FieldProblem::Empty;
        matches!(self, Self::Invalid(all) if all.iter().any(empty))
    }

    /// The message above a form with these fields. `None` if the fields show everything.
    pub fn above(&self, fields: &[&str]) -> Option<String> {
        if fields.iter().any(|field| self.about(field).is_some()) { None } else { self.text() }
    }

    fn text(&self) -> Option<String> {
        Some(match self {
            Self::Invalid(all) => text::of_field(all.first()?),
            Self::WrongCredentials => "This e-mail address and password do not belong together. Check both and try again.".into(),
            Self::WrongPassword => "This is not your password.".into(),
            Self::WrongCode => "This code is not right. Type the one that your app shows now, and check that the phone's clock is set automatically.".into(),
            Self::CodeUsed => "This code was used already. Wait for the next one.".into(),
            Self::WrongRecoveryCode => "This is not one of your unused recovery codes. Each of them works once.".into(),
            Self::TooManyAttempts { seconds } => format!("Too many attempts. Try again in {}.", span(*seconds)),
            Self::CodesDisabled => "Codes were wrong too often and are no longer taken. Sign in with one of your recovery codes.".into(),
            Self::SignInOver => text::SIGN_IN_OVER.into(),
            Self::NotSignedIn => "Your session has ended. Sign in again to go on.".into(),
            Self::SecondFactorMissing => "Your second factor is needed for this. Sign in again to go on.".into(),
            Self::StepUpNeeded => "Confirm that it is you first.".into(),
            Self::TwoFactorRequired => "This service asks everybody for two-factor authentication.".into(),
            Self::AlreadyOn => "Two-factor authentication is on already.".into(),
            Self::NotOn => "Two-factor authentication is off.".into(),
            Self::EnrolmentOver => text::SET_UP_OVER.into(),
            Self::NotConfirmed => "Type one of the codes, or tick the box.".into(),
            Self::NotFound => "This is not there any more.".into(),
            Self::CrossSite => "This form was sent from another website, so nothing was done.".into(),
            Self::Raced => "Another page of yours was just ahead, so nothing was done. Send it again.".into(),
            Self::QuotaReached { most } => format!("You have {most} of these, and that is as many as there is room for. Remove some first."),
            Self::TooLarge => "What you sent is too large. Nothing was saved.".into(),
            Self::Unreadable => "The form could not be read. Load the page again and try once more.".into(),
            Self::Unavailable => "The service cannot do this right now. Nothing was changed. Try again in a moment.".into(),
            Self::Offline => "The service could not be reached. Check your connection and try again.".into(),
        })
    }

    /// True if the person has to sign in again.
    pub const fn asks_to_sign_in(&self) -> bool {
        matches!(self, Self::NotSignedIn | Self::SecondFactorMissing | Self::SignInOver)
    }
}

/// A duration in words, rounded up.
fn span(seconds: u32) -> String {
    match seconds {
        0..=1 => "a second".into(),
        2..=90 => format!("{seconds} seconds"),
        91..=5399 => format!("{} minutes", seconds.div_ceil(60)),
        _ => format!("{} hours", seconds.div_ceil(3600)),
    }
}

impl FromServerFnError for Message {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::Unreadable,
            _ => Self::Unavailable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_told_at_its_field_or_above_the_form_never_twice() {
        let fields = [field::EMAIL, field::PASSWORD];
        let invalid = Message::Invalid(vec![Invalid::new(field::EMAIL, FieldProblem::Malformed)]);
        assert!(
            invalid.about(field::EMAIL).is_some() && invalid.about(field::PASSWORD).is_none() && invalid.above(&fields).is_none()
        );
        assert!(Message::WrongCredentials.above(&fields).is_some() && Message::WrongCredentials.about(field::PASSWORD).is_none());
        assert!(Message::WrongCode.above(&fields).is_some() && Message::WrongCode.above(&[field::CODE]).is_none());
    }

    #[test]
    fn waits_are_told_as_people_say_them() {
        for (seconds, text) in [(0, "a second"), (30, "30 seconds"), (91, "2 minutes"), (900, "15 minutes"), (5400, "2 hours")] {
            assert_eq!(span(seconds), text);
        }
    }
}
