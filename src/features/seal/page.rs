//! The pages of the seal.

use axum::response::{IntoResponse, Redirect, Response};
use latchkey_core::{domain::invalid::field, sign_in};
use leptos::{prelude::*, server_fn::ServerFn};

use super::form;
use crate::{
    features::{
        letter_code::{Sent, letter_code},
        password,
        sign_in::form::{AskForSecondStep, StartOver},
    },
    http::{
        caller::{Caller, Full},
        refusal::Answer,
        visitor::Visitor,
    },
    l10n::Locale,
    paths::{ACCOUNT, SIGN_IN},
    ui::{
        form::view::{Asks, FormView, submit, told},
        notice::SIGN_IN_OVER,
        parts::{page_head, refused},
        shell::{Page, Width, show},
    },
};

/// Name of the field for what the link of a letter ends with.
const SEAL_CODE: &str = "seal_code";

/// What sealing does, and the button; or, without a second factor, what to do instead.
pub async fn seal(Full(who): Full, visitor: Visitor) -> Response {
    let (l, two_factor) = (visitor.locale, who.account().two_factor);
    let told = told::<form::SealAccount>(&visitor);
    show(&visitor, || {
        let is_refused = told.is_some();
        let body = view! {
            {page_head(&l.seal_title(), Some(l.seal_lede()))}
            {refused(told)}
            {if two_factor { sealing(l).into_any() } else { instead(l).into_any() }}
        };
        Page::new(l.seal_title(), Width::Narrow, body).refused(is_refused)
    })
}

fn sealing(l: &Locale) -> impl IntoView + use<> {
    view! {
        <div class="card card--danger">
            <ul class="plain-list">
                <li>{l.seal_ends_sessions()}</li>
                <li>{l.seal_refuses_password()}</li>
                <li>{l.seal_opened_by()}</li>
            </ul>
            <div class="actions">
                <form action=form::SealAccount::PATH method="post">
                    <button class="button button--danger" type="submit">{l.seal_button()}</button>
                </form>
                <a class="button button--quiet" href=ACCOUNT>{l.cancel()}</a>
            </div>
        </div>
    }
}

/// Only a second factor opens a seal.
fn instead(l: &Locale) -> impl IntoView + use<> {
    view! {
        <div class="alert alert--warning" role="status">
            <p class="alert__title">{l.seal_alone_title()}</p>
            <p>{l.seal_alone_text()}</p>
        </div>
        <div class="actions">
            <a class="button button--primary" href=password::PAGE>{l.password_title()}</a>
            <a class="button button--quiet" href=ACCOUNT>{l.back_to_account()}</a>
        </div>
    }
}

/// What sealing does, for whoever followed the link of a letter. Nothing is done before the button is pressed.
pub async fn by_link(visitor: Visitor) -> Response {
    let l = visitor.locale;
    show(&visitor, || {
        let form = FormView::new::<form::SealByLink>(&visitor, &l.seal_by_link_title(), vec![SEAL_CODE]);
        let content = view! {
            {letter_code(l, &form, SEAL_CODE, Sent::ByHand)}
            {submit("button button--danger button--wide", l.seal_button(), l.form_checking())}
        };
        let body = view! {
            {page_head(&l.seal_by_link_title(), Some(l.seal_lede()))}
            <div class="card card--danger">
                <ul class="plain-list">
                    <li>{l.seal_ends_sessions()}</li>
                    <li>{l.seal_refuses_password()}</li>
                    <li>{l.seal_by_link_opened_by()}</li>
                </ul>
                {form.live(content)}
            </div>
        };
        Page::new(l.seal_by_link_title(), Width::Narrow, body).refused(form.is_refused())
    })
}

/// What to do now that it is sealed.
pub async fn sealed(visitor: Visitor) -> Response {
    let l = visitor.locale;
    show(&visitor, || {
        let body = view! {
            {page_head(&l.sealed_title(), Some(l.sealed_lede()))}
            <div class="card">
                <ol class="plain-list">
                    <li>{l.sealed_first()}</li>
                    <li>{l.sealed_second()}</li>
                    <li>{l.sealed_third()}</li>
                </ol>
                <div class="actions"><a class="button button--primary" href=SIGN_IN>{l.sealed_button()}</a></div>
            </div>
        };
        Page::new(l.sealed_title(), Width::Narrow, body)
    })
}

/// The second step of signing in to a sealed account.
pub async fn open(visitor: Visitor) -> Answer {
    let account = match &visitor.caller {
        Caller::Pending(pending) => sign_in::pending_account(visitor.services(), pending).await?.filter(|account| account.sealed),
        Caller::Session(_) | Caller::Anonymous => None,
    };
    let Some(account) = account else { return Ok(Redirect::to(&SIGN_IN_OVER.on(SIGN_IN)).into_response()) };
    let l = visitor.locale;
    let ways = sign_in::ways(visitor.services(), &account).await?;
    Ok(show(&visitor, || {
        let form = FormView::new::<form::OpenSeal>(&visitor, &l.unseal_title(), vec![field::NEW_PASSWORD, field::CODE]);
        let content = view! {
            {form.new_password(&visitor)}
            {form.proofs(ways, Asks::SecondFactor, AskForSecondStep::PATH)}
            {submit("button button--primary button--wide", l.unseal_button(), l.form_checking())}
        };
        let body = view! {
            {page_head(&l.unseal_title(), Some(l.unseal_lede()))}
            <div class="card">
                {form.live(content)}
                <form action=StartOver::PATH method="post">
                    <button class="link-button" type="submit">{l.sign_in_start_over()}</button>
                </form>
            </div>
        };
        Page::new(l.unseal_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}
