//! Origins (RFC 6454): scheme, host and port under which browsers reach a server.

use std::fmt;

use url::{Host, Url};

/// A scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Url);

impl Origin {
    /// The origin of this URL.
    pub fn new(url: Url) -> Self {
        Self(url)
    }

    /// That of a server on this machine for browsers on this machine.
    pub fn localhost(port: u16) -> Self {
        #[expect(clippy::expect_used, reason = "every port makes a URL")]
        Self(Url::parse(&format!("http://localhost:{port}")).expect("a URL"))
    }

    /// Its text, as browsers send it: without a slash at the end (RFC 6454 §6.1).
    pub fn ascii(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Whether it is https: cookies can be `Secure`.
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The host without the port.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// An absolute URL of this origin.
    pub fn join(&self, path: &str) -> String {
        self.0.join(path).map_or_else(|_| self.ascii(), Into::into)
    }

    /// Whether it names this machine itself.
    pub fn is_loopback(&self) -> bool {
        self.0.host_str().is_some_and(is_of_this_machine)
    }

    /// Whether a URL is of the same origin. All names of this machine itself are the same.
    pub fn is(&self, other: &Url) -> bool {
        other.origin() == self.0.origin()
            || (self.is_loopback()
                && other.host_str().is_some_and(is_of_this_machine)
                && self.0.scheme() == other.scheme()
                && self.0.port_or_known_default() == other.port_or_known_default())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.ascii())
    }
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
