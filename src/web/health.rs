//! What machines ask: is it alive, may it get work.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::state::AppState;

/// The process runs.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// It can do its work: the database answers.
pub async fn ready(State(state): State<AppState>) -> Response {
    match state.auth().store().ping().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "health.not_ready");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], "unavailable\n").into_response()
        }
    }
}

/// While `cargo leptos watch` watches: loads a page anew when it says so.
pub async fn reload_script(State(state): State<AppState>) -> Response {
    let Some(port) = state.site().reload_port else { return StatusCode::NOT_FOUND.into_response() };
    let script = format!(
        "const watch = () => {{\n  const news = new WebSocket(`ws://${{location.hostname}}:{port}/live_reload`);\n  \
         news.onmessage = () => location.reload();\n  news.onclose = () => setTimeout(watch, 1000);\n}};\nwatch();\n"
    );
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], script).into_response()
}
