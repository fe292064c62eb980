//! State shared by all requests.

use std::{path::PathBuf, sync::Arc, time::Duration};

use ipnet::IpNet;
use latchkey_core::{Services, domain::origin::Origin};
use utoipa::openapi::OpenApi;

use super::route::{Link, RouteFacts, SiteMap};

/// State shared by all requests. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    services: Arc<Services>,
    site: Site,
    map: SiteMap,
}

/// Site settings of the operator.
#[derive(Clone, Debug)]
pub struct Site {
    /// The public origin, such as `https://id.example.com`.
    pub origin: Origin,
    /// Folder with the compiled WebAssembly, style sheet and public files.
    pub root: PathBuf,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// If true, HSTS includes subdomains.
    pub hsts_include_subdomains: bool,
    /// Deadline for a request.
    pub deadline: Duration,
    /// The port of `cargo leptos watch`, while it runs.
    pub reload_port: Option<u16>,
}

impl AppState {
    /// Creates the state.
    pub fn new(services: Arc<Services>, site: Site, map: SiteMap) -> Self {
        Self(Arc::new(Inner { services, site, map }))
    }

    /// The services for the deeds.
    pub fn services(&self) -> &Arc<Services> {
        &self.0.services
    }

    /// The site settings.
    pub fn site(&self) -> &Site {
        &self.0.site
    }

    /// Facts about the route with this path, as axum matched it.
    pub fn route(&self, path: &str) -> Option<RouteFacts> {
        self.0.map.routes.get(path).copied()
    }

    /// The links of the navigation.
    pub fn links(&self) -> &[Link] {
        &self.0.map.links
    }

    /// The message of a feature for an own field when it is empty.
    pub fn when_empty(&self, field: &str) -> Option<&'static str> {
        self.0.map.when_empty.get(field).copied()
    }

    /// The OpenAPI document.
    pub fn document(&self) -> &OpenApi {
        &self.0.map.document
    }
}
