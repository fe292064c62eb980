//! The page of the first administrator.

use axum::response::Response;
use latchkey_core::domain::invalid::field;
use leptos::prelude::*;

use super::form;
use crate::{
    features::register::page::name_field,
    http::visitor::Visitor,
    ui::{
        form::view::{FormView, described_by, submit},
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// The page. It says nothing of whether there is an administrator: only the code tells.
pub async fn page(visitor: Visitor) -> Response {
    let l = visitor.locale;
    show(&visitor, || {
        let title = l.first_administrator_title();
        let fields = [field::SET_UP_CODE, field::NAME, field::EMAIL, field::PASSWORD];
        let form = FormView::new::<form::BecomeFirstAdministrator>(&visitor, &title, fields);
        let (invalid, autofocus) = form.wrong(field::SET_UP_CODE);
        let code = view! {
            <input
                class="input" id=field::SET_UP_CODE name=field::SET_UP_CODE value=visitor.typed(field::SET_UP_CODE) dir="ltr"
                autocomplete="off" autocapitalize="none" spellcheck="false" required aria-invalid=invalid
                aria-describedby=described_by(field::SET_UP_CODE, true) autofocus=autofocus data-from-fragment="by-hand"
            />
        };
        let hint = Some(l.reset_code_hint().into_any());
        let content = view! {
            {form.field(field::SET_UP_CODE, (l.first_administrator_code(), hint), code)}
            {name_field(&visitor, &form)}
            {form.email(visitor.typed(field::EMAIL))}
            {form.first_password(&visitor)}
            {submit("button button--primary button--wide", l.register_button(), l.register_waiting())}
        };
        let body = view! {
            {page_head(&title, Some(l.first_administrator_lede()))}
            <div class="card">{form.live(content)}</div>
            <p class="below">{l.first_administrator_next()}</p>
        };
        Page::new(title.clone(), Width::Narrow, body).refused(form.is_refused()).secret()
    })
}
