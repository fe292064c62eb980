//! Server functions for signing in: one step, or two with a second factor.
//!
//! Each server function is a public endpoint. `mod.rs` declares who may call it, and it checks the caller again itself. Without
//! WebAssembly a form posts here and is redirected; with it, an island calls the same function and stays on the page.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ui::message::Message;

/// What comes after a step that was taken. For the island: without WebAssembly, a redirect leads there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Then {
    /// The second factor is needed. The name is that of `steps::Step::Code`.
    Code,
    /// Signed in: the answer is a redirect.
    Done,
}

/// The first step, by the password; or the only one, by a passkey.
#[server(prefix = "/ui", endpoint = "sign_in")]
pub async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: String,
    #[server(default)] passkey: String,
) -> Result<Then, Message> {
    use crate::{features::seal, http::next::with_next, paths::ACCOUNT, ui::form::Form};
    use latchkey_core::sign_in::{self, Credentials, Digits, SignedIn};
    let form = Form::received()?.typed(&[("email", &email)]);
    let typed = Credentials { email: &email, password: &password };
    if !passkey.is_empty() {
        let (_, tokens) = form.answer(sign_in::by_passkey(form.services(), &passkey, form.client()).await)?;
        return form.sign_in(&tokens).await.go_on(&next, ACCOUNT).map(|()| Then::Done);
    }
    match form.answer(sign_in::by_password(form.services(), typed, form.client()).await)? {
        SignedIn::Fully(_, tokens) => form.sign_in(&tokens).await.go_on(&next, ACCOUNT).map(|()| Then::Done),
        SignedIn::SecondFactorRequired(pending, ways) => {
            form.ask_second_factor(&pending, super::CODE, &next).await?;
            // The page has a second step for codes of six digits alone. The page of that step knows what this account has.
            let is_on_page = ways.code && !ways.passkey && ways.digits == Digits::Six;
            if is_on_page { Ok(Then::Code) } else { form.go(&with_next(super::CODE, &next)).map(|()| Then::Done) }
        }
        SignedIn::Sealed(pending, _) => {
            form.ask_second_factor(&pending, seal::OPEN, &next).await?;
            form.go(seal::OPEN).map(|()| Then::Done)
        }
    }
}

/// The second step with an authenticator code, or a passkey.
#[server(prefix = "/ui", endpoint = "sign_in_code")]
pub async fn sign_in_code(
    #[server(default)] code: String,
    #[server(default)] trust: bool,
    #[server(default)] next: String,
    #[server(default)] passkey: String,
) -> Result<Then, Message> {
    use crate::{paths::ACCOUNT, ui::form::Form};
    use latchkey_core::sign_in::{self, Proof, SecondStep};
    let form = Form::received()?.typed(&[("trust", if trust { "true" } else { "" })]);
    let pending = form.answer(form.pending())?;
    let proof = if passkey.is_empty() { Proof::Code(&code) } else { Proof::Passkey(&passkey) };
    let typed = SecondStep { proof, trusts_browser: trust };
    let (_, tokens) = form.answer(sign_in::by_second_factor(form.services(), &pending, typed, form.client()).await)?;
    form.sign_in(&tokens).await.go_on(&next, ACCOUNT).map(|()| Then::Done)
}

/// The second step with a recovery code.
#[server(prefix = "/ui", endpoint = "sign_in_recovery_code")]
pub async fn sign_in_recovery_code(recovery_code: String, #[server(default)] trust: bool) -> Result<Then, Message> {
    use crate::{features::notices::RECOVERY_CODE_USED, paths::ACCOUNT, ui::form::Form};
    use latchkey_core::sign_in::{self, Proof, SecondStep};
    let form = Form::received()?.typed(&[("trust", if trust { "true" } else { "" })]);
    let pending = form.answer(form.pending())?;
    let typed = SecondStep { proof: Proof::RecoveryCode(&recovery_code), trusts_browser: trust };
    let (_, tokens) = form.answer(sign_in::by_second_factor(form.services(), &pending, typed, form.client()).await)?;
    form.sign_in(&tokens).await.go(&RECOVERY_CODE_USED.on(ACCOUNT)).map(|()| Then::Done)
}

/// Cancels a pending sign-in.
#[server(prefix = "/ui", endpoint = "start_over")]
pub async fn start_over() -> Result<(), Message> {
    use crate::{paths::SIGN_IN, ui::form::Form};
    let form = Form::received()?;
    form.end_session().await?;
    form.forget_everything().go(SIGN_IN)
}

/// What a passkey is asked, to sign in by it alone. Nobody is named yet: it is the same for everybody.
#[server(prefix = "/ui", endpoint = "ask_to_sign_in")]
pub async fn ask_to_sign_in() -> Result<serde_json::Value, Message> {
    use crate::{features::passkeys::view::request, ui::form::Form};
    let form = Form::received()?;
    let asked = form.answer(latchkey_core::sign_in::ask_anybody(form.services(), form.client()).await)?;
    Ok(request(&form, &asked))
}

/// What a passkey of the account is asked for the second step.
#[server(prefix = "/ui", endpoint = "ask_for_second_step")]
pub async fn ask_for_second_step() -> Result<serde_json::Value, Message> {
    use crate::{features::passkeys::view::request, ui::form::Form};
    let form = Form::received()?;
    let pending = form.answer(form.pending())?;
    let asked = latchkey_core::sign_in::ask_for_second_step(form.services(), &pending, form.client()).await;
    let asked = form.answer(asked)?;
    Ok(request(&form, &asked))
}
