//! The pages that set up two-factor authentication and turn it off.

use axum::response::{IntoResponse, Redirect};
use latchkey_core::{
    domain::invalid::field,
    second_factors::{self, Enrolment},
    sign_in,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    form,
    island::{Countdown, EnrolmentQr},
};
use crate::{
    features::{
        authenticators::{self, form::AddAuthenticator},
        naming::name_field,
        notices::{AUTHENTICATOR_SET_UP_OVER, SET_UP_OVER},
        password,
        step_up::form::AskToStepUp,
    },
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::ACCOUNT,
    ui::{
        form::view::{Asks, FormView, known_username, submit},
        island::Tools,
        parts::page_head,
        qr,
        shell::{Page, Width, show},
    },
};

/// From this many modules per side, a code is drawn larger, so that cameras can still distinguish them.
const DENSE: usize = 60;

/// The page that shows the secret and asks for its first code.
pub async fn set_up(Full(who): Full, visitor: Visitor) -> Answer {
    let is_further = who.account().two_factor;
    let Some(enrolment) = second_factors::enrolment(visitor.services(), &who).await? else {
        // Whoever comes back here after it is on has missed nothing.
        let has_missed = visitor.query("__err").is_some();
        let elsewhere = match (is_further, has_missed) {
            (false, _) => SET_UP_OVER.on(ACCOUNT),
            (true, true) => AUTHENTICATOR_SET_UP_OVER.on(authenticators::PAGE),
            (true, false) => authenticators::PAGE.to_owned(),
        };
        return Ok(Redirect::to(&elsewhere).into_response());
    };
    let l = visitor.locale;
    let email = who.account().email.for_people();
    Ok(show(&visitor, || {
        let told = Told::about(l, is_further, &enrolment);
        let form = if is_further {
            FormView::new::<AddAuthenticator>(&visitor, &told.title, &[field::AUTHENTICATOR_NAME, field::CODE])
        } else {
            FormView::new::<form::TurnOn>(&visitor, &told.title, &[field::CODE])
        };
        // One in the place of another keeps that one's name.
        let is_named = is_further && enrolment.replaces.is_none();
        let content = view! {
            {is_named.then(|| name_field(l, &form, visitor.typed(field::AUTHENTICATOR_NAME)))}
            {form.code(l.set_up_code_hint())}
            {countdown(l)}
            <div class="actions">{submit("button button--primary", told.button, l.form_checking())}</div>
        };
        let body = view! {
            {page_head(&told.title, Some(told.lede))}
            <ol class="steps">
                <li class="step">
                    <h2 class="step__title">{l.set_up_app_title()}</h2>
                    <p>{l.set_up_app_text()}</p>
                </li>
                <li class="step">
                    <h2 class="step__title">{l.set_up_scan_title()}</h2>
                    {ways(l, &enrolment, email)}
                </li>
                <li class="step">
                    <h2 class="step__title">{l.set_up_code_title()}</h2>
                    {form.live(content)}
                    <p class="step__next">{told.next}</p>
                    <form action=form::CancelTwoFactor::PATH method="post"><button class="link-button" type="submit">{l.cancel()}</button></form>
                </li>
            </ol>
        };
        Page::new(told.title, Width::Wide, body).refused(form.is_refused()).secret()
    }))
}

/// What the page says, for the first authenticator, a further one, or one in the place of another.
struct Told {
    title: String,
    lede: String,
    next: String,
    button: String,
}

impl Told {
    fn about(l: &Locale, is_further: bool, enrolment: &Enrolment) -> Self {
        let (title, lede, button) = match (is_further, enrolment.replaces) {
            (false, _) => (l.set_up_title(), l.set_up_lede(), l.set_up_button()),
            (true, None) => (l.authenticators_add_title(), l.authenticators_add_lede(), l.authenticators_add_button()),
            (true, Some(_)) => {
                (l.authenticators_replace_title(), l.authenticators_replace_lede(), l.authenticators_replace_button())
            }
        };
        let next = if is_further { l.authenticators_next() } else { l.set_up_next() };
        Self { title, lede, next, button }
    }
}

/// The ways into the app: the picture, the link, the key. On a telephone the link comes first, by the style sheet.
fn ways(l: &Locale, enrolment: &Enrolment, email: String) -> impl IntoView + use<> {
    let picture = picture(l, &enrolment.uri).into_any();
    let key = view! {
        <code class="secret__key" id="secret" dir="ltr" translate="no">{enrolment.secret.clone()}</code>
        <button
            class="button button--small alive" type="button" data-copies="secret" data-copied=l.copied() data-by-hand=l.copy_by_hand()
        >
            <span aria-live="polite">{l.set_up_copy()}</span>
        </button>
    };
    view! {
        <div class="enrol-room"><div class="enrol">
            <div class="enrol__picture">
                <p>{l.set_up_scan_text()}</p>
                <figure class="qr"><EnrolmentQr>{picture}</EnrolmentQr></figure>
            </div>
            <div class="enrol__other">
                <div class="enrol__same-device">
                    <p>{l.set_up_same_device()}</p>
                    <a class="button" href=enrolment.uri.clone()>{l.set_up_open()}</a>
                </div>
                <div class="either">{l.set_up_by_hand()}</div>
                <Tools><div class="secret">{key}</div></Tools>
                <dl class="facts facts--small">
                    <div><dt>{l.set_up_account()}</dt><dd>{email}</dd></div>
                    <div><dt>{l.set_up_type()}</dt><dd>{l.set_up_type_time()}</dd></div>
                </dl>
            </div>
        </div></div>
    }
}

/// The `otpauth://` URI as a QR code. An island draws the same in the browser.
fn picture(l: &Locale, uri: &str) -> Option<impl IntoView + use<>> {
    let code = qr::Code::of(uri)?;
    let class = if code.side > DENSE { "qr__code qr__code--dense" } else { "qr__code" };
    let view_box = code.view_box();
    Some(view! {
        <svg class=class viewBox=view_box role="img" aria-label=l.set_up_picture() shape-rendering="crispEdges" data-uri=uri.to_owned()>
            <path d=code.path() fill="#000"/>
        </svg>
    })
}

fn countdown(l: &Locale) -> impl IntoView + use<> {
    let text = l.set_up_countdown("{}");
    view! { <Countdown><p class="countdown" data-text=text hidden></p></Countdown> }
}

/// The page that turns it off.
pub async fn turn_off(Full(who): Full, visitor: Visitor) -> Answer {
    if !who.account().two_factor {
        return Ok(Redirect::to(ACCOUNT).into_response());
    }
    let l = visitor.locale;
    let ways = sign_in::ways(visitor.services(), who.account()).await?;
    if !ways.password {
        return Ok(Redirect::to(password::PAGE).into_response());
    }
    Ok(show(&visitor, || {
        let form = FormView::new::<form::TurnOff>(&visitor, &l.turn_off_title(), Asks::Everything.fields(ways));
        let content = view! {
            {known_username(who.account().email.to_string())}
            {form.proofs(ways, Asks::Everything, AskToStepUp::PATH)}
            <div class="actions">
                {submit("button button--danger", l.turn_off_button(), l.turn_off_waiting())}
                <a class="button button--quiet" href=ACCOUNT>{l.cancel()}</a>
            </div>
        };
        let body = view! {
            {page_head(&l.turn_off_title(), Some(l.turn_off_lede()))}
            <div class="card card--danger">{form.live(content)}</div>
        };
        Page::new(l.turn_off_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}
