//! The rules of applications: which entry of the settings a request falls under.

use std::{str::FromStr, time::Duration};

use super::{
    groups::Groups,
    target::{Target, read_host},
};

/// A host, or every host one level below a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostPattern {
    /// This one.
    Exactly(String),
    /// `*.example.com`: `a.example.com`, neither `a.b.example.com` nor `example.com` itself.
    OneBelow(String),
}

/// Why a text is no pattern.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPattern {
    /// It is no host.
    #[error("is no host such as notes.example.com or *.example.com, without scheme, port and path")]
    Host,
    /// It is no path.
    #[error("is no path such as /admin or /admin/*; a * stands at the end alone, behind a slash")]
    Path,
}

impl FromStr for HostPattern {
    type Err = BadPattern;
    fn from_str(text: &str) -> Result<Self, BadPattern> {
        let (rest, is_below) = text.strip_prefix("*.").map_or((text, false), |rest| (rest, true));
        let (host, port) = read_host(rest).map_err(|_| BadPattern::Host)?;
        let is_domain = host.contains('.') && !host.starts_with('[') && host.parse::<std::net::Ipv4Addr>().is_err();
        match (port, is_below) {
            _ if rest.contains('*') => Err(BadPattern::Host),
            (None, false) => Ok(Self::Exactly(host)),
            (None, true) if is_domain || host == "localhost" => Ok(Self::OneBelow(host)),
            _ => Err(BadPattern::Host),
        }
    }
}

impl HostPattern {
    /// True for a host in canonical form.
    pub fn matches(&self, host: &str) -> bool {
        match self {
            Self::Exactly(own) => own == host,
            Self::OneBelow(domain) => {
                let label = host.strip_suffix(domain.as_str()).and_then(|rest| rest.strip_suffix('.'));
                label.is_some_and(|label| !label.is_empty() && !label.contains('.'))
            }
        }
    }

    /// The host, if it is one.
    pub fn host(&self) -> Option<&str> {
        match self {
            Self::Exactly(host) => Some(host),
            Self::OneBelow(_) => None,
        }
    }
}

impl std::fmt::Display for HostPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(host) => f.write_str(host),
            Self::OneBelow(domain) => write!(f, "*.{domain}"),
        }
    }
}

/// A path, or every path below one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPattern {
    /// This one.
    Exactly(String),
    /// `/admin/*`: `/admin/` and all below it. The text ends with a slash.
    Below(String),
}

impl FromStr for PathPattern {
    type Err = BadPattern;
    fn from_str(text: &str) -> Result<Self, BadPattern> {
        let (path, is_below) = text.strip_suffix('*').map_or((text, false), |path| (path, true));
        // As in a request: what could be read in two ways is no rule.
        let path = Target::new("localhost", path).map_err(|_| BadPattern::Path)?.path().to_owned();
        match is_below {
            _ if path.contains(['*', '?']) || text.contains('?') => Err(BadPattern::Path),
            true if !path.ends_with('/') => Err(BadPattern::Path),
            true => Ok(Self::Below(path)),
            false => Ok(Self::Exactly(path)),
        }
    }
}

impl PathPattern {
    fn matches(&self, path: &str) -> bool {
        match self {
            Self::Exactly(own) => own == path,
            Self::Below(prefix) => path.starts_with(prefix.as_str()),
        }
    }

    fn in_small_letters(&self) -> Self {
        match self {
            Self::Exactly(path) => Self::Exactly(path.to_lowercase()),
            Self::Below(prefix) => Self::Below(prefix.to_lowercase()),
        }
    }

    /// The path, or the one above all.
    pub fn path(&self) -> &str {
        match self {
            Self::Exactly(path) | Self::Below(path) => path,
        }
    }
}

impl std::fmt::Display for PathPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(path) => f.write_str(path),
            Self::Below(prefix) => write!(f, "{prefix}*"),
        }
    }
}

/// What a request must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Nothing. Whoever is signed in is named all the same.
    Public,
    /// A live session with all factors of its account, or the trust that stands in place of the second.
    SignedIn,
    /// A second factor, proved for the session.
    TwoFactor,
    /// A passkey: what was shown cannot have been shown to another site.
    PhishingResistant,
    /// Nobody gets in.
    Deny,
}

impl Demand {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Public, Self::SignedIn, Self::TwoFactor, Self::PhishingResistant, Self::Deny];

    /// Name in the settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::SignedIn => "signed_in",
            Self::TwoFactor => "two_factor",
            Self::PhishingResistant => "phishing_resistant",
            Self::Deny => "deny",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|demand| demand.name() == name)
    }
}

