//! Rendering of refusals, by the kind of the route: a page, a redirect, a message for an island, or a problem document.

use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use latchkey_core::AuthError;
use leptos::prelude::*;

use super::{
    notice::{self, Notice},
    shell::{self, Page, Width},
    told::{self, Listener, Told},
};
use crate::{
    http::{
        fault, media_type,
        next::{own_referer, path_of, with_query},
        problem::{self, Problem},
        refusal::{ADMINISTER, AccountLanguage, Away, Detour, Refusal, Refused},
        route::{Kind, RouteFacts},
        state::AppState,
        visitor::Visitor,
    },
    l10n::Locale,
    paths::{ACCOUNT, CONFIRM, HOME, SIGN_IN},
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
        self.route.is_some_and(|route| route.access.needs_session())
    }
}

/// Renders a refusal from anywhere inside this layer: logs the cause and responds to the client.
pub async fn render<F>(state: &AppState, request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let route = state.route_of(request.extensions());
    let asked = Asked { route, method: request.method().clone(), uri: request.uri().clone(), headers: request.headers().clone() };
    let response = next(request).await;
    let Some(Refused(refusal)) = response.extensions().get::<Refused>().cloned() else { return response };
    if let Refusal::Deed(error) = &*refusal {
        fault::log_fault(place(asked.kind()), error);
    }
    let language = response.extensions().get::<AccountLanguage>().map(|AccountLanguage(language)| language);
    let locale = state.locale_for(language, &asked.headers);
    let mut rendered = answer((state, locale), &asked, &refusal);
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

fn answer((state, locale): (&AppState, &'static Locale), asked: &Asked, refusal: &Refusal) -> Response {
    match asked.kind() {
        Kind::Api => Problem::of(refusal, (state, asked.route)).into_response(),
        Kind::Form { .. } if media_type::wants_json(&asked.headers) => {
            let listener = Listener { locale, state, route: asked.route };
            (problem::status(refusal), Json(Told::new(told::of(refusal), listener))).into_response()
        }
        Kind::Form { .. } | Kind::Page | Kind::Machine => match refusal.detour() {
            Some(Detour::SignIn) if asked.method == Method::GET => to_sign_in(state, asked, notice::SIGN_IN_FIRST),
            Some(Detour::SignIn) => to_sign_in(state, asked, notice::SESSION_ENDED),
            Some(Detour::SignInAgain) => to_sign_in(state, asked, notice::SIGN_IN_OVER),
            Some(Detour::StepUp) => to_step_up(state, asked),
            Some(Detour::SetUp) => Redirect::to(&notice::TWO_FACTOR_REQUIRED.on(ACCOUNT)).into_response(),
            None => page(&Visitor::nobody(state, locale), refusal, again(state, asked, refusal)),
        },
    }
}

/// The page that the person is on: the requested one, or the one with the submitted form.
fn page_of(state: &AppState, asked: &Asked) -> Option<url::Url> {
    if asked.method == Method::GET {
        url::Url::parse(&state.site().origin.join_bare(&asked.uri.to_string())).ok()
    } else {
        own_referer(&asked.headers, &state.site().origin)
    }
}

/// Only the administration's own routes demand a step-up: what demands one elsewhere is a deed, and does it right after.
fn to_step_up(state: &AppState, asked: &Asked) -> Response {
    let page = page_of(state, asked).map(path_of).unwrap_or_default();
    Redirect::to(&with_query(CONFIRM, &[("after", ADMINISTER), ("id", &page)])).into_response()
}

fn to_sign_in(state: &AppState, asked: &Asked, notice: Notice) -> Response {
    let url = page_of(state, asked);
    // A step of signing in is no page to come back to.
    let page = url.filter(|_| asked.needs_session()).map(path_of).unwrap_or_default();
    Redirect::to(&with_query(SIGN_IN, &[("notice", notice.name()), ("next", &page)])).into_response()
}

/// The address at which somebody may try again what an application did not answer.
fn again(state: &AppState, asked: &Asked, refusal: &Refusal) -> Option<String> {
    let is_away = matches!(refusal, Refusal::Application(_)) && asked.method == Method::GET;
    // The whole address: paths are the site's own.
    is_away.then(|| state.site().origin.join_bare(&asked.uri.to_string()))
}

/// Renders a refusal as a page.
fn page(visitor: &Visitor, refusal: &Refusal, again: Option<String>) -> Response {
    let locale = visitor.locale;
    let (title, sentence) = sentence(refusal, locale);
    let status = problem::status(refusal);
    shell::show_with_status(visitor, status, || {
        let body = view! {
            <div class="error-page">
                <p class="error-page__code">{status.as_u16()}</p>
                <h1>{title.clone()}</h1>
                <p class="lede">{sentence}</p>
                <div class="actions">
                    {match again {
                        Some(address) => view! { <a class="button" href=address>{locale.try_again()}</a> },
                        None => view! { <a class="button" href=HOME.to_owned()>{locale.to_start_page()}</a> },
                    }}
                </div>
            </div>
        };
        Page::new(title, Width::Narrow, body)
    })
}

fn sentence(refusal: &Refusal, l: &Locale) -> (String, String) {
    match refusal {
        Refusal::Deed(error) => sentence_of_deed(error, l),
        Refusal::MethodNotAllowed => (l.error_not_allowed_title(), l.error_not_allowed()),
        Refusal::CrossSite => (l.error_cross_site_title(), l.error_cross_site()),
        Refusal::Raced => (l.error_raced_title(), l.error_raced()),
        Refusal::TooLarge => (l.error_too_large_title(), l.error_too_large()),
        Refusal::BadRequest
        | Refusal::UnsupportedMediaType
        | Refusal::Fields(_)
        | Refusal::MalformedJson
        | Refusal::NotAcceptable => (l.error_unreadable_title(), l.error_unreadable()),
        Refusal::OtherHost => (l.error_other_host_title(), l.error_other_host()),
        Refusal::Application(Away::Unreachable) => (l.error_application_title(), l.error_application_unreachable()),
        Refusal::Application(Away::Late) => (l.error_application_title(), l.error_application_late()),
        Refusal::Application(Away::Busy) => (l.error_application_title(), l.error_application_busy()),
    }
}

fn sentence_of_deed(error: &AuthError, l: &Locale) -> (String, String) {
    match error {
        AuthError::NotFound => (l.error_not_found_title(), l.error_not_found()),
        AuthError::TwoFactorRequired => (l.error_two_factor_title(), l.error_two_factor()),
        AuthError::NotSignedIn | AuthError::SecondFactorMissing | AuthError::SignInOver => {
            (l.error_sign_in_title(), l.error_sign_in())
        }
        AuthError::Unavailable(_) | AuthError::Overloaded => (l.error_unavailable_title(), l.error_unavailable()),
        AuthError::Broken(_) => (l.error_broken_title(), l.error_broken()),
        // Errors of input or actions: forms show these themselves.
        AuthError::Invalid(_)
        | AuthError::EmailTaken
        | AuthError::WrongCredentials
        | AuthError::WrongPassword
        | AuthError::WrongCode
        | AuthError::ClockOff { .. }
        | AuthError::CodeUsed
        | AuthError::WrongRecoveryCode
        | AuthError::TooManyAttempts { .. }
        | AuthError::CodesDisabled
        | AuthError::StepUpNeeded
        | AuthError::AlreadyOn
        | AuthError::NotOn
        | AuthError::OtherAccount
        | AuthError::LastAuthenticator
        | AuthError::NoPasskeys(_)
        | AuthError::PasskeyRefused
        | AuthError::PasskeyUnknown
        | AuthError::PasskeyOver
        | AuthError::PasskeyCopied
        | AuthError::PasskeyTaken
        | AuthError::PasskeysNeeded
        | AuthError::PasswordMissing
        | AuthError::Sealed
        | AuthError::Disabled
        | AuthError::AwaitsApproval
        | AuthError::RegistrationClosed
        | AuthError::InvitationOver
        | AuthError::OwnAccount
        | AuthError::LastAdministrator
        | AuthError::Declared
        | AuthError::ResetOver
        | AuthError::EnrolmentOver
        | AuthError::QuotaReached { .. } => (l.error_refused_title(), l.error_refused()),
    }
}
