//! Server functions for the seal.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Seals the account. One press, without a step-up: who holds a session may close the account, and cannot open it.
#[server(prefix = "/ui", endpoint = "seal_account")]
pub async fn seal_account() -> Result<(), Message> {
    use super::SEALED;
    use crate::ui::form::Form;
    use latchkey_core::accounts;
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    form.answer(accounts::seal(form.services(), &who, form.client()).await)?;
    form.forget_everything().forget_storage().go(SEALED)
}

/// Seals the account that the link of a letter names. The link itself changes nothing: whatever follows links for people may follow it.
#[server(prefix = "/ui", endpoint = "seal_by_link")]
pub async fn seal_by_link(seal_code: String) -> Result<(), Message> {
    use super::SEALED;
    use crate::ui::form::Form;
    use latchkey_core::mail;
    let form = Form::received()?;
    form.answer(mail::seal_by_link(form.services(), &seal_code, form.client()).await)?;
    form.go(SEALED)
}

/// Opens the seal with the second factor and a new password, and signs in.
#[server(prefix = "/ui", endpoint = "open_seal")]
pub async fn open_seal(
    new_password: String,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use crate::{
        features::notices::UNSEALED,
        paths::ACCOUNT,
        ui::form::{Form, second_factor},
    };
    use latchkey_core::sign_in;
    let form = Form::received()?;
    let pending = form.answer(form.pending())?;
    let typed = (second_factor(&code, &passkey), &*new_password);
    let (_, tokens) = form.answer(sign_in::unseal(form.services(), &pending, typed, form.client()).await)?;
    form.sign_in(&tokens).await.go(&UNSEALED.on(ACCOUNT))
}
