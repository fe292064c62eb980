//! The closed set of messages of forms. Closed and without free text, since a forged message in a URL is displayed. `told.rs` puts
//! them into sentences.

use latchkey_core::domain::invalid::{Invalid, field};
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

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
    /// The code would be right, were the clock that made it not off by so much.
    ClockOff {
        /// True if it is ahead, false if it is behind.
        ahead: bool,
        /// By how many seconds.
        seconds: u32,
    },
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
    /// It is meant for another account than the one that is signed in.
    OtherAccount,
    /// It is the last second factor.
    LastAuthenticator,
    /// There can be no passkeys at this address.
    NoPasskeys,
    /// What a passkey has signed is not accepted.
    PasskeyRefused,
    /// The passkey is not known here.
    PasskeyUnknown,
    /// Its challenge is over.
    PasskeyOver,
    /// Its counter went back.
    PasskeyCopied,
    /// An account has it already.
    PasskeyTaken,
    /// Too few passkeys to go without a password.
    PasskeysNeeded,
    /// There is no password.
    PasswordMissing,
    /// The account is sealed.
    Sealed,
    /// The operator has disabled the account.
    Disabled,
    /// The operator has not approved the account yet.
    AwaitsApproval,
    /// Nobody can register here.
    RegistrationClosed,
    /// The invitation is no longer good.
    InvitationOver,
    /// Administrators act on others alone.
    OwnAccount,
    /// Nobody could administer the service without this account.
    LastAdministrator,
    /// A file declares the account.
    Declared,
    /// The link of a password reset is no longer good.
    ResetOver,
    /// The set-up took too long, or was restarted elsewhere.
    EnrolmentOver,
    /// Neither a tick nor a code confirms that the codes are kept.
    NotConfirmed,
    /// The recovery codes are not at hand.
    CodesNotFound,
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
}

impl Message {
    /// The field that it is about, where it is about one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::WrongPassword => Some(field::PASSWORD),
            Self::WrongCode | Self::ClockOff { .. } | Self::CodeUsed => Some(field::CODE),
            Self::WrongRecoveryCode => Some(field::RECOVERY_CODE),
            Self::InvitationOver => Some(field::INVITATION),
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
            | Self::OtherAccount
            | Self::LastAuthenticator
            | Self::NoPasskeys
            | Self::PasskeyRefused
            | Self::PasskeyUnknown
            | Self::PasskeyOver
            | Self::PasskeyCopied
            | Self::PasskeyTaken
            | Self::PasskeysNeeded
            | Self::PasswordMissing
            | Self::Sealed
            | Self::Disabled
            | Self::AwaitsApproval
            | Self::RegistrationClosed
            | Self::OwnAccount
            | Self::LastAdministrator
            | Self::Declared
            | Self::ResetOver
            | Self::EnrolmentOver
            | Self::NotConfirmed
            | Self::CodesNotFound
            | Self::NotFound
            | Self::CrossSite
            | Self::Raced
            | Self::TooLarge
            | Self::QuotaReached { .. }
            | Self::Unreadable
            | Self::Unavailable => None,
        }
    }

    /// True if the person has to sign in again.
    pub const fn asks_to_sign_in(&self) -> bool {
        matches!(self, Self::NotSignedIn | Self::SecondFactorMissing | Self::SignInOver)
    }
}

impl FromServerFnError for Message {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::Unreadable,
            _ => Self::Unavailable,
        }
    }
}
