//! Redirect targets: only the site's own pages, whatever a link or a form contains.

use latchkey_core::domain::origin::Origin;
use url::{Url, form_urlencoded};

/// Maximum length of a path with its query, in bytes: the way back to an application is signed, and has its own query in it.
const LONGEST: usize = 4096;

/// Validates a redirect target: a path of this site, never another origin, however browsers parse the text.
pub fn local_path(next: &str) -> Option<&str> {
    let plain =
        next.len() <= LONGEST && next.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'<' | b'>' | b'"'));
    let base = Url::parse("http://latchkey.invalid/").ok()?;
    let stays = plain
        && next.starts_with('/')
        && !next.starts_with("//")
        && base.join(next).is_ok_and(|url| url.origin() == base.origin() && !url.path().starts_with("//"));
    stays.then_some(next)
}

/// Builds the path of a page with parameters. Those without a value are omitted.
pub fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Builds the path of a page that continues to another: `next` is encoded, with its own query.
pub fn with_next(path: &str, next: &str) -> String {
    with_query(path, &[("next", local_path(next).unwrap_or_default())])
}

/// Removes the result of an earlier form from a URL: it is shown only once.
pub fn without_outcome(mut url: Url) -> Url {
    let outcome = ["notice", "__path", "__err"];
    let kept: Vec<(String, String)> =
        url.query_pairs().filter(|(name, _)| !outcome.contains(&name.as_ref())).map(|(n, v)| (n.into(), v.into())).collect();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    url
}

/// Returns the path and query of a page, without the result of an earlier form.
pub fn path_of(url: Url) -> String {
    let url = without_outcome(url);
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

/// Returns the `Referer` of a request if it is a page of this site.
pub fn own_referer(headers: &axum::http::HeaderMap, origin: &Origin) -> Option<Url> {
    let referer = Url::parse(headers.get(axum::http::header::REFERER)?.to_str().ok()?).ok()?;
    origin.is(&referer).then_some(referer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for good in ["/", "/account", "/posts?after=1_x#top", "/sign-in/code?next=/posts"] {
            assert_eq!(local_path(good), Some(good));
        }
        let long = format!("/{}", "a".repeat(8000));
        for bad in [
            "",
            "account",
            "//evil.example",
            "/\\evil.example",
            "\\/evil",
            "https:evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/%09/../\n",
            "/..//evil.example",
            "/.//evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "@evil.example",
            "https://id.example.com@evil.example",
            "/ü",
            "/a\r\nSet-Cookie: x",
            &long,
        ] {
            assert_eq!(local_path(bad), None, "{bad:?}");
            assert_eq!(with_next("/sign-in", bad), "/sign-in", "{bad:?}");
        }
    }

    #[test]
    fn the_page_to_go_on_to_keeps_its_query() {
        let next = "/authorize?client_id=a&redirect_uri=https%3A%2F%2Fb.example%2F";
        let address = with_next("/sign-in/code", next);
        let url = Url::parse("http://x").unwrap().join(&address).unwrap();
        assert_eq!(url.query_pairs().collect::<Vec<_>>(), [("next".into(), next.into())]);
    }

    #[test]
    fn a_form_that_is_refused_twice_is_told_the_second_reason_alone() {
        for (before, after) in [
            ("http://localhost:3000/posts?after=1_x", "/posts?after=1_x"),
            ("http://localhost:3000/posts?notice=post-written", "/posts"),
            ("http://localhost:3000/sign-in?next=%2Fposts&__path=a&__err=b", "/sign-in?next=%2Fposts"),
        ] {
            let url = Url::parse(before).unwrap();
            assert_eq!(without_outcome(url.clone()).as_str(), format!("http://localhost:3000{after}"));
            assert_eq!(path_of(url), after);
        }
    }
}
