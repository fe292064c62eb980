//! What is wrong with a field. Compiled for both halves.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The names of the fields that Latchkey's own forms have.
pub mod field {
    /// How a person wants to be called.
    pub const NAME: &str = "name";
    /// E-mail address.
    pub const EMAIL: &str = "email";
    /// Password.
    pub const PASSWORD: &str = "password";
    /// Code of the authenticator.
    pub const CODE: &str = "code";
    /// Recovery code.
    pub const RECOVERY_CODE: &str = "recovery_code";
}

/// A field whose value cannot be taken, and why. The name is never shown: it only finds the field, so one from outside does no harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    /// The field's name in its form.
    pub field: Cow<'static, str>,
    /// Why its value cannot be taken.
    pub problem: FieldProblem,
}

/// Why a value cannot be taken. Closed, without free text: a hand-made one in a URL is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldProblem {
    /// Nothing was typed.
    Empty,
    /// Longer than this, in characters; in bytes for a password and an e-mail address.
    TooLong(u32),
    /// Shorter than this, in characters.
    TooShort(u32),
    /// It has characters that cannot be shown.
    Unprintable,
    /// It has not the form that it must have.
    Malformed,
    /// Somebody else has it.
    Taken,
    /// It is among those that are guessed first.
    Common,
    /// It is the person's own name or address, or the service's name.
    Personal,
}

impl Invalid {
    /// A field with its problem.
    pub const fn new(field: &'static str, problem: FieldProblem) -> Self {
        Self { field: Cow::Borrowed(field), problem }
    }
}
