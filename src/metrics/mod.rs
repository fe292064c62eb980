//! Metrics for the operator: a listener of its own that answers `GET /metrics` and nothing else (docs/monitoring.md).
//!
//! ```text
//!  deeds ──▶ counters of the core ─┐
//!  http/requests ──▶ by route ─────┼─▶ exposition: names, labels ──▶ OpenMetrics 1.0.0 | text 0.0.4
//!  database, process: when asked ──┘
//! ```
//!
//! No label tells of anybody: they are closed sets of words, and the routes of the site.

mod exposition;
mod process;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use latchkey_core::{
    Services,
    metrics::{Measured, measured},
};
use prometheus_client::{
    encoding::{prometheus_text, text},
    registry::Registry,
};
use tokio::{
    net::TcpListener,
    sync::Mutex,
    time::{Instant, timeout},
};

use self::exposition::Exposition;
use crate::http::{
    listen::{self, Limits},
    requests::Requests,
};

/// The media type of OpenMetrics 1.0.0.
const OPEN_METRICS: HeaderValue = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
/// What was measured is told again for this long: however many ask, the database is asked once.
const FRESH: Duration = Duration::from_secs(10);
/// What the database does not answer in this time is left out. Scrapers wait for ten seconds, where nothing else is set.
const PATIENCE: Duration = Duration::from_secs(5);
/// Number of connections at a time: those who scrape are few, and nobody else has business here.
const CONNECTIONS: usize = 16;

/// A listener for metrics.
pub struct MetricsServer {
    listener: TcpListener,
    address: SocketAddr,
    source: Arc<Source>,
}

/// Where the numbers are from.
struct Source {
    services: Arc<Services>,
    requests: Arc<Requests>,
    last: Mutex<Option<(Instant, Measured)>>,
}

impl MetricsServer {
    /// Answers at this listener.
    pub fn new(bound: (TcpListener, SocketAddr), services: Arc<Services>, requests: Arc<Requests>) -> Self {
        let (listener, address) = bound;
        Self { listener, address, source: Arc::new(Source { services, requests, last: Mutex::new(None) }) }
    }

    /// The bound socket address.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` completes, then lets running requests finish until the deadline.
    pub async fn serve(self, stop: impl Future<Output = ()>, deadline: Duration) {
        let router = Router::new().fallback(answer).with_state(self.source);
        let limits = Limits {
            total: CONNECTIONS,
            each: CONNECTIONS,
            exempt: vec![],
            head: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            unread: Duration::from_secs(20),
            rest: Duration::from_secs(120),
        };
        listen::serve(self.listener, router, limits, stop, deadline).await;
    }
}

/// Answers what is asked at the listener. A body is never read.
async fn answer(State(source): State<Arc<Source>>, request: Request) -> Response {
    if (request.method(), request.uri().path()) != (&Method::GET, "/metrics") {
        return (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "Only GET /metrics is here.\n")
            .into_response();
    }
    let mut registry = Registry::default();
    let measured = source.measured().await;
    let (services, requests) = (Arc::clone(&source.services), Arc::clone(&source.requests));
    registry.register_collector(Box::new(Exposition { services, requests, measured }));
    let mut body = String::with_capacity(64 * 1024);
    let (encoded, media_type) = if wants_plain_text(request.headers()) {
        (prometheus_text::encode(&mut body, &registry), HeaderValue::from_static(prometheus_text::CONTENT_TYPE))
    } else {
        (text::encode(&mut body, &registry), OPEN_METRICS)
    };
    match encoded {
        Ok(()) => {
            let headers = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            (headers, Body::from(body)).into_response()
        }
        // To write into a text does not fail.
        Err(std::fmt::Error) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// True if the client names text and not OpenMetrics, as older scrapers do. Which of the two it likes better does not matter: both tell the
/// same.
fn wants_plain_text(headers: &HeaderMap) -> bool {
    let accepts = |name: &str| {
        let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|range| range.split(';').next().is_some_and(|range| range.trim() == name))
    };
    accepts("text/plain") && !accepts("application/openmetrics-text")
}

impl Source {
    /// What the database tells now, or told a moment ago. Those who ask at the same time wait for one answer.
    async fn measured(&self) -> Measured {
        let mut last = self.last.lock().await;
        if let Some((at, measured)) = &*last
            && at.elapsed() < FRESH
        {
            return measured.clone();
        }
        let measured = timeout(PATIENCE, measured(&self.services)).await.unwrap_or_default();
        *last = Some((Instant::now(), measured.clone()));
        measured
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_by_what_is_accepted() {
        for (accept, plain) in [
            (None, false),
            (Some("*/*"), false),
            (Some("text/plain"), true),
            (Some("text/plain;version=0.0.4;q=0.5,*/*;q=0.1"), true),
            (Some("application/openmetrics-text;version=1.0.0;q=0.5, text/plain;version=0.0.4;q=0.3,*/*;q=0.1"), false),
            (Some("text/html,application/xhtml+xml"), false),
        ] {
            let mut headers = HeaderMap::new();
            accept.into_iter().for_each(|accept| _ = headers.insert(header::ACCEPT, HeaderValue::from_static(accept)));
            assert_eq!(wants_plain_text(&headers), plain, "{accept:?}");
        }
    }
}
