//! Field errors of a body in the JSON API.

use std::borrow::Cow;

use latchkey_core::domain::invalid::{Invalid, field};
use serde::Serialize;
use utoipa::ToSchema;

use super::{route::RouteFacts, state::AppState};
use crate::l10n::Locale;

/// An invalid field.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldError {
    /// Name of the field in the body.
    pub field: Cow<'static, str>,
    /// The error as a sentence.
    pub message: String,
}

impl FieldError {
    /// Creates a field error with this message.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// Converts a field problem, with the field's name in the API.
    pub fn of(invalid: &Invalid, (state, route): (&AppState, Option<RouteFacts>)) -> Self {
        let field = match &*invalid.field {
            field::CODE => "twoFactorAuthenticationCode".into(),
            field::RECOVERY_CODE => "recoveryCode".into(),
            field::NEW_PASSWORD => "newPassword".into(),
            field::AUTHENTICATOR_NAME => "authenticatorName".into(),
            field::RESET_CODE => "resetCode".into(),
            field::LETTER_CODE => "letterCode".into(),
            field::PUSH_ADDRESS => "pushAddress".into(),
            _ => invalid.field.clone(),
        };
        // The API speaks English.
        let english = Locale::english();
        let own = state.own_sentence(route, invalid).map(|own| own(english));
        Self { field, message: own.unwrap_or_else(|| english.about(invalid)) }
    }
}
