//! Server functions for passkeys.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Leads to the page that adds one, by a step-up if that is needed.
#[server(prefix = "/ui", endpoint = "begin_passkey")]
pub async fn begin_passkey() -> Result<(), Message> {
    use crate::{
        features::step_up::{self, after::After},
        ui::form::Form,
    };
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    step_up::then(&form, &who, After::AddPasskey).await
}

/// What an authenticator is asked to make.
#[server(prefix = "/ui", endpoint = "ask_for_passkey")]
pub async fn ask_for_passkey() -> Result<serde_json::Value, Message> {
    use super::view::creation;
    use crate::ui::form::Form;
    use latchkey_core::second_factors;
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let asked = form.answer(second_factors::begin_passkey(form.services(), &who, form.client()).await)?;
    Ok(creation(&form, &asked))
}

/// Adds the passkey that an authenticator has made. The first second factor comes with recovery codes.
#[server(prefix = "/ui", endpoint = "add_passkey")]
pub async fn add_passkey(
    #[server(default)] authenticator_name: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use super::PAGE;
    use crate::{features::notices::PASSKEY_ADDED, paths::RECOVERY_CODES, ui::form::Form};
    use latchkey_core::second_factors;
    let form = Form::received()?.typed(&[("authenticator_name", &authenticator_name)]);
    let who = form.answer(form.full_session())?;
    let typed = (&*passkey, &*authenticator_name);
    let added = form.answer(second_factors::add_passkey(form.services(), &who, typed, form.client()).await)?;
    form.keep(&added.tokens);
    if added.codes.is_some() { form.go(RECOVERY_CODES) } else { form.go(&PASSKEY_ADDED.on(PAGE)) }
}

/// Gives one another name.
#[server(prefix = "/ui", endpoint = "rename_passkey")]
pub async fn rename_passkey(
    id: String,
    authenticator_name: String,
    #[server(default)] password: Option<String>,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use super::PAGE;
    use crate::{
        features::notices::PASSKEY_RENAMED,
        ui::form::{Form, in_place::InPlaceTyped},
    };
    use latchkey_core::second_factors;
    let form = Form::received()?.typed(&[("authenticator_name", &authenticator_name)]);
    let id = id.parse().map_err(|_| Message::NotFound)?;
    let who = form.stepped_up(InPlaceTyped { password: password.as_deref(), code: &code, passkey: &passkey }).await?;
    let typed = (id, &*authenticator_name);
    form.answer(second_factors::rename_passkey(form.services(), &who, typed, form.client()).await)?;
    form.go(&PASSKEY_RENAMED.on(PAGE))
}

/// Removes one.
#[server(prefix = "/ui", endpoint = "remove_passkey")]
pub async fn remove_passkey(id: String) -> Result<(), Message> {
    use crate::{
        features::step_up::{self, after::After},
        ui::form::Form,
    };
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let id = id.parse().map_err(|_| Message::NotFound)?;
    step_up::then(&form, &who, After::RemovePasskey(id)).await
}

/// Puts the offer of a passkey off for 30 days, in this browser.
#[server(prefix = "/ui", endpoint = "put_passkey_off")]
pub async fn put_passkey_off() -> Result<(), Message> {
    use crate::{features::notices::PASSKEY_PUT_OFF, http::cookies, paths::ACCOUNT, ui::form::Form};
    let form = Form::received()?;
    form.set_cookie(cookies::passkey_later(form.origin()));
    form.go(&PASSKEY_PUT_OFF.on(ACCOUNT))
}
