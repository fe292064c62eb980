//! Field errors. Compiled for the server and for WebAssembly.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Field names of Latchkey's own forms.
pub mod field {
    /// Display name.
    pub const NAME: &str = "name";
    /// E-mail address.
    pub const EMAIL: &str = "email";
    /// Password.
    pub const PASSWORD: &str = "password";
    /// New password.
    pub const NEW_PASSWORD: &str = "new_password";
    /// Authenticator code.
    pub const CODE: &str = "code";
    /// Name of an authenticator.
    pub const AUTHENTICATOR_NAME: &str = "authenticator_name";
    /// What a passkey has signed.
    pub const PASSKEY: &str = "passkey";
    /// Recovery code.
    pub const RECOVERY_CODE: &str = "recovery_code";
    /// The code of a password reset: what its link ends with.
    pub const RESET_CODE: &str = "reset_code";
    /// Code of the link of a letter.
    pub const LETTER_CODE: &str = "letter_code";
    /// The code of an invitation: what its link ends with.
    pub const INVITATION: &str = "invitation";
    /// The code of the link that makes the first administrator.
    pub const SET_UP_CODE: &str = "set_up_code";
    /// A note to an invitation.
    pub const NOTE: &str = "note";
    /// How many may use an invitation.
    pub const USES: &str = "uses";
    /// For how many days an invitation is good.
    pub const DAYS: &str = "days";
    /// Where push messages go.
    pub const PUSH_ADDRESS: &str = "push_address";
}

/// An invalid field and the reason. The name is never displayed, only used to find the field, so a forged name does no harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    /// Name of the field in its form.
    pub field: Cow<'static, str>,
    /// Why the value is invalid.
    pub problem: FieldProblem,
}

/// Why a value is invalid. Closed and without free text, because a forged value in a URL is displayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldProblem {
    /// The input is empty.
    Empty,
    /// Longer than this limit, in characters. In bytes for a password or e-mail address.
    TooLong(u32),
    /// Shorter than this limit, in characters.
    TooShort(u32),
    /// Contains characters that cannot be displayed.
    Unprintable,
    /// Has the wrong format.
    Malformed,
    /// Already used by another account.
    Taken,
    /// Among the most commonly guessed values.
    Common,
    /// The person's own name or e-mail address, or the service's name.
    Personal,
    /// The present value.
    Unchanged,
    /// The operator does not allow it.
    NotAllowed,
    /// Not a whole number from 1 to this one.
    NoNumberUpTo(u32),
}

impl Invalid {
    /// Creates a field error.
    pub const fn new(field: &'static str, problem: FieldProblem) -> Self {
        Self { field: Cow::Borrowed(field), problem }
    }
}
