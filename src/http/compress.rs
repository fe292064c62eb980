//! Compression of pages.
//!
//! The length of a compressed answer tells whether a text that somebody else put into it occurs there twice (BREACH). So a page that
//! shows a secret is sent as it is ([`Uncompressed`]), and so is everything that is no page. SECURITY.md says why no other page is
//! concerned.

use axum::http::{Response, header};
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, Predicate},
};

/// In the extensions of a response that must not be compressed.
#[derive(Clone, Copy, Debug)]
pub struct Uncompressed;

/// Level of brotli: as small as its highest level but for a few bytes, in a fraction of a millisecond.
const BROTLI_QUALITY: i32 = 5;

/// Which responses are compressed.
#[derive(Clone, Copy, Debug)]
pub struct Pages;

impl Predicate for Pages {
    fn should_compress<B>(&self, response: &Response<B>) -> bool {
        let media_type = response.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
        media_type.starts_with(b"text/html") && response.extensions().get::<Uncompressed>().is_none()
    }
}

/// The layer.
pub fn pages() -> CompressionLayer<Pages> {
    CompressionLayer::new().quality(CompressionLevel::Precise(BROTLI_QUALITY)).compress_when(Pages)
}
