//! The page of a forgotten password.

use axum::response::{IntoResponse, Redirect};
use latchkey_core::domain::invalid::field;
use leptos::prelude::*;

use super::form;
use crate::{
    features::{
        dev_mail,
        notices::{EMAIL_RESTORED, RESET_ASKED},
    },
    http::{refusal::Answer, visitor::Visitor},
    paths::SIGN_IN,
    ui::{
        form::view::{FormView, submit},
        notice::notice,
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// The page.
pub async fn page(visitor: Visitor) -> Answer {
    if !visitor.sends_mail() {
        return Ok(Redirect::to(SIGN_IN).into_response());
    }
    let l = visitor.locale;
    Ok(show(&visitor, || {
        let form = FormView::new::<form::AskForReset>(&visitor, &l.forgotten_title(), &[field::EMAIL]);
        let content = view! {
            {form.email(visitor.typed(field::EMAIL))}
            {submit("button button--primary button--wide", l.forgotten_button(), l.form_checking())}
        };
        let body = view! {
            {page_head(&l.forgotten_title(), Some(l.forgotten_lede()))}
            {notice(&visitor, &[RESET_ASKED, EMAIL_RESTORED])}
            {dev_mail::hint(&visitor)}
            <div class="card">{form.live(content)}</div>
            <p class="below"><a href=SIGN_IN>{l.reset_to_sign_in()}</a></p>
        };
        Page::new(l.forgotten_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}
