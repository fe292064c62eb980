//! Server functions for registration. Where mail is set up, the address is confirmed first, in three steps, of which only the last creates
//! an account: asking for a letter, following its link, choosing a password.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Creates an account and signs in to it, or asks for the letter.
#[server(prefix = "/ui", endpoint = "register")]
pub async fn register(
    name: String,
    email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
    #[server(default)] invitation: String,
) -> Result<(), Message> {
    use super::{REGISTER, registered};
    use crate::{features::notices::REGISTRATION_ASKED, ui::form::Form};
    use latchkey_core::{
        accounts::{self, Registration},
        mail::{self, RegistrationRequest},
    };
    let form = Form::received()?.typed(&[("name", &name), ("email", &email), ("invitation", &invitation)]);
    let (language, is_confirmed) = (form.chosen_language(), false);
    if form.sends_mail() {
        let asked = RegistrationRequest { name: &name, email: &email, language, next: &next, invitation: &invitation };
        form.answer(mail::ask_to_register(form.services(), &asked, form.client()).await)?;
        return form.go(&REGISTRATION_ASKED.on(REGISTER));
    }
    let invitation = &invitation;
    let typed = Registration { name: &name, email: &email, password: &password, language, is_confirmed, invitation };
    let checked = form.answer(accounts::check_registration(form.services(), &typed, form.client()).await)?;
    let (_, tokens) = form.answer(accounts::register_and_sign_in(form.services(), checked, form.client()).await)?;
    registered(&form, tokens.as_ref(), &next).await
}

/// Exchanges the code of the letter's link for a cookie, so that it stands in no URL and no page. Creates nothing.
#[server(prefix = "/ui", endpoint = "open_registration")]
pub async fn open_registration(letter_code: String) -> Result<(), Message> {
    use crate::{http::cookies, ui::form::Form};
    use latchkey_core::{domain::link_token::code_of, mail};
    let form = Form::received()?;
    form.answer(mail::asked_registration(form.services(), &letter_code).await)?;
    form.set_cookie(cookies::registration(code_of(&letter_code), form.origin()));
    form.go(super::PASSWORD)
}

/// Creates the account of a registration whose address was confirmed, and signs in to it.
#[server(prefix = "/ui", endpoint = "confirm_registration")]
pub async fn confirm_registration(password: String) -> Result<(), Message> {
    use super::registered;
    use crate::{
        http::cookies::{self, Name},
        ui::form::Form,
    };
    use latchkey_core::{AuthError, accounts};
    let form = Form::received()?;
    let code = form.answer(form.cookie(Name::Registration).ok_or(AuthError::ResetOver))?;
    let checked = accounts::check_confirmation(form.services(), (code, &password), form.client()).await;
    let (checked, next) = form.answer(checked)?;
    let (_, tokens) = form.answer(accounts::register_and_sign_in(form.services(), checked, form.client()).await)?;
    form.set_cookie(cookies::clear(Name::Registration, form.origin()));
    registered(&form, tokens.as_ref(), &next).await
}
