//! What machines ask: is it alive, may it get work.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use std::time::Duration;

use tokio::sync::Mutex;

use super::{fault, refusal::RETRY_SECONDS, state::AppState};
use crate::{domain::time::Timestamp, store::StoreError};

/// The process runs.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// How far the database's clock may be from ours: codes and expiry are judged by either server's.
const CLOCK_SKEW: Duration = Duration::from_secs(2);

/// For so long a change that the database took shows that it takes changes: however often anybody asks, it writes seldom.
const WRITTEN_LATELY: Duration = Duration::from_secs(1);

/// When the database last took a change for the sake of `/readyz`. One asks at a time.
#[derive(Default)]
pub struct LastWritten(Mutex<Option<Timestamp>>);

impl LastWritten {
    /// Whether the database takes changes, or did a moment ago.
    async fn renew(&self, state: &AppState) -> Result<(), StoreError> {
        let mut last = self.0.lock().await;
        let (auth, now) = (state.auth(), state.auth().now());
        // A moment to come was read before the clock was set back.
        if last.is_some_and(|last| last <= now && now.since(last) < WRITTEN_LATELY) {
            return Ok(());
        }
        auth.store().probe_writing(auth.random().uuid()).await?;
        // However long it took: those who waited for it need not ask again.
        *last = Some(auth.now());
        Ok(())
    }
}

/// It can do its work: the database answers, its schema has what is needed, its clock agrees with ours, and it takes changes,
/// without which nobody can sign in.
pub async fn ready(State(state): State<AppState>) -> Response {
    match obstacle(&state).await {
        None => "ok\n".into_response(),
        Some((sentence, cause)) => {
            fault::note_outage("/readyz", &cause);
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, HeaderValue::from(RETRY_SECONDS))], sentence).into_response()
        }
    }
}

/// What keeps it from its work: a sentence for whoever asks, and the cause for the log.
pub async fn obstacle(state: &AppState) -> Option<(&'static str, String)> {
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
    let skew = readiness.clock.map_or(Duration::ZERO, |clock| before.since(clock).max(clock.since(auth.now())));
    if skew > CLOCK_SKEW {
        return Some(("the clocks differ\n", format!("the database's clock and ours are {} s apart", skew.as_secs())));
    }
    let error = state.last_written().renew(state).await.err()?;
    Some(("the database takes no changes\n", error.to_string()))
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
