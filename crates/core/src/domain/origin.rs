//! Origins (RFC 6454): the scheme, host and port at which browsers reach a server.

use std::fmt;

use url::{Host, Url};

/// A scheme, host and port, and the path below which the server's pages are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Url, &'static str);

impl Origin {
    /// Returns the origin of a URL.
    pub fn new(url: Url) -> Self {
        Self(url, "")
    }

    /// Returns the origin of a server on this machine, for browsers on this machine.
    pub fn localhost(port: u16) -> Self {
        #[expect(clippy::expect_used, reason = "every port makes a URL")]
        Self(Url::parse(&format!("http://localhost:{port}")).expect("a URL"), "")
    }

    /// The same where pages are below this path.
    pub fn below(self, path: &'static str) -> Self {
        Self(self.0, path)
    }

    /// The serialised form that browsers send, without a trailing slash (RFC 6454 §6.1).
    pub fn ascii(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// True if the scheme is https, so cookies can be `Secure`.
    pub fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The host without the port.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The same without a trailing dot, as rules of applications have it.
    pub fn canonical_host(&self) -> String {
        self.host().trim_end_matches('.').to_owned()
    }

    /// The port, if it is not the default of the scheme.
    pub fn port(&self) -> Option<u16> {
        self.0.port()
    }

    /// Builds the absolute URL of a page.
    pub fn join(&self, path: &str) -> String {
        self.0.join(&format!("{}{path}", self.1)).map_or_else(|_| self.ascii(), Into::into)
    }

    /// Builds an absolute URL of a path as the server's own routes have it: what is below a path on the way out is put there later.
    pub fn join_bare(&self, path: &str) -> String {
        self.0.join(path).map_or_else(|_| self.ascii(), Into::into)
    }

    /// True if the host is this machine.
    pub fn is_loopback(&self) -> bool {
        self.0.host_str().is_some_and(is_of_this_machine)
    }

    /// True if a URL has the same origin. All names of this machine count as the same host.
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

/// True if a host name or IP address denotes this machine.
pub fn is_of_this_machine(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Ok(Host::Ipv4(v4)) => v4.is_loopback(),
        Ok(Host::Ipv6(v6)) => v6.is_loopback(),
        Err(_) => false,
    }
}
