//! Server function for the step-up.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Confirms the person's identity, and continues with the action that needed it.
#[server(prefix = "/ui", endpoint = "confirm_identity")]
pub async fn confirm_identity(
    #[server(default)] password: String,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
    #[server(default)] after: String,
    #[server(default)] id: String,
) -> Result<(), Message> {
    use super::after::After;
    use crate::ui::form::Form;
    use latchkey_core::step_up;
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let after = After::named(&after, &id);
    // Whoever has to set a second factor up first does nothing else.
    if !matches!(after, After::SetUp | After::AddPasskey | After::Account) {
        form.answer(who.clone().protected(form.services()))?;
    }
    let (who, tokens) =
        form.answer(step_up::step_up(form.services(), &who, form.all_factors(&password, &code, &passkey)).await)?;
    form.keep(&tokens);
    let page = form.answer(after.run(&form, &who).await)?;
    form.go(&page)
}

/// What a passkey is asked, to prove all factors again in this session.
#[server(prefix = "/ui", endpoint = "ask_to_step_up")]
pub async fn ask_to_step_up() -> Result<serde_json::Value, Message> {
    use crate::{features::passkeys::view::request, ui::form::Form};
    use latchkey_core::sign_in;
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let asked = form.answer(sign_in::ask_for_step_up(form.services(), &who, form.client()).await)?;
    Ok(request(&form, &asked))
}
