//! Everything that knows HTTP.

pub mod access;
pub mod api;
pub mod caller;
pub mod client;
pub mod cookies;
pub mod fault;
pub mod files;
pub mod finish;
pub mod form;
pub mod form_layers;
pub mod guard;
pub mod headers;
pub mod health;
pub mod host;
pub mod media_type;
pub mod refusal;
pub mod state;

use axum::{
    Router,
    extract::{Request, State},
    http::Method,
    middleware::{from_fn, from_fn_with_state},
    response::Response,
    routing::{get, post},
};
use leptos::{prelude::provide_context, server_fn};

use self::{
    refusal::{Refusal, refuse},
    state::AppState,
};
use crate::ui::pages;

/// Every route and every layer.
pub fn router(state: AppState) -> Router {
    let pages = Router::new()
        .route("/", get(pages::home::page))
        .route("/register", get(pages::sign_in::register))
        .route("/sign-in", get(pages::sign_in::password))
        .route("/sign-in/code", get(pages::sign_in::code))
        .route("/sign-in/recovery-code", get(pages::sign_in::recovery_code))
        .route("/account", get(pages::account::page))
        .route("/account/confirm", get(pages::account::confirm))
        .route("/account/two-factor/set-up", get(pages::two_factor::set_up))
        .route("/account/two-factor/turn-off", get(pages::two_factor::turn_off))
        .route("/account/recovery-codes", get(pages::recovery_codes::page))
        .route("/account/recovery-codes.txt", get(pages::recovery_codes::file))
        .route("/posts", get(pages::posts::page));

    // Nobody is asked who they are here: these answer while the database does not.
    let machines = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/dev/reload.js", get(health::reload_script))
        .method_not_allowed_fallback(method_not_allowed);

    pages
        .merge(forms(&state))
        .merge(api::router())
        .method_not_allowed_fallback(method_not_allowed)
        // From here on only for routes that exist; what stands last comes first.
        .route_layer(from_fn_with_state(state.clone(), access::demand))
        .route_layer(from_fn_with_state(state.clone(), caller::recognise))
        .merge(machines)
        .fallback(files::file)
        // For every request; what stands last comes first.
        .layer(from_fn_with_state(state.clone(), guard::cross_site))
        .layer(from_fn_with_state(state.clone(), finish::limited))
        .layer(from_fn_with_state(state.clone(), host::demand))
        .layer(from_fn_with_state(state.clone(), client::note))
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .layer(from_fn_with_state(state.clone(), finish::logged))
        .with_state(state)
}

/// The server functions.
fn forms(state: &AppState) -> Router<AppState> {
    let handler = async |State(state): State<AppState>, request: Request| {
        leptos_axum::handle_server_fns_with_context(move || provide_context(state.clone()), request).await
    };
    server_fn::axum::server_fn_paths()
        .filter(|(_, method)| *method == Method::POST)
        .fold(Router::new(), |router, (path, _)| router.route(path, post(handler)))
        // What stands last comes first.
        .layer(from_fn_with_state(state.clone(), form_layers::demand_form))
        .layer(from_fn(form_layers::fit_status))
        .layer(from_fn_with_state(state.clone(), form_layers::name_the_page))
}

async fn method_not_allowed(State(state): State<AppState>, request: Request) -> Response {
    refuse(&state, &request, Refusal::MethodNotAllowed)
}
