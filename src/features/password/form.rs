//! Server function for changing the password.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Changes the password, or gives one to an account without. Always asks for the present one and for the second factor, or for a passkey.
#[server(prefix = "/ui", endpoint = "change_password")]
pub async fn change_password(
    new_password: String,
    #[server(default)] password: String,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use crate::{
        features::notices::PASSWORD_CHANGED,
        paths::ACCOUNT,
        ui::form::{Form, second_factor},
    };
    use latchkey_core::accounts::{self, PasswordChange};
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let typed = PasswordChange { current: &password, new: &new_password, proof: second_factor(&code, &passkey) };
    let tokens = form.answer(accounts::change_password(form.services(), &who, typed, form.client()).await)?;
    form.keep(&tokens).go(&PASSWORD_CHANGED.on(ACCOUNT))
}

/// Takes the password off: passkeys alone sign in then.
#[server(prefix = "/ui", endpoint = "remove_password")]
pub async fn remove_password() -> Result<(), Message> {
    use crate::{
        features::step_up::{self, after::After},
        ui::form::Form,
    };
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    step_up::then(&form, &who, After::RemovePassword).await
}
