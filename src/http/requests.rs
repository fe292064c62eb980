//! Counting of requests for metrics: by method, route and status, and how long they took. Only where metrics are on.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{MatchedPath, Request},
    http::{Method, StatusCode},
};
use latchkey_core::metrics::Durations;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
};
use tokio::time::Instant;

use super::route::{Kind, SiteMap};

/// The route of everything that has none: static files, and whatever is not there.
const NO_ROUTE: &str = "other";
/// The kind of the same.
const NO_KIND: &str = "other";
/// The kinds of routes, as they are told apart in the histogram.
const KINDS: [&str; 5] = ["page", "form", "api", "machine", NO_KIND];
/// Upper bounds of how long a request may take, in seconds. A sign-in takes as long as its password hash, all else some milliseconds.
const BOUNDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];

/// What a request is counted under. A path is never part of it: a stranger could make as many series as there are paths.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Counted {
    method: &'static str,
    route: Arc<str>,
    status: u16,
}

/// The requests since the start of the process.
#[derive(Debug)]
pub struct Requests {
    routes: HashMap<String, (Arc<str>, &'static str)>,
    other: Arc<str>,
    counted: Family<Counted, Counter>,
    durations: [Durations; KINDS.len()],
}

/// A request that is being answered.
#[derive(Debug)]
pub struct Begun {
    method: &'static str,
    route: Arc<str>,
    kind: &'static str,
    at: Instant,
}

impl Requests {
    /// Counts the requests of a site with these routes.
    pub fn of(map: &SiteMap) -> Self {
        let named = |(path, kind): (&String, Kind)| (path.clone(), (Arc::from(path.as_str()), name_of(kind)));
        Self {
            routes: map.routes.iter().map(|(path, facts)| named((path, facts.kind))).collect(),
            other: NO_ROUTE.into(),
            counted: Family::default(),
            durations: KINDS.map(|_| Durations::with(BOUNDS)),
        }
    }

    /// A request arrives.
    pub fn begin(&self, request: &Request) -> Begun {
        let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        let (route, kind) = match path.and_then(|path| self.routes.get(path)) {
            Some((route, kind)) => (Arc::clone(route), *kind),
            None => (Arc::clone(&self.other), NO_KIND),
        };
        Begun { method: name(request.method()), route, kind, at: Instant::now() }
    }

    /// It was answered.
    pub fn end(&self, begun: Begun, status: StatusCode) {
        let Begun { method, route, kind, at } = begun;
        self.counted.get_or_create(&Counted { method, route, status: status.as_u16() }).inc();
        let durations = KINDS.iter().position(|name| *name == kind).and_then(|number| self.durations.get(number));
        durations.into_iter().for_each(|durations| durations.add(at.elapsed()));
    }

    /// How many there were.
    pub fn counted(&self) -> &Family<Counted, Counter> {
        &self.counted
    }

    /// How long they took, by the kind of their route.
    pub fn durations(&self) -> impl Iterator<Item = (&'static str, &Durations)> {
        KINDS.into_iter().zip(&self.durations)
    }
}

const fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Page => "page",
        Kind::Form { .. } => "form",
        Kind::Api => "api",
        Kind::Machine => "machine",
    }
}

/// The name of a method. Anybody can send any word as one.
fn name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use prometheus_client::{encoding::text, registry::Registry};

    use super::*;

    #[test]
    fn every_kind_has_a_histogram() {
        for kind in [Kind::Page, Kind::Form { page: "/" }, Kind::Api, Kind::Machine] {
            assert!(KINDS.contains(&name_of(kind)) && name_of(kind) != NO_KIND, "{kind:?}");
        }
    }

    #[test]
    fn whatever_is_sent_is_one_of_few_series() {
        let requests = Requests::of(&SiteMap::default());
        for number in 0..1000 {
            let method = Method::from_bytes(format!("M{number}").as_bytes()).unwrap();
            let request = Request::builder().method(method).uri(format!("/{number}")).body(Body::empty()).unwrap();
            requests.end(requests.begin(&request), StatusCode::NOT_FOUND);
        }
        let (mut registry, mut page) = (Registry::default(), String::new());
        registry.register("requests", "Requests", requests.counted.clone());
        text::encode(&mut page, &registry).unwrap();
        let series: Vec<_> = page.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(series, ["requests_total{method=\"other\",route=\"other\",status=\"404\"} 1000"]);
        let took: u64 = requests.durations().flat_map(|(_, durations)| durations.read().1).map(|(_, count)| count).sum();
        assert_eq!(took, 1000);
    }
}
