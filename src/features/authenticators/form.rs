//! Server functions for authenticators.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Begins to add one. The next page shows its key.
#[server(prefix = "/ui", endpoint = "begin_authenticator")]
pub async fn begin_authenticator() -> Result<(), Message> {
    use crate::{
        features::step_up::{self, after::After},
        ui::form::Form,
    };
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    step_up::then(&form, &who, After::AddAuthenticator).await
}

/// Begins to replace one, which works until the new one is confirmed.
#[server(prefix = "/ui", endpoint = "replace_authenticator")]
pub async fn replace_authenticator(authenticator: String) -> Result<(), Message> {
    use crate::{
        features::step_up::{self, after::After},
        ui::form::Form,
    };
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let id = authenticator.parse().map_err(|_| Message::NotFound)?;
    step_up::then(&form, &who, After::ReplaceAuthenticator(id)).await
}

/// Confirms the new one with a code of its key.
#[server(prefix = "/ui", endpoint = "add_authenticator")]
pub async fn add_authenticator(code: String, #[server(default)] authenticator_name: String) -> Result<(), Message> {
    use super::PAGE;
    use crate::{features::notices::AUTHENTICATOR_ADDED, ui::form::Form};
    use latchkey_core::second_factors;
    let form = Form::received()?.typed(&[("authenticator_name", &authenticator_name)]);
    let who = form.answer(form.full_session())?;
    let typed = (&*code, &*authenticator_name);
    let tokens = form.answer(second_factors::add_authenticator(form.services(), &who, typed, form.client()).await)?;
    form.keep(&tokens).go(&AUTHENTICATOR_ADDED.on(PAGE))
}

/// Gives one another name.
#[server(prefix = "/ui", endpoint = "rename_authenticator")]
pub async fn rename_authenticator(
    authenticator: String,
    authenticator_name: String,
    #[server(default)] password: Option<String>,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use super::PAGE;
    use crate::{
        features::notices::AUTHENTICATOR_RENAMED,
        ui::form::{Form, in_place::InPlaceTyped},
    };
    use latchkey_core::second_factors;
    let form = Form::received()?.typed(&[("authenticator_name", &authenticator_name)]);
    let id = authenticator.parse().map_err(|_| Message::NotFound)?;
    let who = form.stepped_up(InPlaceTyped { password: password.as_deref(), code: &code, passkey: &passkey }).await?;
    let typed = (id, &*authenticator_name);
    form.answer(second_factors::rename_authenticator(form.services(), &who, typed, form.client()).await)?;
    form.go(&AUTHENTICATOR_RENAMED.on(PAGE))
}

/// Removes one that is not the last.
#[server(prefix = "/ui", endpoint = "remove_authenticator")]
pub async fn remove_authenticator(authenticator: String) -> Result<(), Message> {
    use crate::{
        features::step_up::{self, after::After},
        ui::form::Form,
    };
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let id = authenticator.parse().map_err(|_| Message::NotFound)?;
    step_up::then(&form, &who, After::RemoveAuthenticator(id)).await
}
