//! The pages that change name and e-mail address.

use axum::response::Response;
use latchkey_core::domain::invalid::field;
use leptos::prelude::*;

use super::form;
use crate::{
    features::letter_code::{Sent, letter_code},
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    paths::{ACCOUNT, SIGN_IN},
    ui::{
        form::{
            in_place::InPlace,
            view::{FormView, described_by, submit},
        },
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// The page that changes the name.
pub async fn name(Full(who): Full, visitor: Visitor) -> Answer {
    let l = visitor.locale;
    let in_place = InPlace::of(&visitor, &who).await?;
    Ok(show(&visitor, || {
        let form = FormView::new::<form::ChangeName>(&visitor, &l.profile_name_title(), in_place.with(field::NAME));
        let (invalid, autofocus) = form.wrong(field::NAME);
        let typed = visitor.typed(field::NAME);
        let value = if typed.is_empty() { who.account().name.to_string() } else { typed };
        let control = view! {
            <input
                class="input" id=field::NAME name=field::NAME value=value autocomplete="name" required maxlength="100"
                aria-invalid=invalid aria-describedby=described_by(field::NAME, false) autofocus=autofocus
            />
        };
        let content = view! {
            {form.field(field::NAME, (l.register_name(), None), control)}
            {in_place.fields(&visitor, &form)}
            <div class="actions">
                {in_place.submit("button button--primary", l.profile_name_button(), l.form_checking())}
                <a class="button button--quiet" href=ACCOUNT>{l.cancel()}</a>
            </div>
        };
        let body = view! {
            {page_head(&l.profile_name_title(), Some(l.profile_name_lede()))}
            <div class="card">{form.live(content)}</div>
        };
        Page::new(l.profile_name_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}

/// The page that changes the e-mail address.
pub async fn email(Full(who): Full, visitor: Visitor) -> Answer {
    let l = visitor.locale;
    let in_place = InPlace::of(&visitor, &who).await?;
    Ok(show(&visitor, || {
        let form = FormView::new::<form::ChangeEmail>(&visitor, &l.profile_email_title(), in_place.with(field::EMAIL));
        let now = who.account().email.for_people();
        let lede = if visitor.sends_mail() { l.profile_email_lede_by_mail() } else { l.profile_email_lede() };
        let content = view! {
            <p>{l.profile_email_now(&now)}</p>
            {form.email(visitor.typed(field::EMAIL))}
            {in_place.fields(&visitor, &form)}
            <div class="actions">
                {in_place.submit("button button--primary", l.profile_email_button(), l.form_checking())}
                <a class="button button--quiet" href=ACCOUNT>{l.cancel()}</a>
            </div>
        };
        let body = view! {
            {page_head(&l.profile_email_title(), Some(lede))}
            <div class="card">{form.live(content)}</div>
        };
        Page::new(l.profile_email_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}

/// The page that confirms another address, for whoever asked for it. Nothing is done before the button is pressed.
pub async fn confirm(visitor: Visitor) -> Response {
    let (l, is_signed_in) = (visitor.locale, visitor.full_session().is_ok());
    show(&visitor, || {
        let form = FormView::new::<form::ConfirmEmail>(&visitor, &l.confirm_email_title(), vec![field::LETTER_CODE]);
        let content = view! {
            {letter_code(l, &form, field::LETTER_CODE, Sent::ByHand)}
            {submit("button button--primary button--wide", l.confirm_email_button(), l.form_checking())}
        };
        let inside = if is_signed_in {
            view! { <div class="card">{form.live(content)}</div> }.into_any()
        } else {
            view! {
                <div class="card">
                    <p>{l.confirm_email_sign_in()}</p>
                    <div class="actions"><a class="button button--primary" href=SIGN_IN>{l.register_sign_in()}</a></div>
                </div>
            }
            .into_any()
        };
        let body = view! {
            {page_head(&l.confirm_email_title(), Some(l.confirm_email_lede()))}
            {inside}
        };
        Page::new(l.confirm_email_title(), Width::Narrow, body).refused(form.is_refused())
    })
}

/// Name of the field for what the link of a letter ends with.
const UNDO_CODE: &str = "undo_code";

/// The page that puts a former address back. Nothing is done before the button is pressed.
pub async fn undo(visitor: Visitor) -> Response {
    let l = visitor.locale;
    show(&visitor, || {
        let form = FormView::new::<form::UndoEmail>(&visitor, &l.undo_title(), vec![UNDO_CODE]);
        let content = view! {
            {letter_code(l, &form, UNDO_CODE, Sent::ByHand)}
            {submit("button button--primary button--wide", l.undo_button(), l.form_checking())}
        };
        let body = view! {
            {page_head(&l.undo_title(), Some(l.undo_lede()))}
            <div class="card">
                <ul class="plain-list">
                    <li>{l.undo_effect()}</li>
                    <li>{l.undo_next()}</li>
                </ul>
                {form.live(content)}
            </div>
        };
        Page::new(l.undo_title(), Width::Narrow, body).refused(form.is_refused())
    })
}
