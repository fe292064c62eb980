//! Finding and changing elements.

use leptos::{ev::Event, prelude::*, wasm_bindgen::JsCast, web_sys};
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// The nearest element around the one on which an event came.
pub fn closest(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}

/// All elements in a part of the page.
pub fn all(within: &Element, selector: &str) -> impl Iterator<Item = HtmlElement> {
    let found = within.query_selector_all(selector).ok();
    let count = found.as_ref().map_or(0, web_sys::NodeList::length);
    (0..count).filter_map(move |at| Some(found.as_ref()?.get(at)?.unchecked_into()))
}

/// Shows a text in an element, or in the link that it holds, or hides the element.
pub fn tell(place: &HtmlElement, text: Option<&str>) {
    match place.first_element_child() {
        Some(link) => link.set_text_content(text),
        None => place.set_text_content(text),
    }
    place.set_hidden(text.is_none());
}

/// Sets the page's title to what an attribute of a form says.
pub fn set_title(form: &Element, attribute: &str) {
    if let Some(title) = form.get_attribute(attribute) {
        document().set_title(&title);
    }
}

/// Puts the cursor into a field and selects what it holds, so that typing replaces it.
pub fn focus(field: &Element) {
    let field: &HtmlInputElement = field.unchecked_ref();
    let _ = field.focus();
    field.select();
}

/// The name of the step that is shown.
pub fn shown_step() -> Option<String> {
    document().query_selector("[data-step]:not([hidden])").ok()??.get_attribute("data-step")
}

/// Shows one step of several: its section, its title, what it says to those who do not see it, and the cursor in its first field.
pub fn show_step(name: &str) {
    let Some(body) = document().body() else { return };
    for section in all(&body, "[data-step]") {
        let now = section.get_attribute("data-step").is_some_and(|step| step == name);
        section.set_hidden(!now);
        if !now {
            continue;
        }
        for form in all(&section, "[data-title]") {
            set_title(&form, "data-title");
        }
        for said in all(&body, "[data-said]") {
            said.set_text_content(section.get_attribute("data-says").as_deref());
        }
        if let Ok(Some(field)) = section.query_selector("input:not([type=hidden])") {
            focus(&field);
        }
    }
}
