//! The registration page.

use axum::response::{IntoResponse, Redirect, Response};
use latchkey_core::domain::invalid::field;
use leptos::prelude::*;

use super::form;
use crate::{
    http::visitor::Visitor,
    paths::{ACCOUNT, SIGN_IN},
    ui::{
        form::view::{FormView, described_by, submit},
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
        let password = form.first_password(&visitor);
        let (typed_email, button, waiting) = (visitor.typed(field::EMAIL), l.register_button(), l.register_waiting());
        let content = view! {
            {form.field(field::NAME, (l.register_name(), None), name)}
            {form.email(typed_email)}
            {password}
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
