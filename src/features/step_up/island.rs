//! Island of the step-up form.

use latchkey_core::domain::invalid::field;
use leptos::{form::ActionForm, prelude::*};

use super::{after::After, form};
use crate::{
    paths::ACCOUNT,
    ui::{
        fields::{Alert, CodeField, KnownUsername, PasswordField, Submit, busy, focus_when_refused, hold_while, told},
        message::Message,
    },
};

/// The form that confirms the person's identity.
#[island]
pub fn ConfirmIdentityForm(
    /// The form's message from before this page.
    before: Option<Message>,
    /// E-mail address of the account.
    email: String,
    /// Whether a code is also needed.
    two_factor: bool,
    /// Target after the step-up.
    after: After,
) -> impl IntoView {
    let action = ServerAction::<form::ConfirmIdentity>::new();
    let told = told(action, before);
    let busy = busy(action);
    focus_when_refused(told, field::PASSWORD);
    focus_when_refused(told, field::CODE);
    let mut fields = vec![field::PASSWORD];
    fields.extend(two_factor.then_some(field::CODE));
    let label = after.button();
    view! {
        <div class="card">
            <ActionForm action attr:class="form" on:submit:capture=hold_while(busy)>
                <Alert told fields/>
                <KnownUsername email/>
                <PasswordField told autocomplete="current-password"/>
                {two_factor.then(|| view! { <CodeField told busy=Signal::stored(true) or_recovery_code=true hint="6 digits from your authenticator app, or a recovery code"/> })}
                <input type="hidden" name="after" value=after.name()/>
                <div class="actions">
                    <Submit label waiting="Checking…" busy class="button button--primary"/>
                    <a class="button button--quiet" href=ACCOUNT>"Cancel"</a>
                </div>
            </ActionForm>
        </div>
    }
}
