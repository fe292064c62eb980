//! Limits on each request: body size and duration.

use axum::{
    body::Body,
    extract::Request,
    http::header,
    response::{IntoResponse, Response},
};
use latchkey_core::sessions;
use tracing::Instrument;

use super::{
    cookies::{self, Name},
    refusal::{Refusal, broken, unavailable},
    route::MAX_BODY,
    state::AppState,
};

/// Reads the whole body, limited in size and time, then responds within the deadline.
///
/// The work runs in its own task: a client that hangs up does not cancel it half-way, and a panic in it only causes a 500. At the
/// deadline it is cancelled, wherever it is: a database that vanished without closing would otherwise hold it, and its
/// connection, for ever.
pub async fn limited<F>(state: &AppState, request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response> + Send + 'static,
{
    let deadline = state.site().deadline;
    let request = match tokio::time::timeout(deadline, whole(state, request)).await {
        Ok(Ok(request)) => request,
        Ok(Err(refusal)) => return refusal.into_response(),
        Err(_) => return Refusal::BadRequest.into_response(),
    };
    // The response must be sent by the deadline, so a small part of the time is kept for it. The timeout applies to the work
    // itself, even if the client no longer waits for the response.
    let work = tokio::time::timeout(deadline - deadline / 20, next(request));
    match tokio::spawn(work.in_current_span()).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => unavailable("a request took too long").into_response(),
        Err(error) => {
            tracing::error!(%error, "request.panicked");
            broken("a request panicked").into_response()
        }
    }
}

async fn whole(state: &AppState, request: Request) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    let cookie = |name| cookies::read(&parts.headers, name, &state.site().origin);
    let issued = || sessions::issued(state.services(), cookie(Name::Access), cookie(Name::Refresh));
    let route = state.route_of(&parts.extensions);
    // A larger body is only accepted from a client with a session.
    let most = route.map(|route| route.max_body).filter(|most| *most <= MAX_BODY || issued()).unwrap_or(MAX_BODY);
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
