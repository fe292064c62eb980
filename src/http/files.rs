//! Static files of the site.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use rustix::io::Errno;
use tower_http::services::ServeDir;

use super::{
    embedded,
    refusal::{Refusal, unavailable},
    state::AppState,
};

/// A year, in which the file is never asked for again.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// The file may be another one next time, so browsers must revalidate their copy.
const ASK_AGAIN: &str = "no-cache";
/// A file of this version in place of another one's. Nobody may take it for that.
const STAND_IN: &str = "no-store";

/// Fallback for paths without a route: a static file, or "not found". A page of another version, from before an upgrade or from a
/// replica that is ahead, gets the files of this one: it is dressed, and its forms work.
pub async fn file(State(state): State<AppState>, mut request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Refusal::not_found().into_response();
    }
    if !asks_for_one_range(request.headers()) {
        request.headers_mut().remove(header::RANGE);
    }
    let path = request.uri().path().to_owned();
    let Some(versioned) = state.site().assets.versioned(&path) else { return found(&state, request, ASK_AGAIN).await };
    let cache = if versioned.is_current { FOR_GOOD } else { STAND_IN };
    if let Some(own) = state.site().brand.files().find(|own| own.name == versioned.name) {
        let headers = [(header::CONTENT_TYPE, own.media_type), (header::CACHE_CONTROL, cache)];
        return (headers, own.bytes.clone()).into_response();
    }
    // What is compiled is in a folder of its own, what was there before is not.
    let compiled = match &state.site().root {
        Some(root) => root.join("pkg").join(versioned.name).is_file(),
        None => embedded::has(&format!("pkg/{}", versioned.name)),
    };
    let place = if compiled { format!("/pkg/{}", versioned.name) } else { format!("/{}", versioned.name) };
    match place.parse() {
        Ok(place) => *request.uri_mut() = place,
        Err(_) => return Refusal::not_found().into_response(),
    }
    found(&state, request, cache).await
}

async fn found(state: &AppState, request: Request, cache: &'static str) -> Response {
    let Some(root) = &state.site().root else {
        let found = embedded::answer(request.uri().path().trim_start_matches('/'), request.headers());
        return found.map_or_else(|| Refusal::not_found().into_response(), |file| labelled(file, cache));
    };
    let mut files = ServeDir::new(root).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
    let response = match files.try_call(request).await {
        Ok(response) => response.map(Body::new),
        // The file may exist: no descriptor is free, or the disk does not answer.
        Err(error) if matches!(Errno::from_io_error(&error), Some(Errno::MFILE | Errno::NFILE | Errno::NOMEM | Errno::IO)) => {
            return unavailable(error).into_response();
        }
        // An invalid file name.
        Err(_) => return Refusal::not_found().into_response(),
    };
    if !matches!(
        response.status(),
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED | StatusCode::RANGE_NOT_SATISFIABLE
    ) {
        return Refusal::not_found().into_response();
    }
    labelled(response, cache)
}

fn labelled(mut response: Response, cache: &'static str) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    // Each file may also exist compressed.
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

/// True for a range request that can be answered. Others are ignored and the whole file is sent (RFC 9110 §14.2): several ranges,
/// a unit other than bytes, and a range with `If-Range`.
fn asks_for_one_range(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(header::RANGE).iter().map(|line| line.as_bytes());
    let first = lines
        .next()
        .is_some_and(|line| line.get(..6).is_some_and(|unit| unit.eq_ignore_ascii_case(b"bytes=")) && !line.contains(&b','));
    first && lines.next().is_none() && !headers.contains_key(header::IF_RANGE)
}
