//! Headers of all responses.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::state::{AppState, Site};

/// Sets the default headers that the response does not set itself.
pub async fn secure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // same-origin: without WebAssembly, a rejected form returns to the page in the `Referer`.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    set(headers, header::CONTENT_SECURITY_POLICY, &content_security_policy(state.site()));
    if state.site().origin.is_secure() {
        let subdomains = if state.site().hsts_include_subdomains { "; includeSubDomains" } else { "" };
        set(headers, header::STRICT_TRANSPORT_SECURITY, &format!("max-age=63072000{subdomains}"));
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.entry(name).or_insert(value);
    }
}

/// Everything comes from the site's own origin; nothing is inline. `wasm-unsafe-eval` only permits compiling WebAssembly.
fn content_security_policy(site: &Site) -> String {
    // While `cargo leptos watch` runs, a page may connect to it.
    let watch = site.reload_port.map_or_else(String::new, |port| format!(" ws://localhost:{port} ws://127.0.0.1:{port}"));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'{watch}; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}
