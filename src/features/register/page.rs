//! The registration pages.

use axum::response::{IntoResponse, Redirect, Response};
use latchkey_core::{
    AuthError,
    domain::{email::EmailAddress, invalid::field, registration::WhoMayRegister},
    mail,
};
use leptos::prelude::*;

use super::{CONFIRM, form};
use crate::{
    features::{
        dev_mail,
        letter_code::{Sent, letter_code},
        notices::{CONFIRMATION_OVER, REGISTRATION_ASKED},
    },
    http::{cookies::Name, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::{ACCOUNT, SIGN_IN},
    ui::{
        form::view::{FormView, described_by, known_username, submit},
        notice::notice,
        parts::page_head,
        shell::{Page, Width, show},
        still::show_once,
    },
};

const WIDE: &str = "button button--primary button--wide";

/// The registration page. Where mail is set up it asks for no password yet: the letter leads on to that.
pub async fn page(visitor: Visitor) -> Response {
    if visitor.full_session().is_ok() {
        return Redirect::to(&visitor.next_or(ACCOUNT)).into_response();
    }
    let (l, by_mail) = (visitor.locale, visitor.sends_mail());
    let who = visitor.services().policy().registration;
    if who == WhoMayRegister::Nobody {
        return show_once(&visitor, || closed(l)).await;
    }
    show_once(&visitor, || {
        let invitation = matches!(who, WhoMayRegister::Invited | WhoMayRegister::Approved).then_some(field::INVITATION);
        let password = (!by_mail).then_some(field::PASSWORD);
        let fields: Vec<_> = invitation.into_iter().chain([field::NAME, field::EMAIL]).chain(password).collect();
        let form = FormView::new::<form::Register>(&visitor, &l.register_title(), fields);
        let invitation = invitation.map(|_| invitation_field(&visitor, &form, who));
        let next = Some(visitor.next()).filter(|next| !next.is_empty());
        let password = (!by_mail).then(|| form.first_password(&visitor));
        let (typed_email, button, waiting) = if by_mail {
            (visitor.typed(field::EMAIL), l.forgotten_button(), l.form_checking())
        } else {
            (visitor.typed(field::EMAIL), l.register_button(), l.register_waiting())
        };
        let lede = match (who, by_mail) {
            (WhoMayRegister::Invited, _) => Some(l.register_lede_invited()),
            (WhoMayRegister::Approved, _) => Some(l.register_lede_approved()),
            (WhoMayRegister::Everybody | WhoMayRegister::Nobody, true) => Some(l.register_lede()),
            (WhoMayRegister::Everybody | WhoMayRegister::Nobody, false) => None,
        };
        let content = view! {
            {invitation}
            {name_field(&visitor, &form)}
            {form.email(typed_email)}
            {password}
            {next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
            {submit(WIDE, button, waiting)}
        };
        let body = view! {
            {page_head(&l.register_title(), lede)}
            {notice(&visitor, &[REGISTRATION_ASKED])}
            {dev_mail::hint(&visitor)}
            <div class="card">{form.live(content)}</div>
            <p class="below">{l.register_have_account()}" "<a href=SIGN_IN>{l.register_sign_in()}</a></p>
        };
        Page::new(l.register_title(), Width::Narrow, body).refused(form.is_refused())
    })
    .await
}

/// The field of the name.
pub fn name_field(visitor: &Visitor, form: &FormView) -> impl IntoView + use<> {
    let (invalid, autofocus) = form.wrong(field::NAME);
    let name = view! {
        <input
            class="input" id=field::NAME name=field::NAME value=visitor.typed(field::NAME) autocomplete="name" required
            maxlength="100" aria-invalid=invalid aria-describedby=described_by(field::NAME, false) autofocus=autofocus
        />
    };
    form.field(field::NAME, (visitor.locale.register_name(), None), name)
}

/// The field of an invitation. Its link fills it in; the form is sent by hand.
fn invitation_field(visitor: &Visitor, form: &FormView, who: WhoMayRegister) -> impl IntoView + use<> {
    let l = visitor.locale;
    let (invalid, autofocus) = form.wrong(field::INVITATION);
    let is_needed = who == WhoMayRegister::Invited;
    let control = view! {
        <input
            class="input" id=field::INVITATION name=field::INVITATION value=visitor.typed(field::INVITATION) dir="ltr" autocomplete="off"
            autocapitalize="none" spellcheck="false" required=is_needed aria-invalid=invalid
            aria-describedby=described_by(field::INVITATION, true) autofocus=autofocus data-from-fragment="by-hand"
        />
    };
    let hint = if is_needed { l.register_invitation_hint() } else { l.register_invitation_optional() };
    form.field(field::INVITATION, (l.register_invitation(), Some(hint.into_any())), control)
}

/// Nobody can register.
fn closed(l: &'static Locale) -> Page {
    let body = view! {
        {page_head(&l.register_title(), Some(l.refused_registration_closed()))}
        <p class="below">{l.register_have_account()}" "<a href=SIGN_IN>{l.register_sign_in()}</a></p>
    };
    Page::new(l.register_title(), Width::Narrow, body)
}

/// The code of the letter's link. Following the link creates nothing.
pub async fn confirm(visitor: Visitor) -> Response {
    let l = visitor.locale;
    show(&visitor, || {
        let form = FormView::new::<form::OpenRegistration>(&visitor, &l.register_confirm_title(), vec![field::LETTER_CODE]);
        let content = view! {
            {letter_code(l, &form, field::LETTER_CODE, Sent::ByItself)}
            {submit(WIDE, l.reset_code_button(), l.form_checking())}
        };
        let body = view! {
            {page_head(&l.register_confirm_title(), Some(l.register_confirm_lede()))}
            {notice(&visitor, &[CONFIRMATION_OVER])}
            <div class="card">{form.live(content)}</div>
            <p class="below">{l.register_have_account()}" "<a href=SIGN_IN>{l.register_sign_in()}</a></p>
        };
        Page::new(l.register_confirm_title(), Width::Narrow, body).refused(form.is_refused())
    })
}

/// The password of the account, whose address is confirmed.
pub async fn password(visitor: Visitor) -> Answer {
    let asked = match visitor.cookie(Name::Registration) {
        Some(code) => match mail::asked_registration(visitor.services(), code).await {
            Err(AuthError::ResetOver | AuthError::Invalid(_)) => None,
            found => Some(found?),
        },
        None => None,
    };
    let Some(asked) = asked else { return Ok(Redirect::to(&CONFIRMATION_OVER.on(CONFIRM)).into_response()) };
    let l = visitor.locale;
    Ok(show(&visitor, || {
        let form =
            FormView::new::<form::ConfirmRegistration>(&visitor, &l.register_confirm_password_title(), vec![field::PASSWORD]);
        let email = EmailAddress::from_stored(asked.email);
        let content = view! {
            {known_username(email.to_string())}
            {form.first_password(&visitor)}
            {submit(WIDE, l.register_button(), l.register_waiting())}
        };
        let body = view! {
            {page_head(&l.register_confirm_password_title(), Some(l.reset_lede(email.for_people())))}
            <div class="card">{form.live(content)}</div>
        };
        Page::new(l.register_confirm_password_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}
