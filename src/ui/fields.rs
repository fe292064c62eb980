//! Form components.

use leptos::prelude::*;

use crate::ui::message::Message;
use latchkey_core::domain::{invalid::field, typed};

/// The latest message of a form, as a signal.
pub type Told = Signal<Option<Message>>;

/// The latest message of a form's action. Until the action has a result, the message from the server before this page load.
pub fn told<S>(action: ServerAction<S>, before: Option<Message>) -> Told
where
    S: leptos::server_fn::ServerFn<Error = Message> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    Signal::derive(move || match action.value().get() {
        Some(Ok(_)) => None,
        Some(Err(message)) => Some(message),
        None => before.clone(),
    })
}

/// True while a form waits for its response, or for the page that the response leads to.
pub fn busy<S>(action: ServerAction<S>) -> Signal<bool>
where
    S: leptos::server_fn::ServerFn<Error = Message> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    Signal::derive(move || action.pending().get() || matches!(action.value().get(), Some(Ok(_))))
}

/// The message above a form, unless it belongs to a field.
#[component]
pub fn Alert(
    /// The form's message.
    told: Told,
    /// Fields that show their own messages.
    fields: Vec<&'static str>,
) -> impl IntoView {
    move || {
        let message = told.get()?;
        let text = message.above(&fields)?;
        Some(view! {
            <div class="alert alert--danger" role="alert">
                <p>{text}</p>
                {message.asks_to_sign_in().then(|| view! { <p><a href=crate::paths::SIGN_IN>"Sign in"</a></p> })}
            </div>
        })
    }
}

/// The message below a field.
#[component]
pub fn FieldError(
    /// The form's message.
    told: Told,
    /// The field.
    field: &'static str,
    /// Message for an empty field of the application.
    #[prop(optional)]
    when_empty: Option<&'static str>,
) -> impl IntoView {
    move || {
        let message = told.get()?;
        let own = when_empty.filter(|_| message.finds_empty(field)).map(ToOwned::to_owned);
        own.or_else(|| message.about(field)).map(|text| view! { <p class="field__error" id=format!("{field}-error")>{text}</p> })
    }
}

/// `aria-invalid` and `aria-describedby` of a field. The field's id equals its name.
pub fn described(told: Told, field: &'static str, hint: bool) -> (Signal<Option<&'static str>>, Signal<Option<String>>) {
    let wrong = move || told.get().and_then(|message| message.about(field)).is_some();
    let invalid = Signal::derive(move || wrong().then_some("true"));
    let described_by = Signal::derive(move || match (hint, wrong()) {
        (false, false) => None,
        (true, false) => Some(format!("{field}-hint")),
        (false, true) => Some(format!("{field}-error")),
        (true, true) => Some(format!("{field}-hint {field}-error")),
    });
    (invalid, described_by)
}

/// The e-mail address to sign in with. A text input: browsers reject or change e-mail addresses that the server accepts, such as
/// those with non-ASCII letters, and validation is the server's task.
#[component]
pub fn EmailField(
    /// The form's message.
    told: Told,
    /// The previous input.
    value: String,
) -> impl IntoView {
    let (invalid, described_by) = described(told, field::EMAIL, false);
    view! {
        <div class="field">
            <label class="field__label" for="email">"E-mail"</label>
            <input
                class="input" id="email" name="email" type="text" value=value autocomplete="username" inputmode="email"
                autocapitalize="none" spellcheck="false" required maxlength="254"
                aria-invalid=move || invalid.get() aria-describedby=move || described_by.get()
            />
            <FieldError told field=field::EMAIL/>
        </div>
    }
}

/// The e-mail address for password managers: it tells them which account's password a form asks for. Not submitted.
#[component]
pub fn KnownUsername(
    /// The e-mail address.
    email: String,
) -> impl IntoView {
    view! {
        <input
            class="visually-hidden" type="text" autocomplete="username" value=email readonly tabindex="-1" aria-hidden="true"
        />
    }
}

