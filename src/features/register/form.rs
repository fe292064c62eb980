//! Server function for registration.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Creates an account and signs in to it.
#[server(prefix = "/ui", endpoint = "register")]
pub async fn register(name: String, email: String, password: String, #[server(default)] next: String) -> Result<(), Message> {
    use crate::{features::notices::REGISTERED, paths::ACCOUNT, ui::form::Form};
    use latchkey_core::accounts::{self, Registration};
    let form = Form::received()?.typed(&[("name", &name), ("email", &email)]);
    let typed = Registration { name: &name, email: &email, password: &password, language: form.chosen_language() };
    let checked = form.answer(accounts::check_registration(form.services(), &typed, form.client()).await)?;
    let (_, tokens) = form.answer(accounts::register_and_sign_in(form.services(), checked, form.client()).await)?;
    form.sign_in(&tokens).await.go_on(&next, &REGISTERED.on(ACCOUNT))
}
