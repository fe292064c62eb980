//! The request log.

use axum::{extract::Request, http::HeaderValue, response::Response};
use latchkey_core::domain::random::request_id;
use percent_encoding::{CONTROLS, utf8_percent_encode};
use tracing::Instrument;

use super::{fault::shown, state::AppState};

/// Logs one line per request, with an id that the response also carries, for investigating faults. Never a query or a body.
pub async fn logged<F>(state: &AppState, request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let id = request_id(state.services().random());
    // The path in encoded form, whatever was sent. Path and method are truncated to what identifies the request.
    let path = utf8_percent_encode(request.uri().path(), CONTROLS).to_string();
    let span = tracing::info_span!("request", id, method = shown(request.method().as_str()), path = shown(&path));
    async move {
        let mut response = next(request).await;
        tracing::info!(status = response.status().as_u16(), "request.done");
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", value);
        }
        response
    }
    .instrument(span)
    .await
}
