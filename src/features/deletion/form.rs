//! Server function for deleting an account.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Orders the deletion of the account. Password and code are asked for where they were not proved within the last five minutes.
#[server(prefix = "/ui", endpoint = "delete_account")]
pub async fn delete_account(
    #[server(default)] password: Option<String>,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use super::ORDERED;
    use crate::ui::form::{Form, in_place::InPlaceTyped};
    use latchkey_core::accounts;
    let form = Form::received()?;
    let who = form.stepped_up(InPlaceTyped { password: password.as_deref(), code: &code, passkey: &passkey }).await?;
    form.answer(accounts::order_deletion(form.services(), &who, form.client()).await)?;
    form.forget_everything().forget_storage().go(ORDERED)
}
