//! The sign-in pages, one per step.

use axum::response::{IntoResponse, Redirect, Response};
use latchkey_core::sign_in;
use leptos::prelude::*;

use super::{
    CODE, RECOVERY_CODE, form,
    island::{SignInCard, SignInStage},
};
use crate::{
    features::notices::SIGNED_OUT,
    http::{caller::Caller, next::with_next, refusal::Answer, visitor::Visitor},
    paths::{ACCOUNT, REGISTER, SIGN_IN},
    ui::{
        message::Message,
        notice::{SESSION_ENDED, SIGN_IN_FIRST, SIGN_IN_OVER, notice},
        parts::page_head,
        shell::{Page, Width, show, told},
    },
};

/// The first step.
pub async fn password(visitor: Visitor) -> Answer {
    if visitor.full_session().is_ok() {
        return Ok(Redirect::to(&visitor.next_or(ACCOUNT)).into_response());
    }
    let before = told::<form::SignIn>(&visitor);
    if matches!(visitor.caller, Caller::Pending(_)) && visitor.query("notice").is_none() && before.is_none() {
        return code(visitor).await;
    }
    let email = visitor.typed("email");
    Ok(at(&visitor, SignInStage::Password, before, email))
}

/// The second step with a code.
pub async fn code(visitor: Visitor) -> Answer {
    let before = told::<form::SignInCode>(&visitor);
    second_step(&visitor, SignInStage::Code, before).await
}

/// The second step with a recovery code.
pub async fn recovery_code(visitor: Visitor) -> Answer {
    let before = told::<form::SignInRecoveryCode>(&visitor);
    second_step(&visitor, SignInStage::RecoveryCode, before).await
}

/// The second step of a pending sign-in.
async fn second_step(visitor: &Visitor, stage: SignInStage, before: Option<Message>) -> Answer {
    let lasts = match &visitor.caller {
        Caller::Pending(pending) => sign_in::pending_account(visitor.services(), pending).await?.is_some(),
        Caller::Session(_) | Caller::Anonymous => false,
    };
    if lasts {
        Ok(at(visitor, stage, before, String::new()))
    } else {
        Ok(Redirect::to(&SIGN_IN_OVER.on(SIGN_IN)).into_response())
    }
}

fn at(visitor: &Visitor, stage: SignInStage, before: Option<Message>, email: String) -> Response {
    let next = visitor.next();
    let (code_page, recovery_code_page) = (with_next(CODE, &next), with_next(RECOVERY_CODE, &next));
    show(visitor, || Page {
        title: "Sign in",
        width: Width::Narrow,
        body: view! {
            {page_head("Sign in", None)}
            {notice(visitor, &[SIGNED_OUT, SESSION_ENDED, SIGN_IN_FIRST, SIGN_IN_OVER])}
            <SignInCard stage before email next code_page recovery_code_page/>
            <p class="below">"New here? "<a href=REGISTER>"Create an account"</a></p>
        }
        .into_any(),
    })
}
