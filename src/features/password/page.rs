//! The page that changes the password.

use axum::response::Response;
use latchkey_core::domain::invalid::field;
use leptos::prelude::*;

use super::form;
use crate::{
    http::{caller::Full, visitor::Visitor},
    paths::ACCOUNT,
    ui::{
        form::view::{FormView, PasswordKind, known_username, submit},
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// The page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Response {
    let (l, two_factor) = (visitor.locale, who.account().two_factor);
    show(&visitor, || {
        let all = [field::PASSWORD, field::NEW_PASSWORD, field::CODE];
        let fields = if two_factor { all.to_vec() } else { all[..2].to_vec() };
        let form = FormView::new::<form::ChangePassword>(&visitor, &l.password_title(), fields);
        let content = view! {
            {known_username(who.account().email.to_string())}
            {form.password(PasswordKind::Current, None)}
            {form.new_password(&visitor)}
            {two_factor.then(|| form.code_or_recovery_code())}
            <div class="actions">
                {submit("button button--primary", l.password_button(), l.form_checking())}
                <a class="button button--quiet" href=ACCOUNT>{l.cancel()}</a>
            </div>
        };
        let body = view! {
            {page_head(&l.password_title(), Some(l.password_lede()))}
            <div class="card">{form.live(content)}</div>
        };
        Page::new(l.password_title(), Width::Narrow, body).refused(form.is_refused())
    })
}
