//! Island of the sign-in: it goes through both steps without a page load between them.
//!
//! ```text
//!   Password ── right ──▶ Code ◀──▶ RecoveryCode
//!      ▲   │                │             │
//!      │   └── no second factor ──▶ done ◀┘        done: the server's redirect, a full page load
//!      └────── start over ──┘
//! ```

use latchkey_core::domain::invalid::field;
use leptos::{form::ActionForm, prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};

use super::form::{self, Step};
use crate::ui::{
    browser,
    fields::{
        Alert, CodeField, EmailField, PasswordField, RecoveryCodeField, Submit, busy, focus_when_refused, hold_while, told,
    },
    message::Message,
};

/// Stage of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInStage {
    /// Asks for e-mail address and password.
    Password,
    /// Asks for a code.
    Code,
    /// Asks for a recovery code.
    RecoveryCode,
}

/// The sign-in card.
#[island]
pub fn SignInCard(
    /// Stage when the page is loaded.
    stage: SignInStage,
    /// The form's message from before this page.
    before: Option<Message>,
    /// The previous input of the e-mail address.
    email: String,
    /// The page to continue to.
    next: String,
    /// Path of the page for a code.
    code_page: String,
    /// Path of the page for a recovery code.
    recovery_code_page: String,
) -> impl IntoView {
    let at = RwSignal::new(stage);
    let password = ServerAction::<form::SignIn>::new();
    Effect::new(move |_| {
        if matches!(password.value().get(), Some(Ok(Step::SecondFactor))) {
            at.set(SignInStage::Code);
        }
    });
    // After a change of stage, the first field is focused. On page load the browser decides.
    Effect::new(move |former: Option<SignInStage>| {
        let now = at.get();
        if former.is_some_and(|former| former != now) {
            request_animation_frame(move || browser::focus(first_field(now)));
        }
        now
    });
    let told_at = move |step: SignInStage| before.clone().filter(|_| step == stage);
    view! {
        <div class="card">
            <ol class="stepper" aria-label="Sign-in steps">
                {move || match at.get() {
                    SignInStage::Password => view! {
                        <li class="stepper__step" aria-current="step">"Password"</li>
                        <li class="stepper__step">"Code"</li>
                    }.into_any(),
                    stage => view! {
                        <li class="stepper__step" data-done="">"Password"<span class="visually-hidden">", done"</span></li>
                        <li class="stepper__step" aria-current="step">
                            {if stage == SignInStage::Code { "Code" } else { "Recovery code" }}
                        </li>
                    }.into_any(),
                }}
            </ol>
            // Each stage has its own form, so that input of one does not appear in another.
            {stage_view(at, SignInStage::Password, {
                let (before, next) = (told_at(SignInStage::Password), next.clone());
                move || view! { <PasswordStep action=password before=before.clone() email=email.clone() next=next.clone()/> }.into_any()
            })}
            {stage_view(at, SignInStage::Code, {
                let (before, next) = (told_at(SignInStage::Code), next.clone());
                move || view! { <CodeStep at before=before.clone() next=next.clone() other=recovery_code_page.clone()/> }.into_any()
            })}
            {stage_view(at, SignInStage::RecoveryCode, {
                let before = told_at(SignInStage::RecoveryCode);
                move || view! { <RecoveryCodeStep at before=before.clone() other=code_page.clone()/> }.into_any()
            })}
        </div>
    }
}

/// Renders a stage while it is the current one.
fn stage_view(
    at: RwSignal<SignInStage>,
    stage: SignInStage,
    step: impl Fn() -> AnyView + Send + 'static,
) -> impl Fn() -> Option<AnyView> + Send {
    move || (at.get() == stage).then(&step)
}

fn first_field(stage: SignInStage) -> &'static str {
    match stage {
        SignInStage::Password => "email",
        SignInStage::Code => "code",
        SignInStage::RecoveryCode => "recovery_code",
    }
}

#[component]
fn PasswordStep(action: ServerAction<form::SignIn>, before: Option<Message>, email: String, next: String) -> impl IntoView {
    let told = told(action, before);
    let busy = busy(action);
    focus_when_refused(told, field::EMAIL);
    focus_when_refused(told, field::PASSWORD);
    view! {
        <ActionForm action attr:class="form" on:submit:capture=hold_while(busy)>
            <Alert told fields=vec![field::EMAIL, field::PASSWORD]/>
            <EmailField told value=email/>
            <PasswordField told autocomplete="current-password"/>
            <input type="hidden" name="next" value=next/>
            <Submit label="Sign in" waiting="Checking…" busy/>
        </ActionForm>
    }
}

#[component]
fn CodeStep(at: RwSignal<SignInStage>, before: Option<Message>, next: String, other: String) -> impl IntoView {
    let action = ServerAction::<form::SignInCode>::new();
    let told = told(action, before);
    let busy = busy(action);
    focus_when_refused(told, field::CODE);
    view! {
        <ActionForm action attr:class="form" on:submit:capture=hold_while(busy)>
            <Alert told fields=vec![field::CODE]/>
            <CodeField told busy hint="6 digits from your authenticator app"/>
            <input type="hidden" name="next" value=next/>
            <Submit label="Continue" waiting="Checking…" busy/>
        </ActionForm>
        <OtherWays at to=SignInStage::RecoveryCode href=other label="Use a recovery code instead"/>
    }
}

#[component]
fn RecoveryCodeStep(at: RwSignal<SignInStage>, before: Option<Message>, other: String) -> impl IntoView {
    let action = ServerAction::<form::SignInRecoveryCode>::new();
    let told = told(action, before);
    let busy = busy(action);
    focus_when_refused(told, field::RECOVERY_CODE);
    view! {
        <ActionForm action attr:class="form" on:submit:capture=hold_while(busy)>
            <Alert told fields=vec![field::RECOVERY_CODE]/>
            <RecoveryCodeField told label="Recovery code" hint="One of the codes that you kept when you turned two-factor authentication on. Each works once."/>
            <Submit label="Continue" waiting="Checking…" busy/>
        </ActionForm>
        <OtherWays at to=SignInStage::Code href=other label="Use a code from the app instead"/>
    }
}

/// Links to the other kind of code, and back to the start.
#[component]
fn OtherWays(at: RwSignal<SignInStage>, to: SignInStage, href: String, label: &'static str) -> impl IntoView {
    view! {
        <div class="actions actions--spread">
            <a
                class="link-button" href=href
                on:click=move |event| {
                    event.prevent_default();
                    at.set(to);
                }
            >
                {label}
            </a>
            <form action=form::StartOver::PATH method="post"><button class="link-button" type="submit">"Start over"</button></form>
        </div>
    }
}
