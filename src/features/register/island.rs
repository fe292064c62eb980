//! Island of the registration form.

use latchkey_core::domain::invalid::field;
use leptos::{form::ActionForm, prelude::*};

use super::form;
use crate::ui::{
    fields::{Alert, EmailField, FieldError, PasswordField, Submit, busy, described, focus_when_refused, hold_while, told},
    message::Message,
};

/// The registration form.
#[island]
pub fn RegisterForm(
    /// The form's message from before this page.
    before: Option<Message>,
    /// The previous input of the name.
    name: String,
    /// The previous input of the e-mail address.
    email: String,
    /// Minimum length of a password.
    min_chars: u16,
    /// The page to continue to.
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
