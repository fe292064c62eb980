//! The layers around the server functions: which bodies come in, and what becomes of a refusal on its way out.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use percent_encoding::percent_decode;
use url::Url;

use super::{
    form::local_path,
    media_type,
    refusal::{Asked, RETRY_SECONDS, Refusal, own_referer, refuse},
    state::AppState,
};
use crate::ui::message::Message;

/// Lets forms in as browsers send them and nothing else: Leptos would read any body as a form, whatever it says it is, and
/// would put U+FFFD where bytes are no UTF-8, so that what is stored is not what was sent.
pub async fn demand_form(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !media_type::is(request.headers(), "application/x-www-form-urlencoded") {
        return refuse(&state, &request, Refusal::UnsupportedMediaType);
    }
    let asked = Asked::from(&request);
    let (parts, body) = request.into_parts();
    // Bounded before it comes here (`web/finish.rs`).
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else { return refuse(&state, asked, Refusal::BadRequest) };
    if percent_decode(&bytes).decode_utf8().is_err() {
        return refuse(&state, asked, Refusal::BadRequest);
    }
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// The status of a sentence, for programs and logs: Leptos itself answers every refusal with 500.
const fn status(message: &Message) -> StatusCode {
    match message {
        Message::Invalid(_) | Message::NotConfirmed | Message::Unreadable => StatusCode::BAD_REQUEST,
        Message::WrongCredentials
        | Message::WrongPassword
        | Message::WrongCode
        | Message::CodeUsed
        | Message::WrongRecoveryCode
        | Message::CodesDisabled
        | Message::SignInOver
        | Message::NotSignedIn
        | Message::SecondFactorMissing
        | Message::StepUpNeeded => StatusCode::UNAUTHORIZED,
        Message::CrossSite | Message::TwoFactorRequired => StatusCode::FORBIDDEN,
        Message::NotFound => StatusCode::NOT_FOUND,
        Message::AlreadyOn | Message::NotOn | Message::EnrolmentOver | Message::Raced | Message::QuotaReached { .. } => {
            StatusCode::CONFLICT
        }
        Message::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Message::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
        Message::Unavailable | Message::Offline => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Gives a refusal to an island the status that fits it, and `Retry-After` where waiting helps.
pub async fn fit_status(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let refused = response.headers_mut().remove(HeaderName::from_static(SERVER_FN_ERROR_HEADER)).is_some();
    if !refused || response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, 64 * 1024).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let told = serde_json::from_slice::<Message>(&bytes).unwrap_or(Message::Unavailable);
    parts.status = status(&told);
    let wait = match told {
        Message::TooManyAttempts { seconds } => Some(seconds),
        Message::Unavailable => Some(RETRY_SECONDS),
        _ => None,
    };
    if let Some(seconds) = wait {
        parts.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Response::from_parts(parts, bytes.into())
}

/// The page of a form, where a refusal leads back to: the one that the browser says it is on, or else the form's own. And whether it
/// is a page that is wanted, for Leptos, which looks for `text/html` alone.
pub async fn name_the_page(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let origin = &state.site().origin;
    let page = match own_referer(request.headers(), origin).filter(|url| url.path() != "/") {
        Some(url) => without_outcome(url),
        None => {
            let page = origin.join(page_of(request.uri().path()));
            let (parts, body) = request.into_parts();
            // Bounded before it comes here (`web/finish.rs`).
            let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
                return refuse(&state, &parts, Refusal::BadRequest);
            };
            let page = with_next_of(&bytes, page);
            request = Request::from_parts(parts, Body::from(bytes));
            page
        }
    };
    if let Ok(page) = HeaderValue::from_str(&page) {
        request.headers_mut().insert(header::REFERER, page);
    }
    media_type::ask_for_a_page(request.headers_mut());
    next.run(request).await
}

/// The address of a form's page, with the page to go on to that the form names.
fn with_next_of(form: &[u8], page: String) -> String {
    let next = url::form_urlencoded::parse(form).find(|(name, _)| name == "next").map(|(_, next)| next.into_owned());
    match next.filter(|next| local_path(next).is_some()) {
        Some(next) => {
            format!("{page}?{}", url::form_urlencoded::Serializer::new(String::new()).append_pair("next", &next).finish())
        }
        None => page,
    }
}

/// The address of a page without what became of an earlier form: that is told once.
fn without_outcome(mut url: Url) -> String {
    let outcome = ["notice", "__path", "__err"];
    let kept: Vec<(String, String)> =
        url.query_pairs().filter(|(name, _)| !outcome.contains(&name.as_ref())).map(|(n, v)| (n.into(), v.into())).collect();
    url.set_query(None);
    if !kept.is_empty() {
        url.query_pairs_mut().extend_pairs(kept);
    }
    url.into()
}

fn page_of(endpoint: &str) -> &'static str {
    match endpoint {
        "/ui/register" => "/register",
        "/ui/sign_in" => "/sign-in",
        "/ui/sign_in_code" => "/sign-in/code",
        "/ui/sign_in_recovery_code" => "/sign-in/recovery-code",
        "/ui/confirm_identity" => "/account/confirm",
        "/ui/turn_on" => "/account/two-factor/set-up",
        "/ui/turn_off" => "/account/two-factor/turn-off",
        "/ui/confirm_recovery_codes" => "/account/recovery-codes",
        "/ui/write_post" | "/ui/remove_post" => "/posts",
        _ => "/account",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_is_refused_twice_is_told_the_second_reason_alone() {
        for (before, after) in [
            ("http://localhost:3000/posts?after=1_x", "http://localhost:3000/posts?after=1_x"),
            ("http://localhost:3000/posts?notice=post-written", "http://localhost:3000/posts"),
            ("http://localhost:3000/sign-in?next=%2Fposts&__path=a&__err=b", "http://localhost:3000/sign-in?next=%2Fposts"),
        ] {
            assert_eq!(without_outcome(Url::parse(before).unwrap()), after);
        }
    }
}
