//! The registration page.

use axum::response::{IntoResponse, Redirect, Response};
use latchkey_core::domain::invalid::field;
use leptos::prelude::*;

use super::{form, island::PasswordStrength};
use crate::{
    http::visitor::Visitor,
    paths::{ACCOUNT, SIGN_IN},
    ui::{
        form::view::{FormView, PasswordKind, described_by, submit},
        parts::page_head,
        shell::{Page, Width},
        still::show_once,
    },
};

/// The registration page.
pub async fn page(visitor: Visitor) -> Response {
    if visitor.full_session().is_ok() {
        return Redirect::to(&visitor.next_or(ACCOUNT)).into_response();
    }
    let l = visitor.locale;
    let min_chars = visitor.services().policy().password.min_chars;
    show_once(&visitor, || {
        let form = FormView::new::<form::Register>(&visitor, &l.register_title(), &[field::NAME, field::EMAIL, field::PASSWORD]);
        let (invalid, autofocus) = form.wrong(field::NAME);
        let name = view! {
            <input
                class="input" id=field::NAME name=field::NAME value=visitor.typed(field::NAME) autocomplete="name" required
                maxlength="100" aria-invalid=invalid aria-describedby=described_by(field::NAME, false) autofocus=autofocus
            />
        };
        let next = Some(visitor.next()).filter(|next| !next.is_empty());
        let password = form.password(PasswordKind::New, Some(l.register_password_hint(min_chars))).into_any();
        let strength = strength(&visitor, min_chars).into_any();
        let (typed_email, button, waiting) = (visitor.typed(field::EMAIL), l.register_button(), l.register_waiting());
        let content = view! {
            {form.field(field::NAME, (l.register_name(), None), name)}
            {form.email(typed_email)}
            <PasswordStrength>
                {password}
                {strength}
            </PasswordStrength>
            {next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
            {submit("button button--primary button--wide", button, waiting)}
        };
        let body = view! {
            {page_head(&l.register_title(), None)}
            <div class="card">{form.live(content)}</div>
            <p class="below">{l.register_have_account()}" "<a href=SIGN_IN>{l.register_sign_in()}</a></p>
        };
        Page::new(l.register_title(), Width::Narrow, body).refused(form.is_refused())
    })
    .await
}

/// What the island says of the password: one sentence of these.
fn strength(visitor: &Visitor, min_chars: usize) -> impl IntoView + use<> {
    let l = visitor.locale;
    // A sentence for each number that can be missing: languages differ in their plurals.
    let missing = (1..=min_chars).map(|missing| l.strength_too_short(missing)).collect::<Vec<_>>().join("\n");
    view! {
        <p
            class="strength" role="status" hidden data-app=visitor.services().policy().app_name.clone() data-missing=missing
            data-guessable=l.strength_guessable() data-fair=l.strength_fair() data-strong=l.strength_strong()
        ></p>
    }
}
