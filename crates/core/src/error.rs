//! Why a deed was refused. The front end turns these into answers.

use std::time::Duration;

use crate::{
    domain::{
        email::{EmailAddress, EmailAddressError},
        invalid::{FieldProblem, Invalid, field},
        name::{PersonName, PersonNameError},
        password::{self, BrokenHash, PasswordError},
        recovery::RecoveryCodeError,
        totp::TotpCodeError,
    },
    store::StoreError,
};

/// Why a deed was refused.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AuthError {
    /// Fields that cannot be taken, all of them at once.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<Invalid>),
    /// The address has an account.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// No account with this address and password. Deliberately one answer.
    #[error("wrong e-mail address or password")]
    WrongCredentials,
    /// The signed-in person's password is another.
    #[error("wrong password")]
    WrongPassword,
    /// The code is not the present one.
    #[error("wrong code")]
    WrongCode,
    /// The code's step was used before.
    #[error("the code was used before")]
    CodeUsed,
    /// No such recovery code that was not used.
    #[error("wrong or used recovery code")]
    WrongRecoveryCode,
    /// Too many misses: not evaluated.
    #[error("too many attempts")]
    TooManyAttempts {
        /// How long to wait.
        retry_after: Duration,
    },
    /// Too many misses in a row: only a recovery code helps.
    #[error("codes are disabled after too many misses")]
    CodesDisabled,
    /// The pending sign-in is over, used, or out of tries.
    #[error("the sign-in is over")]
    SignInOver,
    /// No session, or one that has ended.
    #[error("not signed in")]
    NotSignedIn,
    /// The session lacks a factor that its account has.
    #[error("the second factor is missing")]
    SecondFactorMissing,
    /// The last full authentication is too long ago for this.
    #[error("a fresh authentication is needed")]
    StepUpNeeded,
    /// The service demands two-factor authentication, and it is off.
    #[error("two-factor authentication is required")]
    TwoFactorRequired,
    /// Two-factor authentication is on already.
    #[error("two-factor authentication is on already")]
    AlreadyOn,
    /// Two-factor authentication is off.
    #[error("two-factor authentication is off")]
    NotOn,
    /// The secret that was to be confirmed is gone, expired or replaced.
    #[error("the set-up is over")]
    EnrolmentOver,
    /// Nothing there, or somebody else's.
    #[error("not found")]
    NotFound,
    /// The account has as many of these as it may have.
    #[error("the quota of {most} is reached")]
    QuotaReached {
        /// How many that is.
        most: u32,
    },
    /// Too many passwords are being hashed.
    #[error("overloaded")]
    Overloaded,
    /// The database does not answer now.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Something is broken. Nobody is let in.
    #[error("broken: {0}")]
    Broken(String),
}

/// Whose fault a refusal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody's: the request was refused by the rules.
    None,
    /// The service is overloaded, or something that it needs does not answer. Waiting helps.
    Outage,
    /// The service is broken.
    Broken,
}

impl AuthError {
    /// Whose fault it is.
    pub const fn fault(&self) -> Fault {
        match self {
            Self::Unavailable(_) | Self::Overloaded => Fault::Outage,
            Self::Broken(_) => Fault::Broken,
            Self::Invalid(_)
            | Self::EmailTaken
            | Self::WrongCredentials
            | Self::WrongPassword
            | Self::WrongCode
            | Self::CodeUsed
            | Self::WrongRecoveryCode
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
            | Self::NotFound
            | Self::QuotaReached { .. } => Fault::None,
        }
    }
}

/// A length as a problem tells it.
fn length(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

impl From<PersonNameError> for Invalid {
    fn from(error: PersonNameError) -> Self {
        let problem = match error {
            PersonNameError::Empty => FieldProblem::Empty,
            PersonNameError::TooLong => FieldProblem::TooLong(length(PersonName::MAX_CHARS)),
            PersonNameError::Unprintable => FieldProblem::Unprintable,
        };
        Self::new(field::NAME, problem)
    }
}

impl From<EmailAddressError> for Invalid {
    fn from(error: EmailAddressError) -> Self {
        let problem = match error {
            EmailAddressError::Empty => FieldProblem::Empty,
            EmailAddressError::TooLong => FieldProblem::TooLong(length(EmailAddress::MAX_BYTES)),
            EmailAddressError::Malformed => FieldProblem::Malformed,
        };
        Self::new(field::EMAIL, problem)
    }
}

impl From<PasswordError> for Invalid {
    fn from(error: PasswordError) -> Self {
        let problem = match error {
            PasswordError::Empty => FieldProblem::Empty,
            PasswordError::TooShort(fewest) => FieldProblem::TooShort(length(fewest)),
            PasswordError::TooLong => FieldProblem::TooLong(length(password::MAX_BYTES)),
            PasswordError::Common => FieldProblem::Common,
            PasswordError::Personal => FieldProblem::Personal,
        };
        Self::new(field::PASSWORD, problem)
    }
}

impl From<TotpCodeError> for Invalid {
    fn from(error: TotpCodeError) -> Self {
        let problem = match error {
            TotpCodeError::Empty => FieldProblem::Empty,
            TotpCodeError::Malformed => FieldProblem::Malformed,
        };
        Self::new(field::CODE, problem)
    }
}

impl From<RecoveryCodeError> for Invalid {
    fn from(error: RecoveryCodeError) -> Self {
        let problem = match error {
            RecoveryCodeError::Empty => FieldProblem::Empty,
            RecoveryCodeError::Malformed => FieldProblem::Malformed,
        };
        Self::new(field::RECOVERY_CODE, problem)
    }
}

impl From<Invalid> for AuthError {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(vec![invalid])
    }
}

impl From<StoreError> for AuthError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable(error.to_string()),
            StoreError::Corrupt(_) | StoreError::Broken(_) => Self::Broken(error.to_string()),
        }
    }
}

impl From<BrokenHash> for AuthError {
    fn from(error: BrokenHash) -> Self {
        Self::Broken(error.to_string())
    }
}

/// Collects what is wrong with several fields, so that a person is told all of it at once.
#[derive(Default)]
pub struct Complaints(Vec<Invalid>);

impl Complaints {
    /// Takes the value, or keeps the complaint.
    pub fn take<T, E: Into<Invalid>>(&mut self, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.0.push(error.into())).ok()
    }

    /// The refusal, from whatever was kept.
    pub fn refuse(self) -> AuthError {
        AuthError::Invalid(self.0)
    }
}
