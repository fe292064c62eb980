//! Errors of the deeds. The front end converts them to responses.

use std::time::Duration;

use crate::{
    domain::{
        email::{EmailAddress, EmailAddressError},
        invalid::{FieldProblem, Invalid, field},
        name::{PersonName, PersonNameError},
        passkey::{BadRelyingParty, PasskeyError},
        password::{self, BrokenHash, PasswordError},
        recovery::RecoveryCodeError,
        totp::TotpCodeError,
    },
    store::StoreError,
};

/// Why a deed was refused.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AuthError {
    /// Invalid fields, all at once.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<Invalid>),
    /// The e-mail address already has an account.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// No account with this e-mail address and password. Deliberately one error for both.
    #[error("wrong e-mail address or password")]
    WrongCredentials,
    /// Wrong password of the signed-in account.
    #[error("wrong password")]
    WrongPassword,
    /// The code is not valid now.
    #[error("wrong code")]
    WrongCode,
    /// The code would be right if the clock that made it were not off by so much. It is not accepted, also later.
    #[error("the clock of the authenticator is off by {seconds} seconds")]
    ClockOff {
        /// How far it is ahead. Negative: it is behind.
        seconds: i64,
    },
    /// The code's step was already used.
    #[error("the code was used before")]
    CodeUsed,
    /// Not an unused recovery code of the account.
    #[error("wrong or used recovery code")]
    WrongRecoveryCode,
    /// Too many misses: the attempt was not evaluated.
    #[error("too many attempts")]
    TooManyAttempts {
        /// Time to wait.
        retry_after: Duration,
    },
    /// Codes are disabled after too many misses in a row. Only a recovery code is accepted.
    #[error("codes are disabled after too many misses")]
    CodesDisabled,
    /// The pending sign-in has expired, was used, or has no tries left.
    #[error("the sign-in is over")]
    SignInOver,
    /// No session, or an expired one.
    #[error("not signed in")]
    NotSignedIn,
    /// The session lacks a second factor although the account has one.
    #[error("the second factor is missing")]
    SecondFactorMissing,
    /// The last full authentication is too old for this deed.
    #[error("a fresh authentication is needed")]
    StepUpNeeded,
    /// The service requires two-factor authentication, and the account has it off.
    #[error("two-factor authentication is required")]
    TwoFactorRequired,
    /// Two-factor authentication is already on.
    #[error("two-factor authentication is on already")]
    AlreadyOn,
    /// Two-factor authentication is off.
    #[error("two-factor authentication is off")]
    NotOn,
    /// It is the account's last second factor but recovery codes: to remove it, two-factor authentication has to be turned off.
    #[error("the last second factor")]
    LastAuthenticator,
    /// This service can have no passkeys at its address.
    #[error("no passkeys: {0}")]
    NoPasskeys(BadRelyingParty),
    /// What a passkey has signed is not accepted.
    #[error("the passkey was refused")]
    PasskeyRefused,
    /// No passkey of the account, or of any account, has this id.
    #[error("the passkey is not known")]
    PasskeyUnknown,
    /// The challenge was answered before, has expired, or is of something else.
    #[error("the challenge is over")]
    PasskeyOver,
    /// The passkey's counter went back: somebody may have a copy of it.
    #[error("the passkey's counter went back")]
    PasskeyCopied,
    /// An account has this passkey already.
    #[error("the passkey is taken")]
    PasskeyTaken,
    /// Without a password the account needs two passkeys, or one and a recovery code.
    #[error("too few passkeys to go without a password")]
    PasskeysNeeded,
    /// The account has no password, and needs one for this.
    #[error("the account has no password")]
    PasswordMissing,
    /// The account is sealed. Its second factor and a new password open it, or an operator does.
    #[error("the account is sealed")]
    Sealed,
    /// The operator has disabled the account. Told only to somebody who has proved to know or have what signs in.
    #[error("the account is disabled")]
    Disabled,
    /// The operator has not approved the account yet. Told only to somebody who has proved to know or have what signs in.
    #[error("the account awaits its approval")]
    AwaitsApproval,
    /// Nobody can register here by themselves.
    #[error("registration is closed")]
    RegistrationClosed,
    /// The invitation was used up, withdrawn, or has expired, or was never made.
    #[error("the invitation is over")]
    InvitationOver,
    /// An administrator acts on others alone. What changes the own account is on its pages.
    #[error("the administrator's own account")]
    OwnAccount,
    /// Without this account, nobody could administer the service.
    #[error("the last administrator")]
    LastAdministrator,
    /// A file of the operator's declares the account, and says what this would change.
    #[error("the account is declared in a file")]
    Declared,
    /// The link of a password reset was used, replaced, or has expired.
    #[error("the password reset is over")]
    ResetOver,
    /// It is meant for another account than the one that is signed in.
    #[error("of another account")]
    OtherAccount,
    /// The unconfirmed secret was removed, replaced or has expired.
    #[error("the set-up is over")]
    EnrolmentOver,
    /// Does not exist or belongs to another account.
    #[error("not found")]
    NotFound,
    /// The account has reached its quota.
    #[error("the quota of {most} is reached")]
    QuotaReached {
        /// The quota.
        most: u32,
    },
    /// Too many passwords are being hashed.
    #[error("overloaded")]
    Overloaded,
    /// The database does not answer at present.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// An internal fault. Access is denied.
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
            | Self::ClockOff { .. }
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
            | Self::OtherAccount
            | Self::LastAuthenticator
            | Self::NoPasskeys(_)
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
            | Self::InvitationOver
            | Self::OwnAccount
            | Self::LastAdministrator
            | Self::Declared
            | Self::ResetOver
            | Self::EnrolmentOver
            | Self::NotFound
            | Self::QuotaReached { .. } => Fault::None,
        }
    }
}

/// Converts a length for a field problem.
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

/// Of an answer that cannot be read.
impl From<PasskeyError> for Invalid {
    fn from(_: PasskeyError) -> Self {
        Self::new(field::PASSKEY, FieldProblem::Malformed)
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

/// Collects field errors, so that all of them are reported at once.
#[derive(Default)]
pub struct Complaints(Vec<Invalid>);

impl Complaints {
    /// Returns the value, or records the error.
    pub fn take<T, E: Into<Invalid>>(&mut self, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.0.push(error.into())).ok()
    }

    /// The refusal with all recorded errors, and these.
    pub fn refuse_with(mut self, more: Vec<Invalid>) -> AuthError {
        self.0.extend(more);
        self.refuse()
    }

    /// The refusal with all recorded errors.
    pub fn refuse(self) -> AuthError {
        AuthError::Invalid(self.0)
    }
}
