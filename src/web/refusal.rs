//! Requests that get no further, and what each door says of it.

use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use url::Url;

use super::{
    api::problem::Problem,
    media_type,
    state::{AppState, Origin},
};
use crate::{
    auth::AuthError,
    ui::{message::Message, pages},
};

/// After how many seconds it is worth asking again when something that is needed does not answer.
pub const RETRY_SECONDS: u32 = 5;

/// Why a request gets no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody is signed in.
    NotSignedIn,
    /// The second factor is missing.
    SecondFactorMissing,
    /// No sign-in waits for its second factor.
    NoPendingSignIn,
    /// The account must set up a second factor first.
    TwoFactorRequired,
    /// The route says nothing about who may call it.
    Unguarded,
    /// Another site sent it.
    CrossSite,
    /// There is no such thing.
    NotFound,
    /// Not by this method.
    MethodNotAllowed,
    /// Another request of the same browser was just ahead and has the new cookies.
    Raced,
    /// The body is too large.
    TooLarge,
    /// The request or its body cannot be read, or did not come in time.
    BadRequest,
    /// It is for another host.
    OtherHost,
    /// The body is of a kind that this door does not read.
    UnsupportedMediaType,
    /// Something that is needed does not answer.
    Unavailable,
    /// Something is broken.
    Broken,
}

impl Refusal {
    /// Its HTTP status.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::NotSignedIn | Self::SecondFactorMissing | Self::NoPendingSignIn => StatusCode::UNAUTHORIZED,
            Self::TwoFactorRequired | Self::Unguarded | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Raced => StatusCode::CONFLICT,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn message(self) -> Message {
        match self {
            Self::NotSignedIn => Message::NotSignedIn,
            Self::SecondFactorMissing => Message::SecondFactorMissing,
            Self::NoPendingSignIn => Message::SignInOver,
            Self::TwoFactorRequired => Message::TwoFactorRequired,
            Self::CrossSite => Message::CrossSite,
            Self::NotFound | Self::MethodNotAllowed | Self::Unguarded => Message::NotFound,
            Self::Raced => Message::Raced,
            Self::TooLarge => Message::TooLarge,
            Self::BadRequest | Self::UnsupportedMediaType | Self::OtherHost => Message::Unreadable,
            Self::Unavailable | Self::Broken => Message::Unavailable,
        }
    }
}

impl From<&AuthError> for Refusal {
    fn from(error: &AuthError) -> Self {
        match error {
            AuthError::NotSignedIn => Self::NotSignedIn,
            AuthError::SecondFactorMissing => Self::SecondFactorMissing,
            AuthError::SignInOver => Self::NoPendingSignIn,
            AuthError::TwoFactorRequired => Self::TwoFactorRequired,
            AuthError::NotFound => Self::NotFound,
            AuthError::Unavailable(_) | AuthError::Overloaded => Self::Unavailable,
            AuthError::Broken(_) => Self::Broken,
            // Answers of a form or of the JSON door, to what somebody typed or wanted done: no page and no guard meets them.
            AuthError::Invalid(_)
            | AuthError::EmailTaken
            | AuthError::WrongCredentials
            | AuthError::WrongPassword
            | AuthError::WrongCode
            | AuthError::CodeUsed
            | AuthError::WrongRecoveryCode
            | AuthError::TooManyAttempts { .. }
            | AuthError::CodesDisabled
            | AuthError::StepUpNeeded
            | AuthError::AlreadyOn
            | AuthError::NotOn
            | AuthError::EnrolmentOver
            | AuthError::QuotaReached { .. } => Self::Broken,
        }
    }
}

/// What of a request decides how it is refused.
#[derive(Clone)]
pub struct Asked {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
}

impl From<&Request> for Asked {
    fn from(request: &Request) -> Self {
        Self { method: request.method().clone(), uri: request.uri().clone(), headers: request.headers().clone() }
    }
}

impl From<&Parts> for Asked {
    fn from(parts: &Parts) -> Self {
        Self { method: parts.method.clone(), uri: parts.uri.clone(), headers: parts.headers.clone() }
    }
}

impl Asked {
    /// The page that a person is on: the one asked for, or the one whose form was sent.
    fn page(&self, state: &AppState) -> String {
        if self.method == Method::GET {
            return self.uri.path().to_owned();
        }
        own_referer(&self.headers, &state.site().origin).map_or_else(String::new, |url| url.path().to_owned())
    }
}

/// The page of ours that a request says it comes from.
pub fn own_referer(headers: &HeaderMap, origin: &Origin) -> Option<Url> {
    let referer = Url::parse(headers.get(header::REFERER)?.to_str().ok()?).ok()?;
    origin.is(&referer).then_some(referer)
}

/// Answers a request that gets no further, as its door does.
pub fn refuse(state: &AppState, asked: impl Into<Asked>, refusal: Refusal) -> Response {
    let asked = asked.into();
    let mut response = if asked.uri.path().starts_with("/api/") {
        Problem::from(refusal).into_response()
    } else if asked.uri.path().starts_with("/ui/") && media_type::wants_json(&asked.headers) {
        (refusal.status(), Json(refusal.message())).into_response()
    } else {
        match refusal {
            Refusal::NotSignedIn | Refusal::SecondFactorMissing | Refusal::NoPendingSignIn => to_sign_in(state, &asked, refusal),
            Refusal::TwoFactorRequired => Redirect::to("/account?notice=two-factor-required").into_response(),
            Refusal::Unguarded
            | Refusal::CrossSite
            | Refusal::NotFound
            | Refusal::MethodNotAllowed
            | Refusal::Raced
            | Refusal::TooLarge
            | Refusal::BadRequest
            | Refusal::OtherHost
            | Refusal::UnsupportedMediaType
            | Refusal::Unavailable
            | Refusal::Broken => pages::error::page(state, refusal),
        }
    };
    if refusal == Refusal::Unavailable {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_SECONDS));
    }
    response
}

fn to_sign_in(state: &AppState, asked: &Asked, refusal: Refusal) -> Response {
    let notice = match refusal {
        Refusal::NoPendingSignIn => "sign-in-over",
        _ if asked.method == Method::GET => "sign-in-first",
        _ => "session-ended",
    };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("notice", notice);
    let page = asked.page(state);
    if !page.is_empty() && !page.starts_with("/sign-in") {
        query.append_pair("next", &page);
    }
    Redirect::to(&format!("/sign-in?{}", query.finish())).into_response()
}

/// Answers a page that could not be made.
pub fn refuse_page(state: &AppState, refusal: Refusal) -> Response {
    let mut response = pages::error::page(state, refusal);
    if refusal == Refusal::Unavailable {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY_SECONDS));
    }
    response
}
