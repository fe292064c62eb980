//! What machines ask: is it alive, may it get work.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use std::time::Duration;

use super::{fault, state::AppState};

/// The process runs.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// How far the database's clock may be from ours: codes and expiry are judged by either server's.
const CLOCK_SKEW: Duration = Duration::from_secs(2);

/// It can do its work: the database answers, its schema has what is needed, its clock agrees with ours.
pub async fn ready(State(state): State<AppState>) -> Response {
    match obstacle(&state).await {
        None => "ok\n".into_response(),
        Some((sentence, cause)) => {
            fault::note_outage("/readyz", &cause);
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], sentence).into_response()
        }
    }
}

/// What keeps it from its work: a sentence for whoever asks, and the cause for the log.
async fn obstacle(state: &AppState) -> Option<(&'static str, String)> {
    let auth = state.auth();
    let before = auth.now();
    let readiness = match auth.store().readiness().await {
        Ok(readiness) => readiness,
        Err(error) => return Some(("the database does not answer\n", error.to_string())),
    };
    if !readiness.schema_is_current {
        return Some(("the database's schema is too old\n", "restart the server, which brings it up to date".into()));
    }
    // It was read between two moments of ours; how long that took is no difference of clocks.
    let clock = readiness.clock?;
    let skew = before.since(clock).max(clock.since(auth.now()));
    (skew > CLOCK_SKEW).then(|| ("the clocks differ\n", format!("the database's clock and ours are {} s apart", skew.as_secs())))
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
