//! Forms about the account itself: registering, confirming who one is, turning two-factor authentication off.

use leptos::{form::ActionForm, prelude::*};

use super::fields::{
    Alert, CodeField, EmailField, FieldError, KnownUsername, PasswordField, Submit, busy, described, focus_when_refused,
    hold_while, told,
};
use crate::{
    domain::invalid::field,
    ui::{forms, message::Message},
};

/// The form that makes an account.
#[island]
pub fn Register(
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
    let action = ServerAction::<forms::Register>::new();
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

/// What confirming does beside confirming, by the page that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirming {
    /// It makes new recovery codes.
    NewRecoveryCodes,
    /// It begins to set up two-factor authentication.
    SetUp,
    /// It leads on.
    Nothing,
}

impl Confirming {
    /// What it does before this page.
    pub fn before(next: &str, two_factor: bool) -> Self {
        match next {
            "/account/recovery-codes" if two_factor => Self::NewRecoveryCodes,
            "/account/two-factor/set-up" if !two_factor => Self::SetUp,
            _ => Self::Nothing,
        }
    }

    const fn button(self) -> &'static str {
        match self {
            Self::NewRecoveryCodes => "Confirm and make new codes",
            Self::SetUp => "Confirm and set up",
            Self::Nothing => "Confirm",
        }
    }
}

/// The form that confirms who one is.
#[island]
pub fn ConfirmIdentity(
    /// What the form was told before this page.
    before: Option<Message>,
    /// The address that the account is signed in to with.
    email: String,
    /// Whether a code is asked for too.
    two_factor: bool,
    /// The page to go on to.
    next: String,
) -> impl IntoView {
    let action = ServerAction::<forms::ConfirmIdentity>::new();
    let told = told(action, before);
    let busy = busy(action);
    focus_when_refused(told, field::PASSWORD);
    focus_when_refused(told, field::CODE);
    let mut fields = vec![field::PASSWORD];
    fields.extend(two_factor.then_some(field::CODE));
    let label = Confirming::before(&next, two_factor).button();
    view! {
        <div class="card">
            <ActionForm action attr:class="form" on:submit:capture=hold_while(busy)>
                <Alert told fields/>
                <KnownUsername email/>
                <PasswordField told autocomplete="current-password"/>
                {two_factor.then(|| view! { <CodeField told busy=Signal::stored(true) or_recovery_code=true hint="6 digits from your authenticator app, or a recovery code"/> })}
                <input type="hidden" name="next" value=next/>
                <div class="actions">
                    <Submit label waiting="Checking…" busy class="button button--primary"/>
                    <a class="button button--quiet" href="/account">"Cancel"</a>
                </div>
            </ActionForm>
        </div>
    }
}

/// The form that turns two-factor authentication off.
#[island]
pub fn TurnOff(
    /// What the form was told before this page.
    before: Option<Message>,
    /// The address that the account is signed in to with.
    email: String,
) -> impl IntoView {
    let action = ServerAction::<forms::TurnOff>::new();
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
                    <a class="button button--quiet" href="/account">"Cancel"</a>
                </div>
            </ActionForm>
        </div>
    }
}
