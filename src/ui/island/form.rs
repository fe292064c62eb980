//! The island around a form.

use latchkey_core::domain::typed;
use leptos::{
    ev::{Event, KeyboardEvent, MouseEvent, SubmitEvent},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys,
};
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement};

use super::{
    answer::{post, say, tell_above},
    dom::{all, closest, tell},
};

/// Around a form: sends it in place and puts the answer into it, sends it by itself when a code is whole, shows the password on
/// demand, and tells that Caps Lock is on.
#[island]
pub fn LiveForm(children: Children) -> impl IntoView {
    let submit = send(|_| ());
    view! {
        <div class="live" on:submit=submit on:input=send_when_whole on:click=show_password on:keyup=watch_password>
            {children()}
        </div>
    }
}

/// Handles `submit`: sends the form, once, and stays on the page unless the answer leads to another. The form waits until then.
/// `next` shows the next step, if the answer names one.
pub fn send(next: impl Fn(&str) + Copy + 'static) -> impl Fn(SubmitEvent) + Copy {
    let busy = RwSignal::new(false);
    move |event| {
        event.prevent_default();
        let Some(form) = event.target().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        leptos::task::spawn_local(async move {
            let form: &HtmlFormElement = form.unchecked_ref();
            wait(form, true);
            match post(form).await {
                Ok(answer) => {
                    // It waits for the next page.
                    if let Some(path) = answer.go() {
                        return drop(window().location().set_href(&path));
                    }
                    wait(form, false);
                    if let Some(step) = answer.step() {
                        say(form, None);
                        next(&step);
                    } else {
                        say(form, Some(&answer));
                    }
                }
                Err(_) => {
                    wait(form, false);
                    say(form, None);
                    tell_above(form, form.get_attribute("data-offline").as_deref());
                }
            }
            busy.set(false);
        });
    }
}

/// Has a form's button say that the form waits, or what it said before.
fn wait(form: &HtmlFormElement, waits: bool) {
    for button in all(form, "[data-waiting]") {
        let said = button.text_content().unwrap_or_default();
        button.set_text_content(button.get_attribute("data-waiting").as_deref());
        let _ = button.set_attribute("data-waiting", &said);
        for told in all(form, "[data-waits]") {
            told.set_text_content(button.text_content().filter(|_| waits).as_deref());
        }
        let _ = if waits { button.set_attribute("aria-busy", "true") } else { button.remove_attribute("aria-busy") };
    }
}

/// Handles `input`: sends the form once a field for a code holds six digits.
pub fn send_when_whole(event: Event) {
    if let Some(field) = closest(&event, "[data-sends]") {
        let field: HtmlInputElement = field.unchecked_into();
        if typed::is_six_digits(&field.value())
            && let Some(form) = field.form()
        {
            let _ = form.request_submit();
        }
    }
}

/// Handles `click`: shows the password, or hides it, by the button beside it.
pub fn show_password(event: MouseEvent) {
    let Some(button) = closest(&event, "[data-other]") else { return };
    let Some(field) = input_beside(&button) else { return };
    let (button, field): (HtmlElement, HtmlInputElement) = (button.unchecked_into(), field.unchecked_into());
    let shown = field.type_() == "text";
    field.set_type(if shown { "password" } else { "text" });
    let _ = button.set_attribute("aria-pressed", if shown { "false" } else { "true" });
    let said = button.text_content().unwrap_or_default();
    button.set_text_content(button.get_attribute("data-other").as_deref());
    let _ = button.set_attribute("data-other", &said);
}

/// Handles `keyup`: tells below a password that Caps Lock is on.
pub fn watch_password(event: KeyboardEvent) {
    let Some(field) = closest(&event, "[data-caps-lock]") else { return };
    let text = field.get_attribute("data-caps-lock").filter(|_| event.get_modifier_state("CapsLock"));
    if let Some(place) = field.closest(".field").ok().flatten().and_then(|field| field.query_selector("[data-caps]").ok()?) {
        tell(place.unchecked_ref(), text.as_deref());
    }
}

fn input_beside(button: &Element) -> Option<Element> {
    button.parent_element()?.query_selector("input").ok()?
}
