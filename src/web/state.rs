//! What every request may use.

use std::{sync::Arc, time::Duration};

use ipnet::IpNet;
use url::{Host, Url};

use super::health::LastWritten;
use crate::auth::Auth;

/// What every request may use. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    auth: Auth,
    site: Site,
    last_written: LastWritten,
}

/// The site as the operator set it up.
#[derive(Clone, Debug)]
pub struct Site {
    /// The public origin, such as `https://id.example.com`.
    pub origin: Origin,
    /// Where the compiled WebAssembly, style and public files are.
    pub root: std::path::PathBuf,
    /// Proxies whose word about a client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether browsers are told to ask subdomains, too, by https alone.
    pub hsts_include_subdomains: bool,
    /// A request is answered within this.
    pub deadline: Duration,
    /// The port of `cargo leptos watch`, while it watches.
    pub reload_port: Option<u16>,
}

/// A scheme, host and port.
#[derive(Clone, Debug)]
pub struct Origin(Url);

impl Origin {
    /// The origin of this URL.
    pub fn new(url: Url) -> Self {
        Self(url)
    }

    /// Its text, without a slash at the end (RFC 6454 §6.1).
    pub fn ascii(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Whether it is https.
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The host's name.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// An absolute URL of this origin.
    pub fn join(&self, path: &str) -> String {
        self.0.join(path).map_or_else(|_| self.ascii(), Into::into)
    }

    /// Whether a host's name or address is one of this machine itself.
    pub fn is_of_this_machine(host: &str) -> bool {
        match Host::parse(host) {
            Ok(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Ok(Host::Ipv4(v4)) => v4.is_loopback(),
            Ok(Host::Ipv6(v6)) => v6.is_loopback(),
            Err(_) => false,
        }
    }

    /// Whether this is the same origin. All names of this machine itself are the same.
    pub fn is(&self, other: &Url) -> bool {
        other.origin() == self.0.origin()
            || (is_loopback(&self.0)
                && is_loopback(other)
                && self.0.scheme() == other.scheme()
                && self.0.port_or_known_default() == other.port_or_known_default())
    }
}

fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(Origin::is_of_this_machine)
}

impl AppState {
    /// Puts it together.
    pub fn new(auth: Auth, site: Site) -> Self {
        Self(Arc::new(Inner { auth, site, last_written: LastWritten::default() }))
    }

    /// The deeds.
    pub fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// The site.
    pub fn site(&self) -> &Site {
        &self.0.site
    }

    /// What `/readyz` remembers.
    pub(super) fn last_written(&self) -> &LastWritten {
        &self.0.last_written
    }
}
