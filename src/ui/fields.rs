//! The parts that forms are made of.

use leptos::prelude::*;

use crate::ui::message::Message;
use latchkey_core::domain::{invalid::field, typed};

/// What a form was told last, as a signal.
pub type Told = Signal<Option<Message>>;

/// What a form's action was told last: by the server before this page, until it has answered here.
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

/// Whether a form waits for its answer, or for the page that the answer leads to.
pub fn busy<S>(action: ServerAction<S>) -> Signal<bool>
where
    S: leptos::server_fn::ServerFn<Error = Message> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    Signal::derive(move || action.pending().get() || matches!(action.value().get(), Some(Ok(_))))
}

/// The sentence above a form, where it is about no field.
#[component]
pub fn Alert(
    /// What the form was told.
    told: Told,
    /// The fields that say their part themselves.
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

/// The sentence below a field.
#[component]
pub fn FieldError(
    /// What the form was told.
    told: Told,
    /// The field.
    field: &'static str,
    /// What it says when nothing was typed, where the field is one's own application's.
    #[prop(optional)]
    when_empty: Option<&'static str>,
) -> impl IntoView {
    move || {
        let message = told.get()?;
        let own = when_empty.filter(|_| message.finds_empty(field)).map(ToOwned::to_owned);
        own.or_else(|| message.about(field)).map(|text| view! { <p class="field__error" id=format!("{field}-error")>{text}</p> })
    }
}

/// `aria-invalid` and `aria-describedby` of a field, whose id is its name.
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

/// The address a person signs in with. As a text: the server takes addresses that browsers refuse or change, such as those with
/// letters beyond ASCII, and what is typed is for the server to judge.
#[component]
pub fn EmailField(
    /// What the form was told.
    told: Told,
    /// The address typed before.
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

/// The address, for password managers alone: by it they know whose password a form without an address asks for. Not sent.
#[component]
pub fn KnownUsername(
    /// The address.
    email: String,
) -> impl IntoView {
    view! {
        <input
            class="visually-hidden" type="text" autocomplete="username" value=email readonly tabindex="-1" aria-hidden="true"
        />
    }
}

/// A password, with a button that shows it while WebAssembly runs.
#[component]
pub fn PasswordField(
    /// What the form was told.
    told: Told,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// A sentence below the label.
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

/// The code of an authenticator. With WebAssembly the form sends itself when the sixth digit is there.
#[component]
pub fn CodeField(
    /// What the form was told.
    told: Told,
    /// A sentence below the label.
    hint: &'static str,
    /// While this is true nothing is sent.
    busy: Signal<bool>,
    /// Whether a recovery code is taken too, for which the keypad needs letters.
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

/// A recovery code.
#[component]
pub fn RecoveryCodeField(
    /// What the form was told.
    told: Told,
    /// What it is called here.
    label: &'static str,
    /// A sentence below the label.
    hint: &'static str,
    /// Whether the form can be sent without it.
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

/// The button that sends a form.
#[component]
pub fn Submit(
    /// What it says.
    label: &'static str,
    /// What it says while it waits.
    waiting: &'static str,
    /// Whether it waits.
    busy: Signal<bool>,
    /// Its look.
    #[prop(default = "button button--primary button--wide")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <button class=class type="submit" aria-busy=move || busy.get().then_some("true")>
            {move || if busy.get() { waiting } else { label }}
        </button>
    }
}

/// Turns true when WebAssembly runs: for what cannot work without it.
pub fn alive() -> ReadSignal<bool> {
    let (alive, set_alive) = signal(false);
    Effect::new(move |_| set_alive.set(true));
    alive
}

/// Stops a form from being sent while it waits. For `on:submit:capture`, which comes before the form's own handler.
pub fn hold_while(busy: Signal<bool>) -> impl Fn(leptos::ev::SubmitEvent) + Clone + 'static {
    move |event| {
        if busy.get_untracked() {
            event.prevent_default();
        }
    }
}

/// Puts the cursor into a field whenever the form was refused because of it.
pub fn focus_when_refused(told: Told, field: &'static str) {
    Effect::new(move |first: Option<()>| {
        let wrong = told.get().is_some_and(|message| message.about(field).is_some());
        if wrong && first.is_some() {
            super::browser::focus(field);
        }
    });
}
