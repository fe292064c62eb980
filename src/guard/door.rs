//! What is asked before a request is passed on to the application.

use std::{pin::Pin, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use latchkey_core::{
    Services,
    domain::gate::{AppRule, Decision, Demand, Denied, Missing, Target},
    gate::Guest,
};
use tower::ServiceExt;

use super::{Failure, Passing, Stays, Upstream};
use crate::{
    features::gate::{
        proxy::{asks_for_page, is_browser, not_allowed, scheme, told, way_back_of},
        sign_in_for,
    },
    http::{
        base,
        caller::{self, Caller, SetsSession},
        client, fault,
        headers::{self, Defaults},
        host, problem,
        refusal::{Answer, Away, Refusal},
        request_log,
        route::Kind,
        state::AppState,
    },
    ui::refused,
};

/// The site, and the application beside it.
struct House {
    state: AppState,
    site: Router,
    upstream: Upstream,
    defaults: Defaults,
}

/// In a response that is the application's own: nothing is added to it.
#[derive(Clone, Copy)]
struct OfApplication;

/// The router of both.
pub fn router(state: AppState, site: Router, upstream: Upstream) -> Router {
    let defaults = Defaults::of(state.site());
    Router::new().fallback(answer).with_state(Arc::new(House { state, site, upstream, defaults }))
}

async fn answer(State(house): State<Arc<House>>, mut request: Request) -> Response {
    let state = &house.state;
    let uri = request.uri().clone();
    if let Some(within) = base::within(&uri, request.headers_mut()) {
        *request.uri_mut() = within;
        let response = house.site.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        return base::without(response, &state.site().origin.ascii());
    }
    let response = request_log::logged(state, request, |request| {
        client::remember_address(state, request, |request| {
            refused::render(state, request, |request| {
                host::demand(state, request, |request| {
                    caller::recognise((state, Kind::Page), request, |request| async {
                        passed(&house, request).await.unwrap_or_else(IntoResponse::into_response)
                    })
                })
            })
        })
    })
    .await;
    match response.extensions().get::<OfApplication>() {
        Some(_) if response.extensions().get::<SetsSession>().is_some() => kept_by_nobody(response),
        Some(_) => response,
        None => headers::with(&house.defaults, response),
    }
}

/// Lets no cache keep an answer of the application that carries cookies of ours: `Set-Cookie` alone does not keep one from it (RFC 9111 §7.3).
fn kept_by_nobody(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for name in ["expires", "pragma", "surrogate-control", "cdn-cache-control"] {
        headers.remove(name);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

/// Decides on a request, and passes it on.
async fn passed(house: &House, request: Request) -> Result<Response, Refusal> {
    let (state, services) = (&house.state, house.state.services());
    let host = state.site().origin.canonical_host();
    let written = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let Ok(target) = Target::new(&host, written) else { return Err(Refusal::BadRequest) };
    let caller = request.extensions().get::<Caller>().cloned().unwrap_or_default();
    let guest = caller.full_session().ok().map(|who| Guest::of(services, &who));
    let rule = state.site().gate.entry(&target, request.method().as_str()).map_err(|_| Refusal::not_found())?.1;
    match rule.decide(guest.as_ref().map(Guest::shown), services.now()) {
        Decision::Allowed => pass(house, request, (rule, guest)).await,
        Decision::Needs(_) if is_browser(request.headers()) => to_gate(state, &target, &request),
        // The gate's page says who they are here, and that this is not for them.
        Decision::Denied(Denied::Groups) if is_browser(request.headers()) && asks_for_page(request.method().as_str()) => {
            to_gate(state, &target, &request)
        }
        Decision::Needs(_) => Ok((StatusCode::UNAUTHORIZED, "Sign in first.\n").into_response()),
        Decision::Denied(Denied::Groups) => Ok(not_allowed()),
        Decision::Denied(Denied::ByEntry | Denied::Case | Denied::NoEntry) => Err(Refusal::not_found()),
    }
}

/// Leads a browser to the page that says what is missing.
fn to_gate(state: &AppState, target: &Target, request: &Request) -> Answer {
    let back = way_back_of(request.method().as_str(), target, request.headers());
    let place = sign_in_for(state, target, &back).ok_or(Refusal::BadRequest)?;
    Ok(Redirect::to(&place).into_response())
}

async fn pass(house: &House, request: Request, (rule, guest): (&AppRule, Option<Guest>)) -> Answer {
    let state = &house.state;
    let origin = &state.site().origin;
    let authority = origin.port().map_or_else(|| origin.host().to_owned(), |port| format!("{}:{port}", origin.host()));
    let stays = guest
        .clone()
        .filter(|_| rule.demand != Demand::Public)
        .map(|guest| Arc::new(Stayer { services: Arc::clone(state.services()), rule: rule.clone(), guest }) as Arc<dyn Stays>);
    let passing = Passing {
        client: client::address(request.extensions()),
        scheme: scheme(state),
        host: HeaderValue::from_str(&authority).unwrap_or_else(|_| HeaderValue::from_static("")),
        identity: told(&state.site().gate, Some(rule), guest.as_ref()),
        by_method: state.site().gate.tells_methods_apart(),
        stays,
    };
    let reads_pages = is_browser(request.headers());
    let failure = match house.upstream.pass(request, passing).await {
        Ok(mut response) => {
            response.extensions_mut().insert(OfApplication);
            return Ok(response);
        }
        Err(failure) => failure,
    };
    fault::log_application(&failure.to_string());
    let refusal = match failure {
        Failure::Unreachable(_) => Refusal::Application(Away::Unreachable),
        Failure::TooLate => Refusal::Application(Away::Late),
        Failure::Crowded => Refusal::Application(Away::Busy),
        Failure::Refused(_) | Failure::MethodNotAllowed | Failure::Stalled => {
            return Ok((failure.status(), format!("The request is refused: {failure}.\n")).into_response());
        }
    };
    if reads_pages { Err(refusal) } else { Ok(for_program(&refusal)) }
}

/// Tells a program, in one line, why the application does not answer.
fn for_program(refusal: &Refusal) -> Response {
    let mut response = (problem::status(refusal), format!("{}\n", problem::title(refusal))).into_response();
    if let Some(seconds) = refusal.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The person behind a connection that stays open.
struct Stayer {
    services: Arc<Services>,
    rule: AppRule,
    guest: Guest,
}

impl Stays for Stayer {
    fn stays(&self) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        Box::pin(async move {
            match self.guest.later(&self.services).await {
                Ok(Some(guest)) => {
                    let decision = self.rule.decide(Some(guest.shown()), self.services.now());
                    // How old a proof may be is asked where something begins.
                    matches!(decision, Decision::Allowed | Decision::Needs(Missing::FreshProof))
                }
                Ok(None) => false,
                // It is asked again soon.
                Err(_) => true,
            }
        })
    }
}
