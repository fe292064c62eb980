//! The server function of a forgotten password.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Asks for the letter. Whether there is an account is not told.
#[server(prefix = "/ui", endpoint = "ask_for_reset")]
pub async fn ask_for_reset(email: String) -> Result<(), Message> {
    use super::PAGE;
    use crate::{features::notices::RESET_ASKED, ui::form::Form};
    use latchkey_core::mail;
    let form = Form::received()?.typed(&[("email", &email)]);
    form.answer(mail::ask_for_reset(form.services(), &email, form.client()).await)?;
    form.go(&RESET_ASKED.on(PAGE))
}
