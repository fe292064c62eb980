//! Registering and signing in.

use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use super::{PageResult, go};
use crate::{
    ui::{
        islands::{Register, SignIn, SignInStage},
        parts::{notice, page_head},
        shell::{Page, Visit, Width},
    },
    web::caller::Caller,
};

/// The page that makes an account.
pub async fn register(visit: Visit) -> Response {
    if visit.caller.full_session().is_ok() {
        return Redirect::to("/account").into_response();
    }
    let (before, name, email, next) = (visit.told("/ui/register"), visit.typed("name"), visit.typed("email"), visit.next());
    let min_chars = u16::try_from(visit.state.auth().policy().password.min_chars).unwrap_or(u16::MAX);
    visit.show(|| Page {
        title: "Create account",
        width: Width::Narrow,
        body: view! {
            {page_head("Create account", None)}
            <Register before name email min_chars next/>
            <p class="below">"You have an account? "<a href="/sign-in">"Sign in"</a></p>
        }
        .into_any(),
    })
}

/// The first step.
pub async fn password(visit: Visit) -> PageResult {
    if visit.caller.full_session().is_ok() {
        return go("/account");
    }
    if matches!(visit.caller, Caller::Pending(_)) && visit.query("notice").is_none() && visit.told("/ui/sign_in").is_none() {
        return step(visit, SignInStage::Code).await;
    }
    let (before, email) = (visit.told("/ui/sign_in"), visit.typed("email"));
    Ok(show(visit, SignInStage::Password, before, email))
}

/// The second step, by a code.
pub async fn code(visit: Visit) -> PageResult {
    step(visit, SignInStage::Code).await
}

/// The second step, by a recovery code.
pub async fn recovery_code(visit: Visit) -> PageResult {
    step(visit, SignInStage::RecoveryCode).await
}

/// The second step, while the sign-in lasts.
async fn step(visit: Visit, stage: SignInStage) -> PageResult {
    let lasts = match &visit.caller {
        Caller::Pending(pending) => visit.answer(visit.state.auth().pending_account(pending).await)?.is_some(),
        _ => false,
    };
    if !lasts {
        return go("/sign-in?notice=sign-in-over");
    }
    let before = visit.told(if stage == SignInStage::Code { "/ui/sign_in_code" } else { "/ui/sign_in_recovery_code" });
    Ok(show(visit, stage, before, String::new()))
}

fn show(visit: Visit, stage: SignInStage, before: Option<crate::ui::message::Message>, email: String) -> Response {
    let (told, next) = (visit.query("notice"), visit.next());
    visit.show(|| Page {
        title: "Sign in",
        width: Width::Narrow,
        body: view! {
            {page_head("Sign in", None)}
            {notice(told)}
            <SignIn stage before email next/>
            <p class="below">"New here? "<a href="/register">"Create an account"</a></p>
        }
        .into_any(),
    })
}
