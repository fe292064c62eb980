//! Server function of the first administrator.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Creates the first administrator's account, and signs in to it.
#[server(prefix = "/ui", endpoint = "become_first_administrator")]
pub async fn become_first_administrator(
    set_up_code: String,
    name: String,
    email: String,
    password: String,
) -> Result<(), Message> {
    use crate::{features::register::registered, ui::form::Form};
    use latchkey_core::accounts::{self, Registration};
    let form = Form::received()?.typed(&[("set_up_code", &set_up_code), ("name", &name), ("email", &email)]);
    let (language, is_confirmed, invitation) = (form.chosen_language(), false, "");
    let typed = Registration { name: &name, email: &email, password: &password, language, is_confirmed, invitation };
    let checked = accounts::check_first_administrator(form.services(), (&set_up_code, &typed), form.client()).await;
    let checked = form.answer(checked)?;
    let (_, tokens) = form.answer(accounts::register_and_sign_in(form.services(), checked, form.client()).await)?;
    registered(&form, tokens.as_ref(), "").await
}
