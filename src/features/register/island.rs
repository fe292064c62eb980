//! The form that makes an account, alive in the browser.

use latchkey_core::domain::invalid::field;
use leptos::{form::ActionForm, prelude::*};

use super::form;
use crate::ui::{
    fields::{Alert, EmailField, FieldError, PasswordField, Submit, busy, described, focus_when_refused, hold_while, told},
    message::Message,
};

/// The form that makes an account.
#[island]
pub fn RegisterForm(
    /// What the form was told before this page.
    before: Option<Message>,
    /// The name typed before.
    name: String,
    /// The address typed before.
    email: String,
    /// The fewest characters of a password.
    min_chars: u16,
    /// The page to go on to.
    next: String,
) -> impl IntoView {
    let action = ServerAction::<form::Register>::new();
    let told = told(action, before);
    let busy = busy(action);
    for field in [field::PASSWORD, field::EMAIL, field::NAME] {
        focus_when_refused(told, field);
    }
    let (invalid, described_by) = described(told, field::NAME, false);
    view! {
        <div class="card">
            <ActionForm action attr:class="form" on:submit:capture=hold_while(busy)>
                <Alert told fields=vec![field::NAME, field::EMAIL, field::PASSWORD]/>
                <div class="field">
                    <label class="field__label" for="name">"Name"</label>
                    <input
                        class="input" id="name" name="name" value=name autocomplete="name" required maxlength="100"
                        aria-invalid=move || invalid.get() aria-describedby=move || described_by.get()
                    />
                    <FieldError told field=field::NAME/>
                </div>
                <EmailField told value=email/>
                <PasswordField
                    told autocomplete="new-password"
                    hint=format!("At least {min_chars} characters. Any characters. Spaces welcome.")
                />
                <input type="hidden" name="next" value=next/>
                <Submit label="Create account" waiting="Creating…" busy/>
            </ActionForm>
        </div>
    }
}
