//! Server functions for trusted browsers.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Ends the trust of a browser.
#[server(prefix = "/ui", endpoint = "end_trust")]
pub async fn end_trust(trust: String) -> Result<(), Message> {
    use super::PAGE;
    use crate::{features::notices::TRUST_ENDED, paths::SIGN_IN, ui::form::Form};
    use latchkey_core::second_factors;
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let id = trust.parse().map_err(|_| Message::NotFound)?;
    form.answer(second_factors::end_trust(form.services(), &who, id, form.client()).await)?;
    // A session by trust ends with it.
    if who.session().factors.is_by_trust() && second_factors::is_of_browser(form.client(), id) {
        return form.forget_everything().go(&TRUST_ENDED.on(SIGN_IN));
    }
    form.go(&TRUST_ENDED.on(PAGE))
}

/// Ends the trust of all browsers.
#[server(prefix = "/ui", endpoint = "end_all_trust")]
pub async fn end_all_trust() -> Result<(), Message> {
    use super::PAGE;
    use crate::{features::notices::ALL_TRUST_ENDED, paths::SIGN_IN, ui::form::Form};
    use latchkey_core::second_factors;
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    form.answer(second_factors::end_all_trust(form.services(), &who, form.client()).await)?;
    if who.session().factors.is_by_trust() {
        return form.forget_everything().go(&ALL_TRUST_ENDED.on(SIGN_IN));
    }
    form.go(&ALL_TRUST_ENDED.on(PAGE))
}