/// A password field. While WebAssembly runs, a button shows the password.
#[component]
pub fn PasswordField(
    /// The form's message.
    told: Told,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// A hint below the label.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let (invalid, described_by) = described(told, field::PASSWORD, hint.is_some());
    let shown = RwSignal::new(false);
    let alive = alive();
    view! {
        <div class="field">
            <label class="field__label" for="password">"Password"</label>
            {hint.map(|hint| view! { <p class="field__hint" id="password-hint">{hint}</p> })}
            <div class="input-group">
                <input
                    class="input" id="password" name="password" autocomplete=autocomplete required
                    type=move || if shown.get() { "text" } else { "password" }
                    aria-invalid=move || invalid.get() aria-describedby=move || described_by.get()
                />
                <button
                    class="input-group__button" type="button" aria-controls="password" aria-label="Show password"
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    hidden=move || !alive.get()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { "Hide" } else { "Show" }}
                </button>
            </div>
            <FieldError told field=field::PASSWORD/>
        </div>
    }
}

/// A field for an authenticator code. With WebAssembly, the sixth digit submits the form.
#[component]
pub fn CodeField(
    /// The form's message.
    told: Told,
    /// A hint below the label.
    hint: &'static str,
    /// While this is true, nothing is submitted.
    busy: Signal<bool>,
    /// Whether recovery codes are also accepted. The keypad then needs letters.
    #[prop(optional)]
    or_recovery_code: bool,
) -> impl IntoView {
    let (class, keypad, capitals) =
        if or_recovery_code { ("input input--recovery", "text", "characters") } else { ("input input--code", "numeric", "none") };
    let (invalid, described_by) = described(told, field::CODE, true);
    let send_when_whole = move |event: leptos::ev::Event| {
        if typed::is_six_digits(&event_target_value(&event))
            && !busy.get_untracked()
            && let Some(form) = super::browser::form_of(&event)
        {
            let _ = form.request_submit();
        }
    };
    view! {
        <div class="field field--code">
            <label class="field__label" for="code">"Code"</label>
            <p class="field__hint" id="code-hint">{hint}</p>
            <input
                class=class id="code" name="code" dir="ltr" inputmode=keypad autocomplete="one-time-code"
                autocapitalize=capitals spellcheck="false" required
                aria-invalid=move || invalid.get() aria-describedby=move || described_by.get()
                on:input=send_when_whole
            />
            <FieldError told field=field::CODE/>
        </div>
    }
}

/// A field for a recovery code.
#[component]
pub fn RecoveryCodeField(
    /// The form's message.
    told: Told,
    /// The label.
    label: &'static str,
    /// A hint below the label.
    hint: &'static str,
    /// Whether the field is optional.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let (invalid, described_by) = described(told, field::RECOVERY_CODE, true);
    view! {
        <div class="field">
            <label class="field__label" for="recovery_code">{label}</label>
            <p class="field__hint" id="recovery_code-hint">{hint}</p>
            <input
                class="input input--recovery" id="recovery_code" name="recovery_code" dir="ltr" autocomplete="off"
                autocapitalize="characters" spellcheck="false" required=!optional
                aria-invalid=move || invalid.get() aria-describedby=move || described_by.get()
            />
            <FieldError told field=field::RECOVERY_CODE/>
        </div>
    }
}

/// The submit button of a form.
#[component]
pub fn Submit(
    /// The label.
    label: &'static str,
    /// The label while waiting.
    waiting: &'static str,
    /// Whether the form is waiting.
    busy: Signal<bool>,
    /// CSS classes.
    #[prop(default = "button button--primary button--wide")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <button class=class type="submit" aria-busy=move || busy.get().then_some("true")>
            {move || if busy.get() { waiting } else { label }}
        </button>
    }
}

/// Becomes true once WebAssembly runs, for controls that do not work without it.
pub fn alive() -> ReadSignal<bool> {
    let (alive, set_alive) = signal(false);
    Effect::new(move |_| set_alive.set(true));
    alive
}

/// Prevents a form from being submitted while it waits. For `on:submit:capture`, which runs before the form's own handler.
pub fn hold_while(busy: Signal<bool>) -> impl Fn(leptos::ev::SubmitEvent) + Clone + 'static {
    move |event| {
        if busy.get_untracked() {
            event.prevent_default();
        }
    }
}

/// Focuses a field whenever the form was refused because of it.
pub fn focus_when_refused(told: Told, field: &'static str) {
    Effect::new(move |first: Option<()>| {
        let wrong = told.get().is_some_and(|message| message.about(field).is_some());
        if wrong && first.is_some() {
            super::browser::focus(field);
        }
    });
}
