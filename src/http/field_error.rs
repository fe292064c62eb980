//! What is wrong with a field of a body, as the JSON API says it.

use std::borrow::Cow;

use latchkey_core::domain::invalid::{FieldProblem, Invalid, field};
use serde::Serialize;
use utoipa::ToSchema;

use super::state::AppState;
use crate::text;

/// What is wrong with a field.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// Its name in the body.
    pub field: Cow<'static, str>,
    /// A sentence.
    pub message: String,
}

impl FieldError {
    /// A sentence about a field.
    pub fn new(field: &'static str, message: &str) -> Self {
        Self { field: field.into(), message: message.to_owned() }
    }

    /// What is wrong with a field, by its name in the API.
    pub fn of(invalid: &Invalid, state: &AppState) -> Self {
        let field = match &*invalid.field {
            field::CODE => "twoFactorAuthenticationCode".into(),
            field::RECOVERY_CODE => "recoveryCode".into(),
            _ => invalid.field.clone(),
        };
        let own = state.when_empty(&invalid.field).filter(|_| invalid.problem == FieldProblem::Empty);
        Self { field, message: own.map_or_else(|| text::of_field(invalid), ToOwned::to_owned) }
    }
}
