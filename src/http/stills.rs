//! Pages that are the same for everybody who is not signed in, as they are sent.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, header},
};

/// What such a page depends on. There are few of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StillKey {
    /// Path of the page.
    pub path: String,
    /// Its language.
    pub language: String,
    /// Encodings that the browser takes.
    pub encodings: Encodings,
}

/// The encodings of a page that a browser takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Encodings {
    brotli: bool,
    gzip: bool,
}

impl Encodings {
    /// Those that a browser names. `None` for preferences that only programs express.
    pub fn named(headers: &HeaderMap) -> Option<Self> {
        let mut lines = headers.get_all(header::ACCEPT_ENCODING).iter();
        let text = lines.next().map_or(Ok(""), HeaderValue::to_str).ok().filter(|text| !text.contains([';', '*']))?;
        let names = |name| text.split(',').any(|named| named.trim().eq_ignore_ascii_case(name));
        lines.next().is_none().then(|| Self { brotli: names("br"), gzip: names("gzip") })
    }

    /// An `Accept-Encoding` that names them.
    pub fn header(self) -> HeaderValue {
        HeaderValue::from_static(match (self.brotli, self.gzip) {
            (true, true) => "gzip, br",
            (true, false) => "br",
            (false, true) => "gzip",
            (false, false) => "identity",
        })
    }
}

/// A page as it is sent.
#[derive(Clone, Debug)]
pub struct Still {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, compressed or not.
    pub body: Bytes,
}

/// The pages made so far.
#[derive(Default)]
pub struct Stills(Mutex<HashMap<StillKey, Still>>);

impl Stills {
    /// Returns a page.
    pub fn get(&self, key: &StillKey) -> Option<Still> {
        self.pages().get(key).cloned()
    }

    /// Keeps a page.
    pub fn keep(&self, key: StillKey, still: Still) {
        self.pages().insert(key, still);
    }

    fn pages(&self) -> MutexGuard<'_, HashMap<StillKey, Still>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_take_is_known_and_all_else_is_negotiated_each_time() {
        for (lines, expected) in [
            (&[][..], Some("identity")),
            (&["gzip, deflate, br, zstd"], Some("gzip, br")),
            (&["gzip, deflate"], Some("gzip")),
            (&["BR"], Some("br")),
            (&["zstd"], Some("identity")),
            (&["br;q=0, gzip"], None),
            (&["*"], None),
            (&["br", "gzip"], None),
        ] {
            let lines = lines.iter().map(|line| (header::ACCEPT_ENCODING, HeaderValue::from_static(line)));
            let named = Encodings::named(&HeaderMap::from_iter(lines.clone())).map(Encodings::header);
            assert_eq!(named, expected.map(HeaderValue::from_static), "{:?}", lines.collect::<Vec<_>>());
        }
    }
}
