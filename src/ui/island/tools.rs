//! Islands that few pages need: each is fetched by those alone.

use leptos::{ev::MouseEvent, prelude::*, wasm_bindgen::JsCast, wasm_bindgen::JsValue, web_sys};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlInputElement};

use super::dom::{all, closest};

/// Around buttons that copy what stands elsewhere (`data-copies` names its id), and print the page (`data-prints`).
#[island(lazy)]
pub fn Tools(children: Children) -> impl IntoView {
    let use_tool = |event: MouseEvent| {
        if closest(&event, "[data-prints]").is_some() {
            let _ = window().print();
        }
        if let Some(button) = closest(&event, "[data-copies]") {
            copy(button);
        }
    };
    view! { <div class="live" on:click=use_tool>{children()}</div> }
}

/// Copies a text to the clipboard, and says so. If that fails, selects the text and says what to do.
fn copy(button: Element) {
    let Some(source) = button.get_attribute("data-copies").and_then(|id| document().get_element_by_id(&id)) else { return };
    // A list is copied line by line; a key without the spaces that make it readable.
    let lines: Vec<String> = all(&source, "code").filter_map(|code| code.text_content()).collect();
    let field = source.dyn_ref::<HtmlInputElement>().cloned();
    let text = match &field {
        Some(field) => field.value(),
        None if lines.is_empty() => source.text_content().unwrap_or_default().replace(' ', ""),
        None => lines.join("\n"),
    };
    // Browsers have no clipboard over plain HTTP.
    let clipboard = window().navigator().clipboard();
    let written = (!clipboard.is_undefined()).then(|| clipboard.write_text(&text));
    wasm_bindgen_futures::spawn_local(async move {
        let done = match written {
            Some(written) => JsFuture::from(written).await.is_ok(),
            None => false,
        };
        if !done {
            match field {
                Some(field) => field.select(),
                None => {
                    let _ = window().get_selection().map(|selection| selection.map(|it| it.select_all_children(&source)));
                }
            }
        }
        let told = button.get_attribute(if done { "data-copied" } else { "data-by-hand" });
        if let Ok(Some(place)) = button.query_selector("[aria-live]") {
            place.set_text_content(told.as_deref());
        }
    });
}

/// Around times that the server wrote in UTC: writes them in the reader's zone, in the page's language.
#[island(lazy)]
pub fn LocalTimes(children: Children) -> impl IntoView {
    let place = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        let language = document().document_element().and_then(|html| html.get_attribute("lang")).unwrap_or_default();
        let options = js_sys::Object::new();
        for (name, style) in [("dateStyle", "long"), ("timeStyle", "short")] {
            let _ = js_sys::Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(style));
        }
        for time in all(place.unchecked_ref(), "time[data-local]") {
            let moment = js_sys::Date::new(&JsValue::from_str(&time.get_attribute("datetime").unwrap_or_default()));
            time.set_text_content(moment.to_locale_string(&language, &options).as_string().as_deref());
        }
    });
    view! { <div class="live" node_ref=place>{children()}</div> }
}
