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

/// Puts a text into the clipboard. Whether that worked is told later.
pub fn copy(text: &str, told: impl FnOnce(bool) + 'static) {
    let written = window().navigator().clipboard().write_text(text);
    leptos::task::spawn_local(async move {
        told(wasm_bindgen_futures::JsFuture::from(written).await.is_ok());
    });
}

/// Opens the print dialogue.
pub fn print() {
    let _ = window().print();
}
