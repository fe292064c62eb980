//! The compiled site in the program itself: `latchkey` alone serves. Its files are those of `target/site`, with their compressed copies.

use std::{collections::HashMap, sync::LazyLock};

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

/// A file: its path below the site's root, such as `pkg/latchkey.css.br`, and its content.
pub type File = (&'static str, &'static [u8]);

// None, where the program was built without its site, which is then in a folder.
include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// Encodings of the compressed copies with the ends of their names, what is shortest first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

static BY_PATH: LazyLock<HashMap<&'static str, &'static [u8]>> = LazyLock::new(|| FILES.iter().copied().collect());

/// True if there is such a file.
pub fn has(path: &str) -> bool {
    BY_PATH.contains_key(path)
}

/// A file as it is sent: in the shortest encoding that the browser takes, whole, or "not modified" where it has it already. `None` if there is
/// none.
pub fn answer(path: &str, asked: &HeaderMap) -> Option<Response> {
    let whole = *BY_PATH.get(path)?;
    let copy = ENCODINGS.into_iter().filter(|(encoding, _)| takes(asked, encoding)).find_map(|(encoding, end)| {
        let bytes = *BY_PATH.get(format!("{path}{end}").as_str())?;
        Some((encoding, bytes))
    });
    let (encoding, bytes) = copy.map_or((None, whole), |(encoding, bytes)| (Some(encoding), bytes));
    let tag = format!("\"{}\"", data_encoding::BASE64URL_NOPAD.encode(&Sha256::digest(bytes)[..12]));
    if has_it(asked, &tag) {
        return Some((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let media_type = mime_guess::from_path(path).first_or_octet_stream();
    let encoding = encoding.map(|encoding| [(header::CONTENT_ENCODING, encoding)]);
    let headers = [(header::CONTENT_TYPE, media_type.essence_str().to_owned()), (header::ETAG, tag)];
    Some((headers, encoding, Body::from(bytes)).into_response())
}

/// Whether the browser takes this encoding (RFC 9110 §12.5.3). One with the weight 0 is refused.
fn takes(asked: &HeaderMap, encoding: &str) -> bool {
    let lines = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.trim().parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight.is_none_or(|weight| weight > 0.0)
    })
}

/// Whether the browser has this version (RFC 9110 §13.1.2).
fn has_it(asked: &HeaderMap, tag: &str) -> bool {
    let lines = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn an_encoding_is_taken_as_the_browser_weighs_it() {
        for (line, brotli) in [
            ("br", true),
            ("gzip, deflate, br, zstd", true),
            ("gzip;q=1.0, BR;q=0.5", true),
            ("br;q=0", false),
            ("br; q=0.000, gzip", false),
            ("gzip", false),
            ("brx", false),
            ("", false),
        ] {
            let mut asked = HeaderMap::new();
            asked.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(line));
            assert_eq!(takes(&asked, "br"), brotli, "{line}");
        }
        assert!(!takes(&HeaderMap::new(), "br"));
    }

    #[test]
    fn a_browser_that_has_the_version_gets_nothing() {
        for (line, has) in [("\"a\"", true), ("\"b\", W/\"a\"", true), ("\"b\"", false), ("*", false)] {
            let mut asked = HeaderMap::new();
            asked.insert(header::IF_NONE_MATCH, HeaderValue::from_static(line));
            assert_eq!(has_it(&asked, "\"a\""), has, "{line}");
        }
    }
}
