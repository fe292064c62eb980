//! Text as HTML, for what Leptos does not write itself. Compiled for both halves.

/// Text for an element that holds nothing but text, such as a title or a `textarea`: Leptos would put its markers into it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
