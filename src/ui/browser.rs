//! What the islands ask of the browser. Called from effects and event handlers alone, so never on the server.

use leptos::{ev::Event, prelude::*, wasm_bindgen::JsCast, web_sys};

/// Puts the cursor into a field and selects what it holds, so that typing replaces it.
pub fn focus(id: &str) {
    if let Some(field) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlInputElement>().ok())
    {
        let _ = field.focus();
        field.select();
    }
}

/// The form around whatever an event came from.
pub fn form_of(event: &Event) -> Option<web_sys::HtmlFormElement> {
    event.target()?.dyn_into::<web_sys::HtmlInputElement>().ok()?.form()
}

/// Puts a text into the clipboard, or selects the element that shows it where that cannot be done. Which of the two is told
/// later.
pub fn copy(text: &str, shown_at: &'static str, told: impl FnOnce(bool) + 'static) {
    // Over plain HTTP browsers have no clipboard at all.
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

/// Selects all that an element shows.
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
