//! Where a page uses passkeys. The script (`public/passkey.js`) finds these places by `data-passkey`, and shows them where the browser can.

use leptos::prelude::*;

/// A button, inside a form, that has a passkey answer: the form is sent with what it has signed. `asks` is the server function that says
/// what to ask. Hidden until the script is there.
pub fn button(asks: &'static str, class: &'static str, label: String) -> impl IntoView {
    place(asks, class, label, None)
}

/// The same, which also has passkeys offered in the field for the e-mail address, at the `origin` where they can be used.
pub fn button_with_autofill(asks: &'static str, class: &'static str, label: String, origin: String) -> impl IntoView {
    place(asks, class, label, Some(origin))
}

fn place(asks: &'static str, class: &'static str, label: String, autofill: Option<String>) -> impl IntoView {
    view! {
        <div class="passkey" data-passkey=asks data-passkey-autofill=autofill hidden>
            <button class=class type="button">{label}</button>
            <p class="field__error" aria-live="assertive" hidden></p>
        </div>
    }
}
