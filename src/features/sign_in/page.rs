//! The sign-in pages, one per step. Each holds all steps, of which it shows one.

use axum::response::{IntoResponse, Redirect, Response};
use latchkey_core::{
    domain::{invalid::field, registration::WhoMayRegister},
    sign_in::{self, Digits, Ways},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{CODE, RECOVERY_CODE, form, island::SignInSteps, steps::Step};
use crate::{
    features::{
        forgotten_password,
        notices::{
            ALL_TRUST_ENDED, APPROVAL_ASKED, PASSWORD_RESET, RECOVERY_ASKED, RECOVERY_BEGUN, RECOVERY_STOPPED, SIGNED_OUT,
            TRUST_ENDED,
        },
        recovery_wait, seal,
    },
    http::{caller::Caller, next::with_next, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::{ACCOUNT, REGISTER, SIGN_IN},
    ui::{
        form::view::{FormView, PasswordKind, submit, told},
        notice::{Notice, SESSION_ENDED, SIGN_IN_FIRST, SIGN_IN_OVER, notice},
        parts::page_head,
        passkey,
        shell::{Page, Width},
        still::show_once,
    },
};

/// What may have led here.
const NOTICES: [Notice; 11] = [
    APPROVAL_ASKED,
    SIGNED_OUT,
    PASSWORD_RESET,
    SESSION_ENDED,
    SIGN_IN_FIRST,
    SIGN_IN_OVER,
    TRUST_ENDED,
    ALL_TRUST_ENDED,
    RECOVERY_ASKED,
    RECOVERY_BEGUN,
    RECOVERY_STOPPED,
];

const WIDE: &str = "button button--primary button--wide";

/// The first step.
pub async fn password(visitor: Visitor) -> Answer {
    if visitor.full_session().is_ok() {
        return Ok(Redirect::to(&visitor.next_or(ACCOUNT)).into_response());
    }
    let begins_anew = visitor.query("notice").is_some() || told::<form::SignIn>(&visitor).is_some();
    if matches!(visitor.caller, Caller::Pending(_)) && !begins_anew {
        return code(visitor).await;
    }
    Ok(at(&visitor, Step::Password, Ways::UNKNOWN).await)
}

/// The second step with a code.
pub async fn code(visitor: Visitor) -> Answer {
    second_step(&visitor, Step::Code).await
}

/// The second step with a recovery code.
pub async fn recovery_code(visitor: Visitor) -> Answer {
    second_step(&visitor, Step::RecoveryCode).await
}

/// The second step of a pending sign-in.
async fn second_step(visitor: &Visitor, step: Step) -> Answer {
    let account = match &visitor.caller {
        Caller::Pending(pending) => sign_in::pending_account(visitor.services(), pending).await?,
        Caller::Session(_) | Caller::Anonymous => None,
    };
    Ok(match account {
        Some(account) if account.sealed => Redirect::to(seal::OPEN).into_response(),
        Some(account) => at(visitor, step, sign_in::ways(visitor.services(), &account).await?).await,
        None => Redirect::to(&SIGN_IN_OVER.on(SIGN_IN)).into_response(),
    })
}

async fn at(visitor: &Visitor, now: Step, ways: Ways) -> Response {
    let l = visitor.locale;
    let may_register = visitor.services().policy().registration != WhoMayRegister::Nobody;
    show_once(visitor, || {
        let forms = [
            FormView::new::<form::SignIn>(visitor, &title(l, Step::Password), &[field::EMAIL, field::PASSWORD]),
            FormView::new::<form::SignInCode>(visitor, &title(l, Step::Code), &[field::CODE]),
            FormView::new::<form::SignInRecoveryCode>(visitor, &title(l, Step::RecoveryCode), &[field::RECOVERY_CODE]),
        ];
        let refused = forms.iter().any(FormView::is_refused);
        let sections = Step::ALL.into_iter().zip(&forms).map(|(step, form)| section((visitor, ways), (step, step == now), form));
        let sections = sections.collect_view().into_any();
        let body = view! {
            {page_head(&l.sign_in_title(), None)}
            {notice(visitor, &NOTICES)}
            <SignInSteps>
                <p class="visually-hidden" role="status" data-said></p>
                {sections}
            </SignInSteps>
            {visitor.sends_mail().then(|| view! { <p class="below"><a href=forgotten_password::PAGE>{l.forgotten_link()}</a></p> })}
            {may_register.then(|| view! { <p class="below">{l.sign_in_new_here()}" "<a href=REGISTER>{l.sign_in_register()}</a></p> })}
        };
        Page::new(title(l, now), Width::Narrow, body).refused(refused)
    })
    .await
}

fn title(l: &Locale, step: Step) -> String {
    match step {
        Step::Password => l.sign_in_title(),
        Step::Code => l.sign_in_code_title(),
        Step::RecoveryCode => l.sign_in_recovery_code_title(),
    }
}

/// A step with all that belongs to it: a change of step changes nothing but which section is shown.
fn section((visitor, ways): (&Visitor, Ways), (step, is_shown): (Step, bool), form: &FormView) -> impl IntoView + use<> {
    let l = visitor.locale;
    let says = match step {
        Step::Password => None,
        Step::Code => Some(l.sign_in_now_code()),
        Step::RecoveryCode => Some(l.sign_in_now_recovery_code()),
    };
    let content = match step {
        Step::Password => password_step(visitor, form).into_any(),
        Step::Code => code_step((visitor, ways), form).into_any(),
        Step::RecoveryCode => recovery_code_step(visitor, form).into_any(),
    };
    view! {
        <section data-step=step.name() data-says=says hidden=!is_shown>
            {stepper(l, step)}
            {content}
        </section>
    }
}

fn stepper(l: &Locale, step: Step) -> impl IntoView + use<> {
    let (password, code) = (l.sign_in_step_password(), l.sign_in_step_code());
    let steps = match step {
        Step::Password => view! {
            <li class="stepper__step" aria-current="step">{password}</li>
            <li class="stepper__step">{code}</li>
        }
        .into_any(),
        Step::Code | Step::RecoveryCode => view! {
            <li class="stepper__step" data-done="">{password}<span class="visually-hidden">", "{l.sign_in_step_done()}</span></li>
            <li class="stepper__step" aria-current="step">
                {if step == Step::Code { code } else { l.sign_in_step_recovery_code() }}
            </li>
        }
        .into_any(),
    };
    view! { <ol class="stepper" aria-label=l.sign_in_steps()>{steps}</ol> }
}

fn password_step(visitor: &Visitor, form: &FormView) -> impl IntoView + use<> {
    let (l, origin) = (visitor.locale, visitor.origin_of_passkeys());
    let has_passkeys = origin.is_some();
    let by_passkey =
        origin.map(|at| passkey::button_with_autofill(form::AskToSignIn::PATH, "button button--wide", l.passkey_sign_in(), at));
    form.plain(view! {
        {form.email_to_sign_in(visitor.typed(field::EMAIL), has_passkeys)}
        {form.password(PasswordKind::Current, None)}
        {next(visitor)}
        {submit(WIDE, l.sign_in_button(), l.form_checking())}
        {by_passkey}
    })
}

fn code_step((visitor, ways): (&Visitor, Ways), form: &FormView) -> impl IntoView + use<> {
    let l = visitor.locale;
    let trust = trust(visitor);
    // What is asked besides the code is read before that is sent.
    let hint = || l.sign_in_code_hint(ways.digits.to_string());
    let code = || match trust.is_some() || ways.digits != Digits::Six {
        true => form.code_by_hand(hint()),
        false => form.code(hint()).into_any(),
    };
    let by_passkey = ways.passkey.then(|| {
        let class = if ways.code { "button button--wide" } else { WIDE };
        view! {
            {passkey::button(form::AskForSecondStep::PATH, class, l.passkey_use())}
            {ways.code.then(|| view! { <p class="either">{l.passkey_or_code()}</p> })}
            {(!ways.code).then(|| view! { <noscript><p>{l.passkey_without_javascript()}</p></noscript> })}
        }
    });
    let (code, button) = ways.code.then(|| (code(), submit(WIDE, l.sign_in_continue(), l.form_checking()))).unzip();
    let content = view! {
        {by_passkey}
        {code}
        {trust}
        {next(visitor)}
        {button}
    };
    view! {
        {form.plain(content)}
        {other_ways(visitor, Step::RecoveryCode, l.sign_in_use_recovery_code())}
    }
}

fn recovery_code_step(visitor: &Visitor, form: &FormView) -> impl IntoView + use<> {
    let l = visitor.locale;
    let content = view! {
        {form.recovery_code((l.recovery_code_label(), l.sign_in_recovery_code_hint()), true)}
        {trust(visitor)}
        {submit(WIDE, l.sign_in_continue(), l.form_checking())}
    };
    view! {
        {form.plain(content)}
        {other_ways(visitor, Step::Code, l.sign_in_use_code())}
    }
}

/// Whether this browser is asked for the second step again, where that may be chosen.
fn trust(visitor: &Visitor) -> Option<impl IntoView + use<>> {
    let days = visitor.trust_days()?;
    let checked = visitor.typed("trust") == "true";
    Some(view! {
        <label class="check">
            <input class="check__box" type="checkbox" name="trust" value="true" checked=checked/>
            <span>{visitor.locale.sign_in_trust(days)}</span>
        </label>
    })
}

fn next(visitor: &Visitor) -> impl IntoView + use<> {
    let next = visitor.next();
    (!next.is_empty()).then(|| view! { <input type="hidden" name="next" value=next/> })
}

/// Links to the other kind of code, and back to the start.
fn other_ways(visitor: &Visitor, to: Step, label: String) -> impl IntoView + use<> {
    let page = if to == Step::Code { CODE } else { RECOVERY_CODE };
    view! {
        <div class="actions actions--spread">
            <a class="link-button" href=with_next(page, &visitor.next()) data-to=to.name()>{label}</a>
            <form action=form::StartOver::PATH method="post">
                <button class="link-button" type="submit">{visitor.locale.sign_in_start_over()}</button>
            </form>
        </div>
        {recovery_wait::view::lost(visitor)}
    }
}
