//! Browser functions for islands. Called only from effects and event handlers, so never on the server.

use leptos::{ev::Event, prelude::*, wasm_bindgen::JsCast, web_sys};

/// Focuses a field and selects its content, so that typing replaces it.
pub fn focus(id: &str) {
    if let Some(field) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlInputElement>().ok())
    {
        let _ = field.focus();
        field.select();
    }
}

/// Returns the form that contains an event's target.
pub fn form_of(event: &Event) -> Option<web_sys::HtmlFormElement> {
    event.target()?.dyn_into::<web_sys::HtmlInputElement>().ok()?.form()
}

/// Copies a text to the clipboard. If that fails, selects the element that displays it. Reports the result through `told` later:
/// true if copied.
pub fn copy(text: &str, shown_at: &'static str, told: impl FnOnce(bool) + 'static) {
    // Browsers have no clipboard API over plain HTTP.
    let clipboard = window().navigator().clipboard();
    let written = (!clipboard.is_undefined()).then(|| clipboard.write_text(text));
    leptos::task::spawn_local(async move {
        let done = match written {
            Some(written) => wasm_bindgen_futures::JsFuture::from(written).await.is_ok(),
            None => false,
        };
        if !done {
            select(shown_at);
        }
        told(done);
    });
}

/// Selects the content of an element.
fn select(id: &str) {
    if let Some(element) = document().get_element_by_id(id)
        && let Ok(Some(selection)) = window().get_selection()
    {
        let _ = selection.select_all_children(&element);
    }
}

/// Opens the print dialogue.
pub fn print() {
    let _ = window().print();
}
