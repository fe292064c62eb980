//! The registration page.

use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use super::{form, island::RegisterForm};
use crate::{
    http::visitor::Visitor,
    paths::{ACCOUNT, SIGN_IN},
    ui::{
        parts::page_head,
        shell::{Page, Width, show, told},
    },
};

/// The registration page.
pub async fn page(visitor: Visitor) -> Response {
    if visitor.full_session().is_ok() {
        return Redirect::to(&visitor.next_or(ACCOUNT)).into_response();
    }
    let before = told::<form::Register>(&visitor);
    let (name, email, next) = (visitor.typed("name"), visitor.typed("email"), visitor.next());
    let min_chars = u16::try_from(visitor.services().policy().password.min_chars).unwrap_or(u16::MAX);
    show(&visitor, || Page {
        title: "Create account",
        width: Width::Narrow,
        body: view! {
            {page_head("Create account", None)}
            <RegisterForm before name email min_chars next/>
            <p class="below">"You have an account? "<a href=SIGN_IN>"Sign in"</a></p>
        }
        .into_any(),
    })
}
