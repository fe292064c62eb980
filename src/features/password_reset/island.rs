//! Island of the first step.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys};
use web_sys::HtmlInputElement;

/// Around the field of the code: takes the code from the page's address, removes it there, and sends the form.
#[island(lazy)]
pub fn CodeOfLink(children: Children) -> impl IntoView {
    let place = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        let field = place.get().and_then(|place| place.query_selector("input").ok()?);
        let location = window().location();
        let code = location.hash().unwrap_or_default();
        let Some(field) = field.filter(|_| code.len() > 1) else { return };
        let field: HtmlInputElement = field.unchecked_into();
        field.set_value(code.trim_start_matches('#'));
        if let (Ok(history), Ok(path)) = (window().history(), location.pathname()) {
            let _ = history.replace_state_with_url(&leptos::wasm_bindgen::JsValue::NULL, "", Some(&path));
        }
        if let Some(form) = field.form() {
            let _ = form.request_submit();
        }
    });
    view! { <div class="live" node_ref=place>{children()}</div> }
}
