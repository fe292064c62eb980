//! The form door: server functions, each a few lines that hand over to `auth`. Compiled for both halves.
//!
//! Each is a public endpoint: `web/access.rs` says who may call it, and it asks for the caller again itself. Without
//! WebAssembly a form posts here and is redirected; with it an island calls the same and stays.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::message::Message;

/// Where the first or second step of signing in leads, told to the island.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// The second factor is asked for.
    SecondFactor,
    /// Signed in.
    Done,
}

/// Makes an account and signs in to it.
#[server(prefix = "/ui", endpoint = "register")]
pub async fn register(name: String, email: String, password: String, #[server(default)] next: String) -> Result<(), Message> {
    use crate::{auth::Registration, domain::session::Factors, web::form::Form};
    let form = Form::received()?.typed(&[("name", &name), ("email", &email)]);
    let typed = Registration { name: &name, email: &email, password: &password };
    let checked = form.answer(form.auth().check_registration(&typed, form.client()).await)?;
    let account = form.answer(form.auth().register(checked).await)?;
    form.sign_in(form.answer(form.auth().open_session(&account, Factors::Password, form.client().device).await)?).await;
    form.go_on(&next, "/account?notice=registered")
}

/// The first step of signing in.
#[server(prefix = "/ui", endpoint = "sign_in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<Step, Message> {
    use crate::{
        auth::{Credentials, SignedIn},
        web::form::Form,
    };
    let form = Form::received()?.typed(&[("email", &email)]);
    match form.answer(form.auth().sign_in(Credentials { email: &email, password: &password }, form.client()).await)? {
        SignedIn::Fully(_, tokens) => form.sign_in(tokens).await.go_on(&next, "/account").map(|()| Step::Done),
        SignedIn::SecondFactorRequired(pending) => form.ask_second_factor(&pending, &next).await.map(|()| Step::SecondFactor),
    }
}

/// The second step of signing in, by a code of the authenticator.
#[server(prefix = "/ui", endpoint = "sign_in_code")]
pub async fn sign_in_code(code: String, #[server(default)] next: String) -> Result<Step, Message> {
    use crate::{auth::Proof, web::form::Form};
    let form = Form::received()?;
    let pending = form.pending()?;
    let (_, tokens) = form.answer(form.auth().verify_second_factor(&pending, Proof::Code(&code), form.client()).await)?;
    form.sign_in(tokens).await.go_on(&next, "/account").map(|()| Step::Done)
}

/// The second step of signing in, by a recovery code.
#[server(prefix = "/ui", endpoint = "sign_in_recovery_code")]
pub async fn sign_in_recovery_code(recovery_code: String) -> Result<Step, Message> {
    use crate::{auth::Proof, web::form::Form};
    let form = Form::received()?;
    let pending = form.pending()?;
    let (_, tokens) =
        form.answer(form.auth().verify_second_factor(&pending, Proof::RecoveryCode(&recovery_code), form.client()).await)?;
    form.sign_in(tokens).await.go("/account?notice=recovery-code-used").map(|()| Step::Done)
}

/// Gives up a sign-in between its steps.
#[server(prefix = "/ui", endpoint = "start_over")]
pub async fn start_over() -> Result<(), Message> {
    let form = crate::web::form::Form::received()?;
    form.end_session().await?;
    form.forget_everything().go("/sign-in")
}

/// Signs out: ends the session, whatever was proved to open it, and a pending sign-in.
#[server(prefix = "/ui", endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), Message> {
    let form = crate::web::form::Form::received()?;
    form.end_session().await?;
    form.forget_everything().forget_storage().go("/sign-in?notice=signed-out")
}

/// Confirms that it is the person, and carries on with the change of factors that asked for it.
#[server(prefix = "/ui", endpoint = "confirm_identity")]
pub async fn confirm_identity(
    password: String,
    #[server(default)] code: String,
    #[server(default)] next: String,
) -> Result<(), Message> {
    let form = crate::web::form::Form::received()?;
    let (who, tokens) = form.answer(form.auth().step_up(&form.full_session()?, form.all_factors(&password, &code)).await)?;
    form.keep(&tokens);
    match next.as_str() {
        "/account/two-factor/set-up" => form.answer(form.auth().begin_enrolment(&who).await).map(drop)?,
        "/account/recovery-codes" => form.answer(form.auth().replace_recovery_codes(&who).await).map(drop)?,
        _ => {}
    }
    form.go_on(&next, "/account")
}

