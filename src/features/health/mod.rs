//! Endpoints for machines: liveness, readiness, the question of `latchkey doctor`, and the reload script while `cargo leptos watch` runs.

pub mod doctor;

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use latchkey_core::health::obstacle;

use crate::http::{
    fault,
    feature::Feature,
    refusal::{Refusal, unavailable},
    route::Access,
    state::AppState,
};

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new().machine("/healthz", alive).machine("/readyz", ready).machine(doctor::PATH, doctor::seen).page(
        "/dev/reload.js",
        Access::Everybody,
        reload_script,
    )
}

/// Liveness: the process runs.
async fn alive() -> &'static str {
    "ok\n"
}

/// Readiness: the service can do its work.
async fn ready(State(state): State<AppState>) -> Response {
    let Some(obstacle) = obstacle(state.services()).await else { return "ok\n".into_response() };
    fault::log_outage("/readyz", &obstacle.cause);
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", obstacle.sentence)).into_response();
    if let Some(seconds) = unavailable("").retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// While `cargo leptos watch` runs: reloads a page when it announces a change.
async fn reload_script(State(state): State<AppState>) -> Response {
    let Some(port) = state.site().reload_port else { return Refusal::not_found().into_response() };
    let script = format!(
        "const watch = () => {{\n  const news = new WebSocket(`ws://${{location.hostname}}:{port}/live_reload`);\n  \
         news.onmessage = () => location.reload();\n  news.onclose = () => setTimeout(watch, 1000);\n}};\nwatch();\n"
    );
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], script).into_response()
}
