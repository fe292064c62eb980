//! Server functions for trusted browsers.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Ends the trust of a browser.
#[server(prefix = "/ui", endpoint = "end_trust")]
pub async fn end_trust(trust: String) -> Result<(), Message> {
    use super::PAGE;
    use crate::{features::notices::TRUST_ENDED, ui::form::Form};
    use latchkey_core::second_factors;
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let id = trust.parse().map_err(|_| Message::NotFound)?;
    form.answer(second_factors::end_trust(form.services(), &who, id, form.client()).await)?;
    form.go(&TRUST_ENDED.on(PAGE))
}

/// Ends the trust of all browsers.
#[server(prefix = "/ui", endpoint = "end_all_trust")]
pub async fn end_all_trust() -> Result<(), Message> {
    use super::PAGE;
    use crate::{features::notices::ALL_TRUST_ENDED, ui::form::Form};
    use latchkey_core::second_factors;
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    form.answer(second_factors::end_all_trust(form.services(), &who, form.client()).await)?;
    form.go(&ALL_TRUST_ENDED.on(PAGE))
}
