//! Headers of all responses.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

use super::state::Site;

/// The headers of all responses, made once.
pub struct Defaults(Vec<(HeaderName, HeaderValue)>);

impl Defaults {
    /// Those of a site.
    pub fn of(site: &Site) -> Self {
        let fixed = [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            // same-origin: without WebAssembly, a rejected form returns to the page in the `Referer`.
            (header::REFERRER_POLICY, "same-origin"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        let subdomains = if site.hsts_include_subdomains { "; includeSubDomains" } else { "" };
        let of_site = [
            Some((header::CONTENT_SECURITY_POLICY, content_security_policy(site))),
            site.origin.is_secure().then(|| (header::STRICT_TRANSPORT_SECURITY, format!("max-age=63072000{subdomains}"))),
        ];
        let of_site = of_site.into_iter().flatten().filter_map(|(name, value)| Some((name, HeaderValue::from_str(&value).ok()?)));
        Self(fixed.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).chain(of_site).collect())
    }
}

/// Sets the default headers that the response does not set itself.
pub async fn secure<F>(defaults: &Defaults, request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    with(defaults, next(request).await)
}

/// Adds the default headers that a response does not have.
pub fn with(Defaults(defaults): &Defaults, mut response: Response) -> Response {
    response.headers_mut().reserve(defaults.len() + 1);
    for (name, value) in defaults {
        response.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    response
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
