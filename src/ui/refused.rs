//! Rendering of refusals, by the kind of the route: a page, a redirect, a message for an island, or a problem document.

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use latchkey_core::AuthError;
use leptos::prelude::*;

use super::{
    notice::{self, Notice},
    shell::{self, Page, Width},
    told,
};
use crate::{
    http::{
        fault, media_type,
        next::{own_referer, path_of, with_query},
        problem::{self, Problem},
        refusal::{Detour, Refusal, Refused},
        route::{Access, Kind, RouteFacts},
        state::AppState,
        visitor::Visitor,
    },
    paths::{ACCOUNT, HOME, SIGN_IN},
};

/// Properties of a request that decide how its refusal is rendered.
struct Asked {
    route: Option<RouteFacts>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
}

impl Asked {
    /// Paths without a route are files, or do not exist.
    fn kind(&self) -> Kind {
        self.route.map_or(Kind::Page, |route| route.kind)
    }

    fn needs_session(&self) -> bool {
        self.route.is_some_and(|route| matches!(route.access, Access::FullSession | Access::Protected))
    }
}

/// Renders a refusal from anywhere inside this layer: logs the cause and responds to the client.
pub async fn render(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let route = state.route_of(request.extensions());
    let asked = Asked { route, method: request.method().clone(), uri: request.uri().clone(), headers: request.headers().clone() };
    let response = next.run(request).await;
    let Some(Refused(refusal)) = response.extensions().get::<Refused>().cloned() else { return response };
    if let Refusal::Deed(error) = &*refusal {
        fault::log_fault(place(asked.kind()), error);
    }
    let mut rendered = answer(&state, &asked, &refusal);
    if let Some(seconds) = refusal.retry_after() {
        rendered.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    for (name, value) in response.headers() {
        if *name != header::CONTENT_LENGTH {
            rendered.headers_mut().append(name, value.clone());
        }
    }
    rendered
}

const fn place(kind: Kind) -> &'static str {
    match kind {
        Kind::Page => "page",
        Kind::Form { .. } => "form",
        Kind::Api => "api",
        Kind::Machine => "machine",
    }
}

fn answer(state: &AppState, asked: &Asked, refusal: &Refusal) -> Response {
    match asked.kind() {
        Kind::Api => Problem::of(refusal, (state, asked.route)).into_response(),
        Kind::Form { .. } if media_type::wants_json(&asked.headers) => {
            (problem::status(refusal), Json(told::of(refusal))).into_response()
        }
        Kind::Form { .. } | Kind::Page | Kind::Machine => match refusal.detour() {
            Some(Detour::SignIn) if asked.method == Method::GET => to_sign_in(state, asked, notice::SIGN_IN_FIRST),
            Some(Detour::SignIn) => to_sign_in(state, asked, notice::SESSION_ENDED),
            Some(Detour::SignInAgain) => to_sign_in(state, asked, notice::SIGN_IN_OVER),
            Some(Detour::SetUp) => Redirect::to(&notice::TWO_FACTOR_REQUIRED.on(ACCOUNT)).into_response(),
            None => page(state, refusal),
        },
    }
}

fn to_sign_in(state: &AppState, asked: &Asked, notice: Notice) -> Response {
    // The page that the person is on: the requested one, or the one with the submitted form.
    let url = if asked.method == Method::GET {
        url::Url::parse(&state.site().origin.join(&asked.uri.to_string())).ok()
    } else {
        own_referer(&asked.headers, &state.site().origin)
    };
    // A step of signing in is no page to come back to.
    let page = url.filter(|_| asked.needs_session()).map(path_of).unwrap_or_default();
    Redirect::to(&with_query(SIGN_IN, &[("notice", notice.name()), ("next", &page)])).into_response()
}

/// Renders a refusal as a page.
fn page(state: &AppState, refusal: &Refusal) -> Response {
    let (title, sentence) = sentence(refusal);
    let status = problem::status(refusal);
    shell::show_with_status(&Visitor::nobody(state), status, || Page {
        title,
        width: Width::Narrow,
        body: view! {
            <div class="error-page">
                <p class="error-page__code">{status.as_u16()}</p>
                <h1>{title}</h1>
                <p class="lede">{sentence}</p>
                <div class="actions"><a class="button" href=HOME>"To the start page"</a></div>
            </div>
        }
        .into_any(),
    })
}

const fn sentence(refusal: &Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::Deed(error) => sentence_of_deed(error),
        Refusal::MethodNotAllowed => {
            ("Not like this", "This address does not answer to that. Go back and use the page's own buttons.")
        }
        Refusal::CrossSite => (
            "Nothing was done",
            "This form was sent from another website. If that was you, open the page here and send it again.",
        ),
        Refusal::Raced => ("Once more", "Another page of yours was just ahead, so nothing was done. Go back and send it again."),
        Refusal::TooLarge => {
            ("That was too much", "What you sent is larger than this form takes. Nothing was saved. Go back and make it shorter.")
        }
        Refusal::BadRequest
        | Refusal::UnsupportedMediaType
        | Refusal::Fields(_)
        | Refusal::MalformedJson
        | Refusal::NotAcceptable => ("That could not be read", "The form did not arrive whole. Go back and send it again."),
        Refusal::OtherHost => (
            "Not under this address",
            "This service answers to another address. If you run it, set its public_url to the one that you typed.",
        ),
    }
}

const fn sentence_of_deed(error: &AuthError) -> (&'static str, &'static str) {
    match error {
        AuthError::NotFound => ("There is no such page", "The address may be mistyped, or the page is gone."),
        AuthError::TwoFactorRequired => {
            ("One thing first", "This service asks everybody for two-factor authentication. Set it up in your account.")
        }
        AuthError::NotSignedIn | AuthError::SecondFactorMissing | AuthError::SignInOver => {
            ("Sign in first", "You need to sign in for this.")
        }
        AuthError::Unavailable(_) | AuthError::Overloaded => {
            ("Back in a moment", "The service cannot answer right now. Nothing was changed. Try again in a moment.")
        }
        AuthError::Broken(_) => {
            ("Something broke", "This is our fault and has been noted. Nothing was changed. Try again in a moment.")
        }
        // Errors of input or actions: forms show these themselves.
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
        | AuthError::QuotaReached { .. } => ("Nothing was done", "This was refused. Go back and try again."),
    }
}
