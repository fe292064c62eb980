//! The path below which the site is, where it shares its origin with an application that it guards. The site itself knows nothing of it:
//! its routes, links and forms have the paths that they have elsewhere, which are put below here on the way out.

use axum::{
    http::{HeaderMap, HeaderValue, Uri, header, uri::PathAndQuery},
    response::Response,
};
use url::Url;

/// The path. Everything else belongs to the application.
pub const BASE: &str = "/.latchkey";

/// In a response whose `Location` is an address of the application.
#[derive(Clone, Copy)]
pub struct LeadsToApplication;

/// Attributes that hold an address. Others may hold a path as it is in the site: a field of a form, for one.
const ADDRESSES: [&str; 5] = [" href=", " src=", " action=", " formaction=", " data-passkey="];

/// Puts the paths in a page's attributes below `base`. An attribute stands in double quotes, and a text has no `<`.
pub fn page(html: String, base: &str) -> String {
    if base.is_empty() {
        return html;
    }
    let mut below = String::with_capacity(html.len() + html.len() / 16);
    // Quotes in a text are no quotes.
    let (mut is_tag, mut is_value, mut before) = (false, false, "");
    for (number, part) in html.split('"').enumerate() {
        if number > 0 {
            below.push('"');
        }
        if is_tag && !is_value && number > 0 {
            is_value = true;
            let is_address = ADDRESSES.iter().any(|name| before.ends_with(name));
            if is_address && part.starts_with('/') && !part.starts_with("//") {
                below.push_str(base);
            }
        } else {
            is_value = false;
            is_tag = ends_in_tag(part, is_tag);
        }
        below.push_str(part);
        before = part;
    }
    below
}

/// True if a piece of a page, which began in a tag or in a text, ends in a tag.
fn ends_in_tag(piece: &str, begins_in_tag: bool) -> bool {
    match (piece.rfind('<'), piece.rfind('>')) {
        (None, None) => begins_in_tag,
        (opened, closed) => opened > closed,
    }
}

/// Puts a path below `base`.
pub fn path(path: &str, base: &str) -> String {
    if path.starts_with('/') && !path.starts_with("//") { format!("{base}{path}") } else { path.to_owned() }
}

/// What the site is asked for, if a request is for it. Its `Referer` is told as the site knows it, too.
pub fn within(uri: &Uri, headers: &mut HeaderMap) -> Option<Uri> {
    let rest = uri.path().strip_prefix(BASE)?;
    if !rest.is_empty() && !rest.starts_with('/') {
        return None;
    }
    let rest = if rest.is_empty() { "/" } else { rest };
    let whole = uri.query().map_or_else(|| rest.to_owned(), |query| format!("{rest}?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(whole).ok()?);
    if let Some(referer) = headers.get(header::REFERER).and_then(referer_within) {
        headers.insert(header::REFERER, referer);
    } else {
        headers.remove(header::REFERER);
    }
    Uri::from_parts(parts).ok()
}

fn referer_within(referer: &HeaderValue) -> Option<HeaderValue> {
    let mut url = Url::parse(referer.to_str().ok()?).ok()?;
    let path = url.path().strip_prefix(BASE).map(ToOwned::to_owned)?;
    url.set_path(&path);
    HeaderValue::from_str(url.as_str()).ok()
}

/// Puts where a response leads below the path.
pub fn without(mut response: Response, origin: &str) -> Response {
    if response.extensions_mut().remove::<LeadsToApplication>().is_some() {
        return response;
    }
    let place = response.headers().get(header::LOCATION).and_then(|place| place.to_str().ok());
    let place = place.and_then(|place| {
        let own = place.strip_prefix(origin).filter(|rest| rest.starts_with('/'));
        own.map(|rest| format!("{origin}{}", path(rest, BASE))).or_else(|| place.starts_with('/').then(|| path(place, BASE)))
    });
    if let Some(place) = place.and_then(|place| HeaderValue::from_str(&place).ok()) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    #[test]
    fn paths_in_attributes_are_put_below_and_texts_stay() {
        let html = r#"<a href="/x?y=/z">"/not" <b title="a>/b" data-passkey="/ui/ask" hidden>1 > "/0"</b></a><input value="/v"><img src="//cdn"><a href="https://x/">&quot;/</a>"#;
        let below = r#"<a href="/.latchkey/x?y=/z">"/not" <b title="a>/b" data-passkey="/.latchkey/ui/ask" hidden>1 > "/0"</b></a><input value="/v"><img src="//cdn"><a href="https://x/">&quot;/</a>"#;
        assert_eq!(page(html.into(), BASE), below);
        assert_eq!(page(html.into(), ""), html);
    }

    #[test]
    fn what_is_asked_of_the_site_is_told_from_what_is_asked_of_the_application() {
        let asked = |uri: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::REFERER, HeaderValue::from_static("https://a.example/.latchkey/sign-in?x"));
            let within = within(&uri.parse().unwrap(), &mut headers).map(|uri| uri.to_string());
            (within, headers.get(header::REFERER).map(|value| value.to_str().unwrap().to_owned()))
        };
        assert_eq!(asked("/.latchkey/sign-in?y"), (Some("/sign-in?y".into()), Some("https://a.example/sign-in?x".into())));
        assert_eq!(asked("/.latchkey").0.as_deref(), Some("/"));
        for other in ["/", "/.latchkeys", "/x/.latchkey/", "/%2elatchkey/", "//.latchkey/"] {
            assert_eq!(asked(other).0, None, "{other}");
        }
    }

    #[test]
    fn where_a_response_leads_is_below_unless_it_is_the_application() {
        let leads = |place: &'static str| {
            let response = without(([(header::LOCATION, place)], "").into_response(), "https://a.example");
            response.headers()[header::LOCATION].to_str().unwrap().to_owned()
        };
        assert_eq!(leads("/account?x"), "/.latchkey/account?x");
        assert_eq!(leads("https://a.example/sign-in"), "https://a.example/.latchkey/sign-in");
        assert_eq!(leads("https://a.example.evil/"), "https://a.example.evil/");
        let mut response = ([(header::LOCATION, "https://a.example/notes")], "").into_response();
        response.extensions_mut().insert(LeadsToApplication);
        assert_eq!(without(response, "https://a.example").headers()[header::LOCATION], "https://a.example/notes");
    }
}
