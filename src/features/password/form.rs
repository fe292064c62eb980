//! Server function for changing the password.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Changes the password. Always asks for the present one, and for the second factor.
#[server(prefix = "/ui", endpoint = "change_password")]
pub async fn change_password(password: String, new_password: String, #[server(default)] code: String) -> Result<(), Message> {
    use crate::{features::notices::PASSWORD_CHANGED, paths::ACCOUNT, ui::form::Form};
    use latchkey_core::{
        accounts::{self, PasswordChange},
        sign_in::Proof,
    };
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let typed = PasswordChange { current: &password, new: &new_password, proof: Proof::from_typed(&code) };
    let tokens = form.answer(accounts::change_password(form.services(), &who, typed, form.client()).await)?;
    form.keep(&tokens).go(&PASSWORD_CHANGED.on(ACCOUNT))
}
