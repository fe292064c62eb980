//! Sending a form without leaving its page, and what the server answers: where to go, the next step, or why it was refused. See
//! `ui/told.rs` for the other side.

use leptos::{prelude::*, wasm_bindgen::JsCast, wasm_bindgen::JsValue, web_sys};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, FormData, Headers, HtmlFormElement, RequestInit, Response, UrlSearchParams};

use super::dom::{all, focus, set_title, tell};

/// An answer: an object of JSON.
pub struct Answer(JsValue);

impl Answer {
    /// The page to go to.
    pub fn go(&self) -> Option<String> {
        self.text("go")
    }

    /// The next step on this page.
    pub fn step(&self) -> Option<String> {
        self.text("step")
    }

    fn text(&self, name: &str) -> Option<String> {
        member(&self.0, name)?.as_string()
    }

    /// The sentence for a field.
    fn about(&self, field: &str) -> Option<String> {
        member(&member(&self.0, "fields")?, field)?.as_string()
    }
}

fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    js_sys::Reflect::get(object, &JsValue::from_str(name)).ok()
}

/// Sends a form as the browser would, and asks for JSON in place of a page.
pub async fn post(form: &HtmlFormElement) -> Result<Answer, JsValue> {
    let (request, headers) = (RequestInit::new(), Headers::new()?);
    headers.set("accept", "application/json")?;
    request.set_method("POST");
    request.set_headers(&headers);
    let fields = FormData::new_with_form(form)?;
    request.set_body(UrlSearchParams::new_with_str_sequence_sequence(fields.unchecked_ref())?.as_ref());
    // Not the property: a field named "action" would stand in its place.
    let action = form.get_attribute("action").unwrap_or_default();
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(&action, &request)).await?.unchecked_into();
    Ok(Answer(JsFuture::from(response.json()?).await?))
}

/// Puts each sentence of an answer into its place in the form: at its field, or above all. Without an answer, none is left.
pub fn say(form: &HtmlFormElement, answer: Option<&Answer>) {
    let mut first_wrong: Option<Element> = None;
    for place in all(form, "[data-told]") {
        let field = place.get_attribute("data-told").unwrap_or_default();
        let sentence = answer.and_then(|answer| answer.about(&field));
        tell(&place, sentence.as_deref());
        let Some(input) = form.query_selector(&["[name=", &field, "]"].concat()).ok().flatten() else { continue };
        if sentence.is_none() {
            let _ = input.remove_attribute("aria-invalid");
            continue;
        }
        let _ = input.set_attribute("aria-invalid", "true");
        first_wrong.get_or_insert(input);
    }
    // What no field could show stands above the form.
    let above =
        answer.and_then(|answer| answer.text("otherwise").filter(|_| first_wrong.is_none()).or_else(|| answer.text("alert")));
    for list in all(form, "[role=alert] ul") {
        list.set_hidden(first_wrong.is_none());
    }
    tell_above(form, above.as_deref());
    if let Some(field) = first_wrong {
        focus(&field);
    }
}

/// Shows a sentence above the form, or hides what stands there.
pub fn tell_above(form: &HtmlFormElement, sentence: Option<&str>) {
    set_title(form, if sentence.is_some() { "data-refused" } else { "data-title" });
    for notice in document().body().iter().flat_map(|body| all(body, "[data-notice]")) {
        notice.set_hidden(true);
    }
    for alert in all(form, "[role=alert]") {
        for place in all(&alert, "p") {
            place.set_text_content(sentence);
        }
        alert.set_hidden(sentence.is_none());
    }
}
