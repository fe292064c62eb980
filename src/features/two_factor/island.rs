//! Islands for setting up two-factor authentication and turning it off: the QR code, the secret to type by hand, the forms.

use latchkey_core::domain::invalid::field;
use leptos::{form::ActionForm, prelude::*};

use super::form;
use crate::{
    paths::ACCOUNT,
    ui::{
        browser,
        fields::{Alert, CodeField, KnownUsername, PasswordField, Submit, alive, busy, focus_when_refused, hold_while, told},
        message::Message,
        qr,
    },
};

/// From this many modules per side, a code is drawn larger, so that cameras can still distinguish them.
const DENSE: usize = 64;

/// Draws the `otpauth://` URI as a QR code. WebAssembly draws it if it runs, otherwise the server. Both draw the same SVG.
#[island]
pub fn EnrolmentQr(
    /// The URI.
    uri: String,
) -> impl IntoView {
    qr::Code::of(&uri).map(|qr::Code { side, path, .. }| {
        let class = if side > DENSE { "qr__code qr__code--dense" } else { "qr__code" };
        view! {
            <svg
                class=class viewBox=format!("0 0 {side} {side}") role="img" aria-label="QR code for your authenticator app"
                shape-rendering="crispEdges"
            >
                <path d=path fill="#000"/>
            </svg>
        }
    })
}

/// A button that copies the secret.
#[island]
pub fn CopySecret(
    /// The secret as shown.
    secret: String,
) -> impl IntoView {
    let alive = alive();
    let (label, set_label) = signal("Copy key");
    let copy = move |_| {
        browser::copy(&secret.replace(' ', ""), "secret", move |done| {
            set_label.set(if done { "Copied" } else { "Select and copy it by hand" })
        })
    };
    view! {
        <button class="button button--small" type="button" hidden=move || !alive.get() on:click=copy>
            <span aria-live="polite">{label}</span>
        </button>
    }
}

/// The form that confirms the secret with one of its codes.
#[island]
pub fn TurnOnForm(
    /// The form's message from before this page.
    before: Option<Message>,
) -> impl IntoView {
    let action = ServerAction::<form::TurnOn>::new();
    let told = told(action, before);
    let busy = busy(action);
    focus_when_refused(told, field::CODE);
    view! {
        <ActionForm action attr:class="form" on:submit:capture=hold_while(busy)>
            <Alert told fields=vec![field::CODE]/>
            <CodeField told busy hint="6 digits. A new code comes every 30 seconds."/>
            <div class="actions"><Submit label="Turn on" waiting="Checking…" busy class="button button--primary"/></div>
        </ActionForm>
    }
}

/// The form that turns two-factor authentication off.
#[island]
pub fn TurnOffForm(
    /// The form's message from before this page.
    before: Option<Message>,
    /// E-mail address of the account.
    email: String,
) -> impl IntoView {
    let action = ServerAction::<form::TurnOff>::new();
    let told = told(action, before);
    let busy = busy(action);
    focus_when_refused(told, field::PASSWORD);
    focus_when_refused(told, field::CODE);
    view! {
        <div class="card card--danger">
            <ActionForm action attr:class="form" on:submit:capture=hold_while(busy)>
                <Alert told fields=vec![field::PASSWORD, field::CODE]/>
                <KnownUsername email/>
                <PasswordField told autocomplete="current-password"/>
                <CodeField told busy=Signal::stored(true) or_recovery_code=true hint="6 digits from your authenticator app, or a recovery code"/>
                <div class="actions">
                    <Submit label="Turn off" waiting="Turning off…" busy class="button button--danger"/>
                    <a class="button button--quiet" href=ACCOUNT>"Cancel"</a>
                </div>
            </ActionForm>
        </div>
    }
}
