//! Server functions of the wait for lost second factors.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Begins the wait, after the password was given; or asks for the letter by which it begins. The sign-in ends.
#[server(prefix = "/ui", endpoint = "begin_recovery")]
pub async fn begin_recovery() -> Result<(), Message> {
    use crate::{
        features::notices::{RECOVERY_ASKED, RECOVERY_BEGUN},
        paths::SIGN_IN,
        ui::form::Form,
    };
    use latchkey_core::sign_in::recovery_wait::{self, Begun};
    let form = Form::received()?;
    let pending = form.answer(form.pending())?;
    let begun = form.answer(recovery_wait::begin(form.services(), &pending, form.client()).await)?;
    form.end_session().await?;
    let notice = if begun == Begun::Asked { RECOVERY_ASKED } else { RECOVERY_BEGUN };
    form.forget_everything().go(&notice.on(SIGN_IN))
}

/// Begins the wait by the link of a letter. The link itself begins nothing.
#[server(prefix = "/ui", endpoint = "begin_recovery_by_link")]
pub async fn begin_recovery_by_link(letter_code: String) -> Result<(), Message> {
    use crate::{features::notices::RECOVERY_BEGUN, paths::SIGN_IN, ui::form::Form};
    use latchkey_core::sign_in::recovery_wait;
    let form = Form::received()?;
    form.answer(recovery_wait::begin_by_link(form.services(), &letter_code, form.client()).await)?;
    form.go(&RECOVERY_BEGUN.on(SIGN_IN))
}

/// Stops the wait of one's account.
#[server(prefix = "/ui", endpoint = "stop_recovery")]
pub async fn stop_recovery() -> Result<(), Message> {
    use crate::{features::notices::RECOVERY_STOPPED, paths::ACCOUNT, ui::form::Form};
    use latchkey_core::sign_in::recovery_wait;
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    form.answer(recovery_wait::cancel(form.services(), &who, form.client()).await)?;
    form.go(&RECOVERY_STOPPED.on(ACCOUNT))
}

/// Stops a wait by the link of a letter. The link itself stops nothing.
#[server(prefix = "/ui", endpoint = "stop_recovery_by_link")]
pub async fn stop_recovery_by_link(stop_code: String) -> Result<(), Message> {
    use crate::{features::notices::RECOVERY_STOPPED, paths::SIGN_IN, ui::form::Form};
    use latchkey_core::sign_in::recovery_wait;
    let form = Form::received()?;
    form.answer(recovery_wait::cancel_by_link(form.services(), &stop_code, form.client()).await)?;
    form.go(&RECOVERY_STOPPED.on(SIGN_IN))
}
