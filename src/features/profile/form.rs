//! Server functions for changing name and e-mail address.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Changes the name. Password and code are asked for where they were not proved within the last five minutes.
#[server(prefix = "/ui", endpoint = "change_name")]
pub async fn change_name(
    name: String,
    #[server(default)] password: Option<String>,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use crate::{
        features::notices::NAME_CHANGED,
        paths::ACCOUNT,
        ui::form::{Form, in_place::InPlaceTyped},
    };
    use latchkey_core::accounts;
    let form = Form::received()?.typed(&[("name", &name)]);
    let who = form.stepped_up(InPlaceTyped { password: password.as_deref(), code: &code, passkey: &passkey }).await?;
    form.answer(accounts::change_name(form.services(), &who, &name, form.client()).await)?;
    form.go(&NAME_CHANGED.on(ACCOUNT))
}

/// Changes the e-mail address, in the same way; or, where mail is set up, asks for the letter that confirms it.
#[server(prefix = "/ui", endpoint = "change_email")]
pub async fn change_email(
    email: String,
    #[server(default)] password: Option<String>,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use crate::{
        features::notices::{EMAIL_ASKED, EMAIL_CHANGED},
        paths::ACCOUNT,
        ui::form::{Form, in_place::InPlaceTyped},
    };
    use latchkey_core::accounts::{self, EmailChange};
    let form = Form::received()?.typed(&[("email", &email)]);
    let who = form.stepped_up(InPlaceTyped { password: password.as_deref(), code: &code, passkey: &passkey }).await?;
    match form.answer(accounts::change_email(form.services(), &who, &email, form.client()).await)? {
        EmailChange::Done(done) => form.keep(&done.1).go(&EMAIL_CHANGED.on(ACCOUNT)),
        EmailChange::Asked => form.go(&EMAIL_ASKED.on(ACCOUNT)),
    }
}

/// Takes the address that a letter went to, by its link. The link itself changes nothing.
#[server(prefix = "/ui", endpoint = "confirm_email")]
pub async fn confirm_email(letter_code: String) -> Result<(), Message> {
    use crate::{features::notices::EMAIL_CHANGED, paths::ACCOUNT, ui::form::Form};
    use latchkey_core::accounts;
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let (_, tokens) = form.answer(accounts::confirm_email(form.services(), &who, &letter_code, form.client()).await)?;
    form.keep(&tokens).go(&EMAIL_CHANGED.on(ACCOUNT))
}

/// Puts a former address back, by the link of a letter. The link itself changes nothing.
#[server(prefix = "/ui", endpoint = "undo_email")]
pub async fn undo_email(undo_code: String) -> Result<(), Message> {
    use crate::{
        features::{forgotten_password, notices::EMAIL_RESTORED},
        ui::form::Form,
    };
    use latchkey_core::mail;
    let form = Form::received()?;
    form.answer(mail::undo_change_of_email(form.services(), &undo_code, form.client()).await)?;
    form.go(&EMAIL_RESTORED.on(forgotten_password::PAGE))
}
