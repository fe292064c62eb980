//! Server functions of a password reset: two steps, of which the second changes something.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// The first step: exchanges the code for a cookie, so that it stands in no URL and no page.
#[server(prefix = "/ui", endpoint = "open_reset")]
pub async fn open_reset(reset_code: String) -> Result<(), Message> {
    use crate::{http::cookies, ui::form::Form};
    use latchkey_core::password_reset;
    let form = Form::received()?;
    form.answer(password_reset::account(form.services(), &reset_code).await)?;
    let token = form.answer(password_reset::parsed(&reset_code))?;
    form.set_cookie(cookies::reset(&token, form.origin()));
    form.go(super::NEW)
}

/// The second step: takes the new password. Signs nobody in.
#[server(prefix = "/ui", endpoint = "reset_password")]
pub async fn reset_password(
    new_password: String,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use crate::{
        features::notices::PASSWORD_RESET,
        http::cookies::{self, Name},
        paths::SIGN_IN,
        ui::form::{Form, second_factor},
    };
    use latchkey_core::{
        AuthError,
        password_reset::{self, NewPasswordByReset},
    };
    let form = Form::received()?;
    let token = form.answer(form.cookie(Name::Reset).ok_or(AuthError::ResetOver))?;
    let typed = NewPasswordByReset { code: token, password: &new_password, proof: second_factor(&code, &passkey) };
    form.answer(password_reset::reset_password(form.services(), typed, form.client()).await)?;
    form.set_cookie(cookies::clear(Name::Reset, form.origin()));
    form.go(&PASSWORD_RESET.on(SIGN_IN))
}

/// What a passkey is asked in place of a code.
#[server(prefix = "/ui", endpoint = "ask_to_reset")]
pub async fn ask_to_reset() -> Result<serde_json::Value, Message> {
    use crate::{features::passkeys::view::request, http::cookies::Name, ui::form::Form};
    use latchkey_core::{AuthError, sign_in};
    let form = Form::received()?;
    let code = form.answer(form.cookie(Name::Reset).ok_or(AuthError::ResetOver))?;
    let asked = form.answer(sign_in::ask_for_reset(form.services(), code, form.client()).await)?;
    Ok(request(&form, &asked))
}
