//! Island of a new password. It is fetched by pages that have one.

use leptos::{ev::Event, prelude::*, wasm_bindgen::JsCast, web_sys};
use web_sys::{HtmlElement, HtmlInputElement};

use super::strength::{self, Strength};
use crate::ui::island::{closest, tell};

/// Around the field of a new password: says how strong it is, while it is typed.
#[island(lazy)]
pub fn PasswordStrength(children: Children) -> impl IntoView {
    let judge = |event: Event| {
        let shown = closest(&event, "input[type]").and_then(|field| {
            let field: HtmlInputElement = field.unchecked_into();
            let place: HtmlElement = document().query_selector(".strength").ok()??.unchecked_into();
            tell(&place, sentence(&field.value(), &place).as_deref());
            Some(())
        });
        let _ = shown;
    };
    view! { <div class="live" on:input=judge>{children()}</div> }
}

fn sentence(password: &str, place: &HtmlElement) -> Option<String> {
    if password.is_empty() {
        return None;
    }
    let typed = |name: &str| {
        document().get_element_by_id(name).map(|field| field.unchecked_into::<HtmlInputElement>().value()).unwrap_or_default()
    };
    let (name, email, app) = (typed("name"), typed("email"), place.get_attribute("data-app").unwrap_or_default());
    let known: Vec<&str> = name.split_whitespace().chain(email.split(['@', '.'])).chain([&*email, &*app]).collect();
    let missing = place.get_attribute("data-missing").unwrap_or_default();
    match strength::of(password, missing.lines().count(), &known) {
        Strength::TooShort(count) => missing.lines().nth(count - 1).map(ToOwned::to_owned),
        Strength::Guessable => place.get_attribute("data-guessable"),
        Strength::Fair => place.get_attribute("data-fair"),
        Strength::Strong => place.get_attribute("data-strong"),
    }
}
