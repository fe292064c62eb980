//! Server functions for signing out, and for ending sessions.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Signs out: ends the session, whatever factors were proved, and a pending sign-in. `next` is the page to which the next one who signs in goes.
#[server(prefix = "/ui", endpoint = "sign_out")]
pub async fn sign_out(#[server(default)] next: String) -> Result<(), Message> {
    use crate::{
        features::notices::SIGNED_OUT,
        http::next::{local_path, with_query},
        paths::SIGN_IN,
        ui::form::Form,
    };
    let form = Form::received()?;
    form.end_session().await?;
    let next = local_path(&next).unwrap_or_default();
    form.forget_everything().forget_storage().go(&with_query(SIGN_IN, &[("notice", SIGNED_OUT.name()), ("next", next)]))
}

/// Ends another session of the person.
#[server(prefix = "/ui", endpoint = "end_session")]
pub async fn end_session(session: String) -> Result<(), Message> {
    use crate::{
        features::step_up::{self, after::After},
        ui::form::Form,
    };
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let id = session.parse().map_err(|_| Message::NotFound)?;
    step_up::then(&form, &who, After::EndSession(id)).await
}

/// Ends all sessions of the person but this one.
#[server(prefix = "/ui", endpoint = "end_other_sessions")]
pub async fn end_other_sessions() -> Result<(), Message> {
    use crate::{
        features::step_up::{self, after::After},
        ui::form::Form,
    };
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    step_up::then(&form, &who, After::EndOtherSessions).await
}
