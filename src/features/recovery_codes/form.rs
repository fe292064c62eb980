//! Server functions for recovery codes: confirming that they are kept, and replacing them.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Confirms that the recovery codes are kept, by one of them or by a tick.
#[server(prefix = "/ui", endpoint = "confirm_recovery_codes")]
pub async fn confirm_recovery_codes(
    #[server(default)] recovery_code: String,
    #[server(default)] stored: bool,
) -> Result<(), Message> {
    use crate::{features::notices::RECOVERY_CODES_KEPT, paths::ACCOUNT, ui::form::Form};
    use latchkey_core::second_factors::{self, Kept};
    let form = Form::received()?;
    let kept = match (recovery_code.trim(), stored) {
        ("", false) => return Err(Message::NotConfirmed),
        ("", true) => Kept::Ticked,
        (typed, _) => Kept::Typed(typed),
    };
    let who = form.answer(form.full_session())?;
    form.answer(second_factors::confirm_recovery_codes(form.services(), &who, kept).await)?;
    form.go(&RECOVERY_CODES_KEPT.on(ACCOUNT))
}

/// Makes new recovery codes. The next page shows them.
#[server(prefix = "/ui", endpoint = "replace_recovery_codes")]
pub async fn replace_recovery_codes() -> Result<(), Message> {
    use crate::{
        features::step_up::{self, after::After},
        ui::form::Form,
    };
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    step_up::then(&form, &who, After::NewRecoveryCodes).await
}
