//! Media types: the type of a body, and the type that a client accepts.

use axum::http::{HeaderMap, HeaderValue, header};

/// True if the body has this media type, in UTF-8 and not compressed. Used by HTML forms and the JSON API.
///
/// `charset` is case-insensitive and may be quoted (RFC 9110 §8.3.1, §5.6.6). Empty parameters are ignored.
pub fn is(headers: &HeaderMap, essence: &str) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = media_type.split(';').map(str::trim);
    parts.next().is_some_and(|first| first.eq_ignore_ascii_case(essence))
        && parts.filter(|parameter| !parameter.is_empty()).all(is_utf_8)
        && !headers.contains_key(header::CONTENT_ENCODING)
}

fn is_utf_8(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return false };
    let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
    name.eq_ignore_ascii_case("charset")
        && ["utf-8", "utf8", "us-ascii"].into_iter().any(|known| value.eq_ignore_ascii_case(known))
}

/// True if an island sent the form: it asks for JSON. A browser that submits a form asks for pages, or for anything, as links,
/// elinks, NetSurf and wget do.
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).map_or(&b""[..], HeaderValue::as_bytes).to_ascii_lowercase();
    let accept = String::from_utf8_lossy(&accept);
    accept.contains("application/json") && !accept.contains("text/html")
}

/// Normalises `Accept` to what Leptos expects for a page, unless an island sent the request.
pub fn ask_for_a_page(headers: &mut HeaderMap) {
    if !wants_json(headers) {
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/html"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_by_table() {
        for (value, taken) in [
            ("application/json", true),
            ("Application/JSON ; Charset=UTF-8", true),
            ("application/json; charset=\"utf-8\"", true),
            ("application/json;charset=utf-8;", true),
            ("application/json;;", true),
            ("application/json; charset=utf8", true),
            ("application/json; charset=US-ASCII", true),
            ("application/json; charset=\"utf-8", false),
            ("application/json; charset=utf-16", false),
            ("application/json; charset=iso-8859-1", false),
            ("application/json; charset", false),
            ("application/json; profile=x", false),
            ("application/json, text/plain", false),
            ("application/jsonx", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().unwrap())]);
            assert_eq!(is(&headers, "application/json"), taken, "{value}");
        }
    }

    #[test]
    fn an_island_is_told_from_a_browser_by_asking_for_json() {
        for (accept, island) in [
            ("application/json", true),
            ("Application/JSON, */*;q=0.1", true),
            ("text/html,application/json", false),
            ("text/html,application/xhtml+xml", false),
            ("*/*", false),
            ("text/*,image/*,*/*", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
            assert_eq!(wants_json(&headers), island, "{accept}");
            ask_for_a_page(&mut headers);
            assert_eq!(headers[header::ACCEPT] == "text/html", !island, "{accept}");
        }
        assert!(!wants_json(&HeaderMap::new()));
    }
}
