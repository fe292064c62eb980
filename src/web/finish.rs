//! Limits on each request, and its line in the log.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use percent_encoding::{CONTROLS, utf8_percent_encode};
use tracing::Instrument;

use super::{
    cookies::{self, Name},
    fault::{self, shown},
    refusal::{Asked, Refusal, refuse},
    state::AppState,
};
use crate::domain::random::request_id;

/// The largest body. A post of 10,000 characters, percent-encoded, has up to 120,000 bytes.
const MAX_BODY: usize = 128 * 1024;
/// The largest body of a form that is no post, and of whoever shows no session, by which posts are written.
const MAX_FORM: usize = 16 * 1024;

/// Reads the whole body, bounded in size and time, then answers within the deadline.
///
/// The work runs in a task of its own: a client that hangs up does not cancel it half-way, and a panic in it is an answer of
/// 500 and nothing more. At the deadline it is given up, wherever it stands: a database that is gone without a word would keep it,
/// and its connection, for ever.
pub async fn limited(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let asked = Asked::from(&request);
    let deadline = state.site().deadline;
    let request = match tokio::time::timeout(deadline, whole(&state, request)).await {
        Ok(Ok(request)) => request,
        Ok(Err(refusal)) => return refuse(&state, asked, refusal),
        Err(_) => return refuse(&state, asked, Refusal::BadRequest),
    };
    // By the deadline the answer is out: a little of it is left to say so. It holds for the work itself, also where nobody waits any
    // more for its answer.
    let work = tokio::time::timeout(deadline - deadline / 20, next.run(request));
    match tokio::spawn(work.in_current_span()).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            fault::note_outage("deadline", "a request took too long");
            refuse(&state, asked, Refusal::Unavailable)
        }
        Err(error) => {
            tracing::error!(%error, "request.panicked");
            refuse(&state, asked, Refusal::Broken)
        }
    }
}

async fn whole(state: &AppState, request: Request) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    let writes_post = parts.uri.path() == "/ui/write_post" || parts.uri.path().starts_with("/api/v1/posts");
    let cookie = |name| cookies::read(&parts.headers, name, &state.site().origin);
    let may_write = writes_post && state.auth().issued(cookie(Name::Access), cookie(Name::Refresh));
    let most = if may_write { MAX_BODY } else { MAX_FORM };
    let announced = parts
        .headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        return Err(Refusal::TooLarge);
    }
    let bytes = axum::body::to_bytes(body, most).await.map_err(|error| {
        let too_large = std::error::Error::source(&error).is_some_and(|cause| cause.to_string().contains("length limit"));
        if too_large { Refusal::TooLarge } else { Refusal::BadRequest }
    })?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// One line per request, under an id that the answer bears too: for whoever asks what went wrong. Never a query or a body.
pub async fn logged(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = request_id(state.auth().random());
    // The path as it may be sent, whatever was sent, and of neither more than tells what was asked for.
    let path = utf8_percent_encode(request.uri().path(), CONTROLS).to_string();
    let span = tracing::info_span!("request", id, method = shown(request.method().as_str()), path = shown(&path));
    async move {
        let mut response = next.run(request).await;
        tracing::info!(status = response.status().as_u16(), "request.done");
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", value);
        }
        response
    }
    .instrument(span)
    .await
}
