//! Server function for signing out.

use leptos::prelude::*;

use crate::ui::message::Message;

/// Signs out: ends the session, whatever factors were proved, and a pending sign-in.
#[server(prefix = "/ui", endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), Message> {
    use crate::{features::notices::SIGNED_OUT, paths::SIGN_IN, ui::form::Form};
    let form = Form::received()?;
    form.end_session().await?;
    form.forget_everything().forget_storage().go(&SIGNED_OUT.on(SIGN_IN))
}
