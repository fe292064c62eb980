//! The server function that takes the choice of letters.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Notes whether the person wants the letters that are not about safety. Password and code are asked for where they were not proved within
/// the last five minutes: whoever may silence a mailbox may hide what they do.
#[server(prefix = "/ui", endpoint = "choose_letters")]
pub async fn choose_letters(
    #[server(default)] optional: bool,
    #[server(default)] password: Option<String>,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use crate::{
        features::notices::LETTERS_CHOSEN,
        paths::ACCOUNT,
        ui::form::{Form, in_place::InPlaceTyped},
    };
    use latchkey_core::accounts;
    let form = Form::received()?.typed(&[("optional", if optional { "true" } else { "false" })]);
    let who = form.stepped_up(InPlaceTyped { password: password.as_deref(), code: &code, passkey: &passkey }).await?;
    form.answer(accounts::choose_letters(form.services(), &who, optional, form.client()).await)?;
    form.go(&LETTERS_CHOSEN.on(ACCOUNT))
}
