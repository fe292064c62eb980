//! The pages of the wait for lost second factors.

use axum::response::{IntoResponse, Redirect, Response};
use latchkey_core::{
    domain::invalid::field,
    sign_in::{self, recovery_wait},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::form;
use crate::{
    features::letter_code::{Sent, letter_code},
    http::{refusal::Answer, visitor::Visitor},
    paths::SIGN_IN,
    ui::{
        form::view::{FormView, submit, told},
        notice::SIGN_IN_OVER,
        parts::{page_head, refused},
        shell::{Page, Width, show},
    },
};

const WIDE: &str = "button button--primary button--wide";

/// What waiting means, and the button; or when the wait ends that is under way.
pub async fn lost(visitor: Visitor) -> Answer {
    let account = match visitor.pending() {
        Ok(pending) => sign_in::pending_account(visitor.services(), &pending).await?,
        Err(_) => None,
    };
    let account = account.filter(|account| recovery_wait::may_wait(visitor.services()) && !account.sealed);
    let Some(account) = account else { return Ok(Redirect::to(&SIGN_IN_OVER.on(SIGN_IN)).into_response()) };
    let due = recovery_wait::under_way(visitor.services(), &account).await?;
    let (l, hours) = (visitor.locale, visitor.services().policy().recovery_wait.as_secs() / 3600);
    let told = told::<form::BeginRecovery>(&visitor);
    Ok(show(&visitor, || {
        let is_refused = told.is_some();
        let label = if visitor.sends_mail() { l.forgotten_button() } else { l.recovery_begin() };
        let inside = match due {
            Some(due) => view! { <p>{l.recovery_under_way(l.date_time(due))}</p> }.into_any(),
            None => view! {
                <ul class="plain-list">
                    <li>{l.recovery_effect(hours)}</li>
                    <li>{is_told(&visitor)}</li>
                    <li>{l.recovery_void()}</li>
                    {visitor.sends_mail().then(|| view! { <li>{l.recovery_by_mail()}</li> })}
                </ul>
                <form action=form::BeginRecovery::PATH method="post">
                    <button class=WIDE type="submit">{label}</button>
                </form>
            }
            .into_any(),
        };
        let body = view! {
            {page_head(&l.recovery_wait_title(), Some(l.recovery_wait_lede()))}
            {refused(told)}
            <div class="card">{inside}</div>
            <p class="below"><a href=SIGN_IN>{l.reset_to_sign_in()}</a></p>
        };
        Page::new(l.recovery_wait_title(), Width::Narrow, body).refused(is_refused)
    }))
}

/// Who is told of it.
fn is_told(visitor: &Visitor) -> String {
    if visitor.sends_mail() { visitor.locale.recovery_told() } else { visitor.locale.recovery_told_without_mail() }
}

/// Begins a wait, for whoever followed the link of a letter. Nothing is done before the button is pressed.
pub async fn by_link(visitor: Visitor) -> Response {
    if !recovery_wait::may_wait(visitor.services()) {
        return Redirect::to(SIGN_IN).into_response();
    }
    let (l, hours) = (visitor.locale, visitor.services().policy().recovery_wait.as_secs() / 3600);
    show(&visitor, || {
        let form = FormView::new::<form::BeginRecoveryByLink>(&visitor, &l.recovery_link_title(), vec![field::LETTER_CODE]);
        let content = view! {
            {letter_code(l, &form, field::LETTER_CODE, Sent::ByHand)}
            {submit(WIDE, l.recovery_begin(), l.form_checking())}
        };
        let body = view! {
            {page_head(&l.recovery_link_title(), Some(l.recovery_wait_lede()))}
            <div class="card">
                <ul class="plain-list">
                    <li>{l.recovery_effect(hours)}</li>
                    <li>{is_told(&visitor)}</li>
                    <li>{l.recovery_void()}</li>
                </ul>
                {form.live(content)}
            </div>
        };
        Page::new(l.recovery_link_title(), Width::Narrow, body).refused(form.is_refused())
    })
}

/// Name of the field for what the link of a letter ends with.
const STOP_CODE: &str = "stop_code";

/// Stops a wait, for whoever followed the link of a letter. Nothing is done before the button is pressed.
pub async fn stop(visitor: Visitor) -> Response {
    let l = visitor.locale;
    show(&visitor, || {
        let form = FormView::new::<form::StopRecoveryByLink>(&visitor, &l.recovery_stop_title(), vec![STOP_CODE]);
        let content = view! {
            {letter_code(l, &form, STOP_CODE, Sent::ByHand)}
            {submit("button button--danger button--wide", l.recovery_stop(), l.form_checking())}
        };
        let body = view! {
            {page_head(&l.recovery_stop_title(), Some(l.recovery_stop_lede()))}
            <div class="card">{form.live(content)}</div>
        };
        Page::new(l.recovery_stop_title(), Width::Narrow, body).refused(form.is_refused())
    })
}
