//! Islands of the page that shows the recovery codes once.

use latchkey_core::domain::invalid::field;
use leptos::{form::ActionForm, prelude::*};

use super::form;
use crate::ui::{
    browser,
    fields::{Alert, RecoveryCodeField, Submit, alive, busy, focus_when_refused, hold_while, told},
    message::Message,
};

/// Copy, download and print buttons. Download is a link and works without WebAssembly; print then needs the browser's own menu.
#[island]
pub fn CodeActions(
    /// The codes, one per line.
    codes: String,
    /// URL of the file.
    file: String,
) -> impl IntoView {
    let alive = alive();
    let (label, set_label) = signal("Copy");
    let copy = move |_| {
        browser::copy(&codes, "codes", move |done| set_label.set(if done { "Copied" } else { "Select and copy them by hand" }))
    };
    view! {
        <div class="actions">
            <button class="button" type="button" hidden=move || !alive.get() on:click=copy><span aria-live="polite">{label}</span></button>
            <a class="button" href=file download="latchkey-recovery-codes.txt">"Download"</a>
            <button class="button" type="button" hidden=move || !alive.get() on:click=|_| browser::print()>"Print"</button>
        </div>
    }
}

/// The form that confirms that the codes are kept.
#[island]
pub fn ConfirmCodesForm(
    /// The form's message from before this page.
    before: Option<Message>,
) -> impl IntoView {
    let action = ServerAction::<form::ConfirmRecoveryCodes>::new();
    let told = told(action, before);
    let busy = busy(action);
    focus_when_refused(told, field::RECOVERY_CODE);
    view! {
        <ActionForm action attr:class="form" on:submit:capture=hold_while(busy)>
            <Alert told fields=vec![field::RECOVERY_CODE]/>
            <RecoveryCodeField told optional=true label="Type one of the codes" hint="From where you keep them, so that you know they can be read."/>
            <div class="either">"or"</div>
            <label class="check">
                <input class="check__box" type="checkbox" name="stored" value="true"/>
                <span>"I have stored them in a safe place"</span>
            </label>
            <div class="actions"><Submit label="Continue" waiting="Checking…" busy class="button button--primary"/></div>
        </ActionForm>
    }
}
