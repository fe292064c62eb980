//! Layers around the server functions: they check request bodies and convert refusals.

use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header, response},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use percent_encoding::percent_decode;
use serde::Serialize;
use serde_json::json;

use crate::{
    http::{
        base, media_type,
        next::{own_referer, with_next, without_outcome},
        refusal::{Refusal, unavailable},
        route::Kind,
        state::AppState,
        visitor::Visitor,
    },
    ui::{
        message::Message,
        told::{Listener, Told},
    },
};

/// Accepts only form bodies as browsers send them. Leptos would parse any body as a form, whatever its media type, and replace
/// invalid UTF-8 by U+FFFD, so that the stored text would differ from the sent one.
pub async fn demand_form(request: Request, next: Next) -> Response {
    if !media_type::is(request.headers(), "application/x-www-form-urlencoded") {
        return Refusal::UnsupportedMediaType.into_response();
    }
    let (parts, body) = request.into_parts();
    // The size was limited earlier (`http/limits.rs`).
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else { return Refusal::BadRequest.into_response() };
    if percent_decode(&bytes).decode_utf8().is_err() {
        return Refusal::BadRequest.into_response();
    }
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// The HTTP status of a message, for programs and logs. Leptos itself responds to every refusal with 500.
pub(super) const fn status(message: &Message) -> StatusCode {
    match message {
        Message::Invalid(_) | Message::NotConfirmed | Message::CodesNotFound | Message::Unreadable => StatusCode::BAD_REQUEST,
        Message::WrongCredentials
        | Message::WrongPassword
        | Message::WrongCode
        | Message::ClockOff { .. }
        | Message::CodeUsed
        | Message::WrongRecoveryCode
        | Message::PasskeyRefused
        | Message::PasskeyUnknown
        | Message::PasskeyOver
        | Message::PasskeyCopied
        | Message::CodesDisabled
        | Message::SignInOver
        | Message::NotSignedIn
        | Message::SecondFactorMissing
        | Message::StepUpNeeded => StatusCode::UNAUTHORIZED,
        Message::CrossSite
        | Message::TwoFactorRequired
        | Message::OtherAccount
        | Message::Sealed
        | Message::Disabled
        | Message::AwaitsApproval
        | Message::RegistrationClosed => StatusCode::FORBIDDEN,
        Message::ResetOver | Message::InvitationOver => StatusCode::GONE,
        Message::NotFound => StatusCode::NOT_FOUND,
        Message::AlreadyOn
        | Message::NotOn
        | Message::LastAuthenticator
        | Message::NoPasskeys
        | Message::PasskeyTaken
        | Message::PasskeysNeeded
        | Message::PasswordMissing
        | Message::OwnAccount
        | Message::LastAdministrator
        | Message::Declared
        | Message::EnrolmentOver
        | Message::Raced
        | Message::QuotaReached { .. } => StatusCode::CONFLICT,
        Message::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Message::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
        Message::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Answers an island: the page to go to, or in sentences why the form was refused, with the matching status, and `Retry-After` if
/// waiting helps.
pub async fn answer_island(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !media_type::wants_json(request.headers()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts, &state);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let refused = response.headers_mut().remove(HeaderName::from_static(SERVER_FN_ERROR_HEADER)).is_some();
    if refused && response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        return refusal(&visitor, response).await;
    }
    let Some(go) = response.headers().get(header::LOCATION).and_then(|page| page.to_str().ok()) else { return response };
    let answer = json!({ "go": base::path(go, state.site().base()) });
    with_json(response.into_parts().0, answer)
}

async fn refusal(visitor: &Visitor, response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, 64 * 1024).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let message = serde_json::from_slice::<Message>(&bytes).unwrap_or(Message::Unavailable);
    // The page is loaded anew, and asks in place.
    if let (Message::StepUpNeeded, Some(Kind::Form { page })) = (&message, visitor.route.map(|route| route.kind)) {
        parts.status = StatusCode::OK;
        parts.headers.insert(header::LOCATION, HeaderValue::from_static(page));
        return with_json(parts, json!({ "go": base::path(page, visitor.state.site().base()) }));
    }
    parts.status = status(&message);
    let wait = if let Message::TooManyAttempts { seconds } = message {
        Some(seconds.into())
    } else {
        unavailable("").retry_after().filter(|_| message == Message::Unavailable)
    };
    if let Some(seconds) = wait {
        parts.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    let listener = Listener { locale: visitor.locale, state: &visitor.state, route: visitor.route };
    with_json(parts, Told::new(message, listener))
}

/// A response with another body.
fn with_json(mut parts: response::Parts, body: impl Serialize) -> Response {
    let body = Json(body).into_response().into_body();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Response::from_parts(parts, body)
}

/// Tells Leptos the page to return to after a refusal: the `Referer`, or else the form's own `page`. Also normalises `Accept`,
/// because Leptos recognises a page request only by `text/html`.
pub async fn name_the_page(State((state, page)): State<(AppState, &'static str)>, mut request: Request, next: Next) -> Response {
    let origin = &state.site().origin;
    let page = match own_referer(request.headers(), origin).filter(|url| url.path() != "/") {
        Some(url) => without_outcome(url).into(),
        None => {
            let (parts, body) = request.into_parts();
            // The size was limited earlier (`http/limits.rs`).
            let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else { return Refusal::BadRequest.into_response() };
            let go_on = url::form_urlencoded::parse(&bytes).find(|(name, _)| name == "next").map(|(_, next)| next.into_owned());
            request = Request::from_parts(parts, Body::from(bytes));
            origin.join_bare(&with_next(page, &go_on.unwrap_or_default()))
        }
    };
    if let Ok(page) = HeaderValue::from_str(&page) {
        request.headers_mut().insert(header::REFERER, page);
    }
    media_type::ask_for_a_page(request.headers_mut());
    next.run(request).await
}
