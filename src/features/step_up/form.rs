//! Server function for the step-up.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Confirms the person's identity, and continues with the action that needed it.
#[server(prefix = "/ui", endpoint = "confirm_identity")]
pub async fn confirm_identity(
    password: String,
    #[server(default)] code: String,
    #[server(default)] after: String,
) -> Result<(), Message> {
    use super::after::After;
    use crate::{
        paths::{ACCOUNT, RECOVERY_CODES, SET_UP},
        ui::form::Form,
    };
    use latchkey_core::{second_factors, step_up};
    let form = Form::received()?;
    let (services, who) = (form.services(), form.answer(form.full_session())?);
    let (who, tokens) = form.answer(step_up::step_up(services, &who, form.all_factors(&password, &code)).await)?;
    form.keep(&tokens);
    match After::named(&after) {
        After::SetUp => {
            form.answer(second_factors::begin_enrolment(services, &who).await)?;
            form.go(SET_UP)
        }
        After::NewRecoveryCodes => {
            form.answer(second_factors::replace_recovery_codes(services, &who).await)?;
            form.go(RECOVERY_CODES)
        }
        After::Account => form.go(ACCOUNT),
    }
}
