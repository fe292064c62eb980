//! Islands of the page that sets two-factor authentication up. They are fetched by that page alone.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys};

use crate::ui::qr;

/// Around the QR code that the server has drawn from `data-uri`: draws it anew as SVG.
#[island(lazy)]
pub fn EnrolmentQr(children: Children) -> impl IntoView {
    let place = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        let drawn = place.get().and_then(|place| {
            let svg = place.query_selector("svg").ok()??;
            let code = qr::Code::of(&svg.get_attribute("data-uri")?)?;
            svg.set_attribute("viewBox", &code.view_box()).ok()?;
            svg.query_selector("path").ok()??.set_attribute("d", &code.path()).ok()?;
            svg.set_attribute("data-drawn", "").ok()
        });
        let _ = drawn;
    });
    view! { <div class="live" node_ref=place>{children()}</div> }
}

/// Length of a time step in seconds (RFC 6238).
const STEP: f64 = 30.0;

/// Around the text that tells how long the current code lasts: `data-text`, with `{}` for the seconds. Shown by the clock of this
/// device, so it is also a sign of a clock that is wrong.
#[island(lazy)]
pub fn Countdown(children: Children) -> impl IntoView {
    let place = NodeRef::<leptos::html::Div>::new();
    let tick = move || {
        let shown = place.get_untracked().and_then(|place| {
            let text: web_sys::HtmlElement = place.query_selector("[data-text]").ok()??.unchecked_into();
            let left = STEP - (js_sys::Date::now() / 1000.0).rem_euclid(STEP);
            let seconds = (left.ceil() as u8).to_string();
            text.set_text_content(Some(&text.get_attribute("data-text")?.replace("{}", &seconds)));
            text.set_hidden(false);
            Some(())
        });
        let _ = shown;
    };
    Effect::new(move |_| {
        tick();
        let _ = set_interval_with_handle(tick, std::time::Duration::from_secs(1));
    });
    view! { <div class="live" node_ref=place>{children()}</div> }
}
