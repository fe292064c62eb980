//! Server function for the warning.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Says that the sign-ins the person was warned of, up to this one, were theirs.
#[server(prefix = "/ui", endpoint = "answer_warning")]
pub async fn answer_warning(warned: String) -> Result<(), Message> {
    use crate::{features::notices::WARNING_ANSWERED, paths::ACCOUNT, ui::form::Form};
    use latchkey_core::security_log;
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let warned = warned.parse().map_err(|()| Message::Unreadable)?;
    form.answer(security_log::answer_warning(form.services(), &who, warned).await)?;
    form.go(&WARNING_ANSWERED.on(ACCOUNT))
}