/// What the application is told of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The account's id, which never changes.
    User,
    /// The e-mail address, if it is known to be the person's.
    Email,
    /// The display name.
    Name,
    /// The groups, separated by commas.
    Groups,
    /// The authentication methods (RFC 8176), separated by commas.
    Amr,
}

impl Claim {
    /// Those that every answer carries, with their headers.
    pub const ALWAYS: [(Self, &'static str); 5] = [
        (Self::User, "remote-user"),
        (Self::Email, "remote-email"),
        (Self::Name, "remote-name"),
        (Self::Groups, "remote-groups"),
        (Self::Amr, "remote-amr"),
    ];

    /// Name in the settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Email => "email",
            Self::Name => "name",
            Self::Groups => "groups",
            Self::Amr => "amr",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALWAYS.into_iter().map(|(claim, _)| claim).find(|claim| claim.name() == name)
    }
}

/// An entry of the settings: an application, or some of its paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppRule {
    /// The hosts.
    pub host: HostPattern,
    /// The paths. None: all.
    pub paths: Vec<PathPattern>,
    /// The methods, in capital letters. None: all.
    pub methods: Vec<String>,
    /// What a request must show.
    pub demand: Demand,
    /// The groups, of which the person must be in one. None: anybody.
    pub groups: Groups,
    /// How long ago all factors may have been proved. `None`: whenever the session began.
    pub proved_within: Option<Duration>,
    /// The name that people see in the list of their applications. `None`: it is not listed.
    pub name: Option<String>,
    /// Further headers by which the application is told of a person, in small letters.
    pub headers: Vec<(String, Claim)>,
}

/// What of an entry does not fit a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The host.
    Host,
    /// The path.
    Path,
    /// The method.
    Method,
}

impl AppRule {
    /// Returns what does not fit, or `None` if the entry is about this request.
    pub fn misfit(&self, target: &Target, method: &str) -> Option<Misfit> {
        self.misfit_by(target, method, |pattern| pattern.matches(target.path()))
    }

    /// The same for an application that does not tell capital letters from small ones.
    pub(super) fn misfit_without_case(&self, target: &Target, method: &str) -> Option<Misfit> {
        let path = target.path().to_lowercase();
        self.misfit_by(target, method, |pattern| pattern.in_small_letters().matches(&path))
    }

    fn misfit_by(&self, target: &Target, method: &str, is_path: impl Fn(&PathPattern) -> bool) -> Option<Misfit> {
        if !self.host.matches(target.host()) {
            Some(Misfit::Host)
        } else if !self.paths.is_empty() && !self.paths.iter().any(is_path) {
            Some(Misfit::Path)
        } else if !self.methods.is_empty() && !self.methods.iter().any(|own| own == method) {
            Some(Misfit::Method)
        } else {
            None
        }
    }

    /// Where a browser opens it, below the host. `None`: it has no host of its own.
    pub fn opens_at(&self) -> Option<(&str, &str)> {
        Some((self.host.host()?, self.paths.first().map_or("/", PathPattern::path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g_04_a_wildcard_is_one_level_and_no_suffix() {
        let pattern: HostPattern = "*.Example.com".parse().unwrap();
        for (host, fits) in [
            ("a.example.com", true),
            ("example.com", false),
            (".example.com", false),
            ("a.b.example.com", false),
            ("aexample.com", false),
            ("a.example.com.evil.example", false),
        ] {
            assert_eq!(pattern.matches(host), fits, "{host}");
        }
        for bad in [
            "",
            "*",
            "*.",
            "*.com",
            "**.example.com",
            "a.*.example.com",
            "a*.example.com",
            "https://a.example",
            "a.example:80",
            "*.127.0.0.1",
            "a.example/x",
        ] {
            assert!(bad.parse::<HostPattern>().is_err(), "{bad}");
        }
        assert_eq!("BÜCHER.example.".parse::<HostPattern>().unwrap().to_string(), "xn--bcher-kva.example");
        assert_eq!("*.localhost".parse::<HostPattern>().unwrap().to_string(), "*.localhost");
    }

    #[test]
    fn a_path_or_all_below_it() {
        let fits = |pattern: &str, path: &str| pattern.parse::<PathPattern>().unwrap().matches(path);
        assert!(fits("/admin", "/admin") && !fits("/admin", "/admin/") && !fits("/admin", "/administrators"));
        assert!(fits("/admin/*", "/admin/") && fits("/admin/*", "/admin/x/y") && !fits("/admin/*", "/admin"));
        assert!(fits("/*", "/") && fits("/caf%C3%A9/*", "/café/x"));
        for bad in ["", "admin", "*", "/admin*", "/a/*/b", "/a?x=1", "/a/../b", "//", "/a%2fb", "/a;b", "/a*b"] {
            assert!(bad.parse::<PathPattern>().is_err(), "{bad}");
        }
    }
}
