//! Server functions for setting up two-factor authentication and turning it off.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;

use crate::ui::message::Message;

/// Starts the set-up: generates a secret. The next page shows it.
#[server(prefix = "/ui", endpoint = "begin_two_factor")]
pub async fn begin_two_factor() -> Result<(), Message> {
    use crate::{
        features::step_up::{self, after::After},
        ui::form::Form,
    };
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    step_up::then(&form, &who, After::SetUp).await
}

/// Cancels the set-up.
#[server(prefix = "/ui", endpoint = "cancel_two_factor")]
pub async fn cancel_two_factor() -> Result<(), Message> {
    use crate::{
        features::{
            authenticators,
            notices::{AUTHENTICATOR_CANCELLED, SET_UP_CANCELLED},
        },
        paths::ACCOUNT,
        ui::form::Form,
    };
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    form.answer(latchkey_core::second_factors::cancel_enrolment(form.services(), &who).await)?;
    let is_on = who.account().two_factor;
    form.go(&if is_on { AUTHENTICATOR_CANCELLED.on(authenticators::PAGE) } else { SET_UP_CANCELLED.on(ACCOUNT) })
}

/// Turns it on with a code of the shown secret.
#[server(prefix = "/ui", endpoint = "turn_on")]
pub async fn turn_on(code: String) -> Result<(), Message> {
    use crate::{paths::RECOVERY_CODES, ui::form::Form};
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let (tokens, _) = form.answer(latchkey_core::second_factors::turn_on(form.services(), &who, &code, form.client()).await)?;
    form.keep(&tokens).go(RECOVERY_CODES)
}

/// Turns it off with the password and a code, or with a passkey.
#[server(prefix = "/ui", endpoint = "turn_off")]
pub async fn turn_off(
    #[server(default)] password: String,
    #[server(default)] code: String,
    #[server(default)] passkey: String,
) -> Result<(), Message> {
    use crate::{features::notices::TWO_FACTOR_OFF, paths::ACCOUNT, ui::form::Form};
    let form = Form::received()?;
    let who = form.answer(form.full_session())?;
    let typed = form.all_factors(&password, &code, &passkey);
    let (_, tokens) = form.answer(latchkey_core::second_factors::turn_off(form.services(), &who, typed).await)?;
    form.keep(&tokens).go(&TWO_FACTOR_OFF.on(ACCOUNT))
}
