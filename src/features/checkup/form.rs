//! Server functions of the checkup.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Takes a code or a passkey, and the word that the recovery codes are at hand.
#[server(prefix = "/ui", endpoint = "check_up")]
pub async fn check_up(
    #[server(default)] code: String,
    #[server(default)] found: bool,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use crate::{features::notices::CHECKED_UP, paths::ACCOUNT, ui::form::Form};
    use latchkey_core::{second_factors, sign_in::Proof};
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    if !found {
        return Err(Message::CodesNotFound);
    }
    let proof = if passkey.is_empty() { Proof::Code(&code) } else { Proof::Passkey(&passkey) };
    form.answer(second_factors::check_up(form.services(), &who, proof, form.client()).await)?;
    form.go(&CHECKED_UP.on(ACCOUNT))
}

/// Puts it off for a week.
#[server(prefix = "/ui", endpoint = "put_checkup_off")]
pub async fn put_checkup_off() -> Result<(), Message> {
    use crate::{features::notices::CHECKUP_PUT_OFF, paths::ACCOUNT, ui::form::Form};
    use latchkey_core::second_factors;
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    form.answer(second_factors::put_checkup_off(form.services(), &who, form.client()).await)?;
    form.go(&CHECKUP_PUT_OFF.on(ACCOUNT))
}
