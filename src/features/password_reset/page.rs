//! The pages of a password reset.

use axum::response::{IntoResponse, Redirect, Response};
use latchkey_core::{AuthError, domain::invalid::field, password_reset, sign_in};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{PAGE, form};
use crate::{
    features::notices::RESET_OVER,
    http::{cookies::Name, refusal::Answer, visitor::Visitor},
    paths::SIGN_IN,
    ui::{
        form::view::{Asks, FormView, described_by, known_username, submit},
        notice::notice,
        parts::page_head,
        shell::{Page, Width, show},
    },
};

const WIDE: &str = "button button--primary button--wide";

/// The first step: the code of the link. Following the link changes nothing.
pub async fn code(visitor: Visitor) -> Response {
    let l = visitor.locale;
    show(&visitor, || {
        let form = FormView::new::<form::OpenReset>(&visitor, &l.reset_code_title(), vec![field::RESET_CODE]);
        let (invalid, autofocus) = form.wrong(field::RESET_CODE);
        let control = view! {
            <input
                class="input" id=field::RESET_CODE name=field::RESET_CODE dir="ltr" autocomplete="off" autocapitalize="none"
                spellcheck="false" required aria-invalid=invalid aria-describedby=described_by(field::RESET_CODE, true)
                autofocus=autofocus data-from-fragment
            />
        };
        let field = form.field(field::RESET_CODE, (l.reset_code_label(), Some(l.reset_code_hint().into_any())), control);
        let content = view! {
            {field}
            {submit(WIDE, l.reset_code_button(), l.form_checking())}
        };
        let body = view! {
            {page_head(&l.reset_code_title(), Some(l.reset_code_lede()))}
            {notice(&visitor, &[RESET_OVER])}
            <div class="card">{form.live(content)}</div>
            <p class="below"><a href=SIGN_IN>{l.reset_to_sign_in()}</a></p>
        };
        Page::new(l.reset_code_title(), Width::Narrow, body).refused(form.is_refused())
    })
}

/// The second step: the new password and, if the account has one, the second factor.
pub async fn new_password(visitor: Visitor) -> Answer {
    let account = match visitor.cookie(Name::Reset) {
        Some(code) => match password_reset::account(visitor.services(), code).await {
            Err(AuthError::ResetOver | AuthError::Invalid(_)) => None,
            found => Some(found?),
        },
        None => None,
    };
    let Some(account) = account else { return Ok(Redirect::to(&RESET_OVER.on(PAGE)).into_response()) };
    let l = visitor.locale;
    let ways = sign_in::ways(visitor.services(), &account).await?;
    Ok(show(&visitor, || {
        let fields: Vec<_> = [field::NEW_PASSWORD].into_iter().chain(Asks::SecondFactor.fields(ways)).collect();
        let form = FormView::new::<form::ResetPassword>(&visitor, &l.reset_title(), fields);
        let content = view! {
            {known_username(account.email.to_string())}
            {form.new_password(&visitor)}
            {form.proofs(ways, Asks::SecondFactor, form::AskToReset::PATH)}
            {submit(WIDE, l.reset_button(), l.form_checking())}
        };
        let body = view! {
            {page_head(&l.reset_title(), Some(l.reset_lede(account.email.for_people())))}
            <div class="card">{form.live(content)}</div>
        };
        Page::new(l.reset_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}
