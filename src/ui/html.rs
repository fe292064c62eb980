//! Text escaped for HTML, for elements that Leptos does not write itself. Compiled for the server and for WebAssembly.

/// Escapes text for an element that may only contain text, such as a title or a `textarea`: Leptos would insert its markers.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