/// Begins to set up two-factor authentication: draws a secret, shown by the page that follows.
#[server(prefix = "/ui", endpoint = "begin_two_factor")]
pub async fn begin_two_factor() -> Result<(), Message> {
    use crate::{auth::AuthError, web::form::Form};
    let form = Form::received()?;
    match form.auth().begin_enrolment(&form.full_session()?).await {
        Ok(_) => form.go("/account/two-factor/set-up"),
        Err(AuthError::StepUpNeeded) => form.go("/account/confirm?next=/account/two-factor/set-up"),
        Err(error) => form.answer(Err(error)),
    }
}

/// Gives up the set-up.
#[server(prefix = "/ui", endpoint = "cancel_two_factor")]
pub async fn cancel_two_factor() -> Result<(), Message> {
    let form = crate::web::form::Form::received()?;
    form.answer(form.auth().cancel_enrolment(&form.full_session()?).await)?;
    form.go("/account?notice=set-up-cancelled")
}

/// Turns two-factor authentication on by a code of the secret that was shown.
#[server(prefix = "/ui", endpoint = "turn_on")]
pub async fn turn_on(code: String) -> Result<(), Message> {
    let form = crate::web::form::Form::received()?;
    let (tokens, _) = form.answer(form.auth().turn_on(&form.full_session()?, &code).await)?;
    form.keep(&tokens).go("/account/recovery-codes")
}

/// Confirms that the recovery codes are kept, by one of them or by a tick.
#[server(prefix = "/ui", endpoint = "confirm_recovery_codes")]
pub async fn confirm_recovery_codes(
    #[server(default)] recovery_code: String,
    #[server(default)] stored: bool,
) -> Result<(), Message> {
    use crate::{auth::Kept, web::form::Form};
    let form = Form::received()?;
    let kept = match (recovery_code.trim(), stored) {
        ("", false) => return Err(Message::NotConfirmed),
        ("", true) => Kept::Ticked,
        (typed, _) => Kept::Typed(typed),
    };
    form.answer(form.auth().confirm_recovery_codes(&form.full_session()?, kept).await)?;
    form.go("/account?notice=recovery-codes-kept")
}

/// Makes new recovery codes, shown by the page that follows.
#[server(prefix = "/ui", endpoint = "replace_recovery_codes")]
pub async fn replace_recovery_codes() -> Result<(), Message> {
    use crate::{auth::AuthError, web::form::Form};
    let form = Form::received()?;
    match form.auth().replace_recovery_codes(&form.full_session()?).await {
        Ok(_) => form.go("/account/recovery-codes"),
        Err(AuthError::StepUpNeeded) => form.go("/account/confirm?next=/account/recovery-codes"),
        Err(error) => form.answer(Err(error)),
    }
}

/// Turns two-factor authentication off by the password and a code.
#[server(prefix = "/ui", endpoint = "turn_off")]
pub async fn turn_off(password: String, code: String) -> Result<(), Message> {
    let form = crate::web::form::Form::received()?;
    let (_, tokens) = form.answer(form.auth().turn_off(&form.full_session()?, form.all_factors(&password, &code)).await)?;
    form.keep(&tokens).go("/account?notice=two-factor-off")
}

/// Writes a post.
#[server(prefix = "/ui", endpoint = "write_post")]
pub async fn write_post(title: String, content: String) -> Result<(), Message> {
    use crate::{posts::Posts, web::form::Form};
    let form = Form::received()?;
    let author = form.full_session()?;
    let posts = form.answer(Posts::of(form.auth(), &author))?;
    let written = posts.write(&title, &content).await;
    if written.is_err() && form.is_plain() {
        form.answer(posts.keep_draft(&title, &content).await)?;
    }
    form.answer(written)?;
    form.go("/posts?notice=post-written")
}

/// Removes a post.
#[server(prefix = "/ui", endpoint = "remove_post")]
pub async fn remove_post(id: String) -> Result<(), Message> {
    use crate::{posts::Posts, web::form::Form};
    let form = Form::received()?;
    let author = form.full_session()?;
    let id = id.parse().map_err(|_| Message::NotFound)?;
    form.answer(form.answer(Posts::of(form.auth(), &author))?.remove(id).await)?;
    form.go("/posts?notice=post-removed")
}
