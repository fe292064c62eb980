//! What every request may use.

use std::{path::PathBuf, sync::Arc, time::Duration};

use ipnet::IpNet;
use latchkey_core::{Services, domain::origin::Origin};
use utoipa::openapi::OpenApi;

use super::route::{Link, RouteFacts, SiteMap};

/// What every request may use. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    services: Arc<Services>,
    site: Site,
    map: SiteMap,
}

/// The site as the operator set it up.
#[derive(Clone, Debug)]
pub struct Site {
    /// The public origin, such as `https://id.example.com`.
    pub origin: Origin,
    /// Where the compiled WebAssembly, style and public files are.
    pub root: PathBuf,
    /// Proxies whose word about a client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether browsers are told to ask subdomains, too, by https alone.
    pub hsts_include_subdomains: bool,
    /// A request is answered within this.
    pub deadline: Duration,
    /// The port of `cargo leptos watch`, while it watches.
    pub reload_port: Option<u16>,
}

impl AppState {
    /// Puts it together.
    pub fn new(services: Arc<Services>, site: Site, map: SiteMap) -> Self {
        Self(Arc::new(Inner { services, site, map }))
    }

    /// What the deeds need.
    pub fn services(&self) -> &Arc<Services> {
        &self.0.services
    }

    /// The site.
    pub fn site(&self) -> &Site {
        &self.0.site
    }

    /// What the outer layers ask of the route of this path, as axum matched it.
    pub fn route(&self, path: &str) -> Option<RouteFacts> {
        self.0.map.routes.get(path).copied()
    }

    /// The links of the navigation.
    pub fn links(&self) -> &[Link] {
        &self.0.map.links
    }

    /// What a feature says of a field of its own that was left empty.
    pub fn when_empty(&self, field: &str) -> Option<&'static str> {
        self.0.map.when_empty.get(field).copied()
    }

    /// The description of the JSON API.
    pub fn document(&self) -> &OpenApi {
        &self.0.map.document
    }
}
