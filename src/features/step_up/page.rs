//! The page that asks a person to confirm their identity.

use axum::response::Response;
use latchkey_core::domain::invalid::field;
use leptos::prelude::*;

use super::{after::After, form};
use crate::{
    http::{caller::Full, visitor::Visitor},
    paths::ACCOUNT,
    ui::{
        form::view::{FormView, PasswordKind, known_username, submit},
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// The step-up page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Response {
    let (l, two_factor) = (visitor.locale, who.account().two_factor);
    let after = After::named(&visitor.query("after").unwrap_or_default()).possible(two_factor);
    // A link can lead here, so the page explains what confirming does.
    let (lede, button) = match after {
        After::NewRecoveryCodes => (l.confirm_for_new_codes(), l.confirm_and_new_codes()),
        After::SetUp => (l.confirm_for_set_up(), l.confirm_and_set_up()),
        After::Account => (l.confirm_for_account(), l.confirm_button()),
    };
    show(&visitor, || {
        let fields: &[_] = if two_factor { &[field::PASSWORD, field::CODE] } else { &[field::PASSWORD] };
        let form = FormView::new::<form::ConfirmIdentity>(&visitor, &l.confirm_title(), fields);
        let content = view! {
            {known_username(who.account().email.to_string())}
            {form.password(PasswordKind::Current, None)}
            {two_factor.then(|| form.code_or_recovery_code())}
            <input type="hidden" name="after" value=after.name()/>
            <div class="actions">
                {submit("button button--primary", button, l.form_checking())}
                <a class="button button--quiet" href=ACCOUNT>{l.cancel()}</a>
            </div>
        };
        let body = view! {
            {page_head(&l.confirm_title(), Some(lede))}
            <div class="card">{form.live(content)}</div>
        };
        Page::new(l.confirm_title(), Width::Narrow, body).refused(form.is_refused())
    })
}
