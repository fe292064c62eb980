//! The server function that takes where push messages go.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Chooses where push messages go; without an address, that there are none. Password and code are asked for where they were not proved within
/// the last five minutes: whoever may choose this may hide what they do.
#[server(prefix = "/ui", endpoint = "choose_push")]
pub async fn choose_push(
    push_address: String,
    #[server(default)] password: Option<String>,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use crate::{
        features::{
            letters::PAGE,
            notices::{LETTERS_CHOSEN, PUSH_CHOSEN, PUSH_ENDED},
        },
        ui::form::{Form, in_place::InPlaceTyped},
    };
    use latchkey_core::accounts;
    let form = Form::received()?.typed(&[("push_address", &push_address)]);
    let is_end = push_address.trim().is_empty();
    if !is_end {
        form.answer(accounts::check_push_address(form.services(), &push_address))?;
    }
    let who = form.stepped_up(InPlaceTyped { password: password.as_deref(), code: &code, passkey: &passkey }).await?;
    if is_end {
        form.answer(accounts::remove_push_address(form.services(), &who, form.client()).await)?;
        return form.go(&PUSH_ENDED.on(PAGE));
    }
    let is_new = form.answer(accounts::set_push_address(form.services(), &who, &push_address, form.client()).await)?;
    form.go(&if is_new { &PUSH_CHOSEN } else { &LETTERS_CHOSEN }.on(PAGE))
}
