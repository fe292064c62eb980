//! Cross-site requests: requests with unsafe methods must come from the site's own pages.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    response::{IntoResponse, Response},
};
use latchkey_core::domain::origin::Origin;
use url::Url;

use super::{fault, refusal::Refusal, route::Kind, state::AppState};

/// Rejects unsafe methods from another site's page.
pub async fn cross_site<F>(state: &AppState, request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // A machine has no cookies of ours: a proxy asks with the method and the headers of what it asks about.
    let by_machine = state.route_of(request.extensions()).is_some_and(|route| route.kind == Kind::Machine);
    if safe || by_machine || is_own(request.headers(), &state.site().origin) {
        return next(request).await;
    }
    let said = |name: &str| {
        let value = request.headers().get(name).map(|value| value.as_bytes().escape_ascii().to_string());
        value.map(|value| fault::shown(&value).to_owned())
    };
    let (origin, site) = (said("origin"), said("sec-fetch-site"));
    tracing::warn!(origin, site, expected = state.site().origin.ascii(), "request.cross_site");
    Refusal::CrossSite.into_response()
}

/// `Sec-Fetch-Site` decides, since no page can forge it. If it is missing, `Origin` decides. If both are missing, the client is
/// not a browser.
fn is_own(headers: &HeaderMap, origin: &Origin) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(sent)) => Url::parse(sent).is_ok_and(|sent| origin.is(&sent)),
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_and_programs_may_change_something() {
        let origin = Origin::new(Url::parse("https://id.example.com").unwrap());
        for (site, sent, own) in [
            (Some("same-origin"), None, true),
            (Some("none"), None, true),
            (Some("same-site"), Some("https://id.example.com"), false),
            (Some("cross-site"), None, false),
            (Some("nonsense"), None, false),
            (None, Some("https://id.example.com"), true),
            (None, Some("http://id.example.com"), false),
            (None, Some("https://id.example.com.evil.example"), false),
            (None, Some("https://id.example.com:8443"), false),
            (None, Some("https://sub.id.example.com"), false),
            (None, Some("null"), false),
            (None, Some(""), false),
            (None, None, true),
        ] {
            let mut headers = HeaderMap::new();
            site.map(|site| headers.insert("sec-fetch-site", site.parse().unwrap()));
            sent.map(|sent| headers.insert(header::ORIGIN, sent.parse().unwrap()));
            assert_eq!(is_own(&headers, &origin), own, "{site:?} {sent:?}");
        }
    }

    #[test]
    fn this_machine_has_several_names() {
        let origin = Origin::new(Url::parse("http://localhost:3000").unwrap());
        for (other, same) in [
            ("http://127.0.0.1:3000", true),
            ("http://[::1]:3000", true),
            ("http://127.0.0.1:3001", false),
            ("http://evil.example:3000", false),
        ] {
            assert_eq!(origin.is(&Url::parse(other).unwrap()), same, "{other}");
        }
    }
}
