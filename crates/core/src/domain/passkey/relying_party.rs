//! The relying party: for whom passkeys are.

use url::{Host, Url};

use crate::domain::{
    keys::{Fingerprint, sha256},
    origin::Origin,
};

/// Why there can be no relying party.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRelyingParty {
    /// Passkeys are for names: an IP address has none (§5.1.2: the RP ID is a valid domain).
    #[error("passkeys need a name: {0} is an IP address")]
    Address(String),
    /// Browsers have passkeys on https alone, and on localhost.
    #[error("passkeys need https, or localhost")]
    Insecure,
    /// The RP ID is no domain.
    #[error("{0:?} is no domain name in lower case, such as example.com")]
    NoDomain(String),
}

/// For whom passkeys are, as browsers and authenticators know it: an RP ID, and the one origin at which they are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    id: String,
    origin: String,
    is_related: bool,
}

impl RelyingParty {
    /// The relying party of a service at this origin. The RP ID is its host unless another one is given: a domain above it, or one whose
    /// `/.well-known/webauthn` names this origin.
    pub fn new(origin: &Origin, id: Option<&str>) -> Result<Self, BadRelyingParty> {
        let host = origin.host();
        if !matches!(Host::parse(host), Ok(Host::Domain(_))) {
            return Err(BadRelyingParty::Address(host.to_owned()));
        }
        let is_local = host == "localhost" || host.ends_with(".localhost");
        if !origin.is_secure() && !is_local {
            return Err(BadRelyingParty::Insecure);
        }
        let id = id.unwrap_or(host);
        if id != host && !is_domain(id) {
            return Err(BadRelyingParty::NoDomain(id.to_owned()));
        }
        let is_within = host == id || host.strip_suffix(id).is_some_and(|rest| rest.ends_with('.'));
        Ok(Self { id: id.to_owned(), origin: origin.ascii(), is_related: !is_within })
    }

    /// True for what can be an RP ID: a domain name in its normal form. One without a dot is `localhost` alone, since browsers take no public
    /// suffix.
    pub fn is_rp_id(id: &str) -> bool {
        is_domain(id)
    }

    /// The RP ID, part of every passkey.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The origin at which they are used.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// True if the origin is not within the RP ID's domain: browsers then look for it at `https://RP ID/.well-known/webauthn` (§5.11).
    pub const fn is_related(&self) -> bool {
        self.is_related
    }

    /// What authenticators sign in place of the RP ID.
    pub(super) fn hash(&self) -> Fingerprint {
        sha256(self.id.as_bytes())
    }
}

fn is_domain(id: &str) -> bool {
    let is_normal = Url::parse(&format!("https://{id}/")).is_ok_and(|url| url.host_str() == Some(id) && url.port().is_none());
    let is_name = matches!(Host::parse(id), Ok(Host::Domain(_)));
    is_normal && is_name && (id == "localhost" || id.contains('.')) && !id.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(origin: &str, id: Option<&str>) -> Result<RelyingParty, BadRelyingParty> {
        RelyingParty::new(&Origin::new(Url::parse(origin).unwrap()), id)
    }

    #[test]
    fn the_rp_id_is_the_host_or_a_domain() {
        for (origin, id, is) in [
            ("https://id.example.com", None, ("id.example.com", false)),
            ("https://id.example.com:8443", None, ("id.example.com", false)),
            ("https://id.example.com", Some("example.com"), ("example.com", false)),
            ("https://id.example.com", Some("old.example"), ("old.example", true)),
            ("https://evil-example.com", Some("example.com"), ("example.com", true)),
            ("http://localhost:3000", None, ("localhost", false)),
        ] {
            let party = of(origin, id).unwrap();
            assert_eq!((party.id(), party.is_related()), is, "{origin} {id:?}");
        }
        assert_eq!(of("https://id.example.com:8443", None).unwrap().origin(), "https://id.example.com:8443");
    }

    #[test]
    fn what_browsers_refuse_is_refused() {
        assert!(matches!(of("http://127.0.0.1:3000", None), Err(BadRelyingParty::Address(_))));
        assert!(matches!(of("https://[::1]", None), Err(BadRelyingParty::Address(_))));
        assert_eq!(of("http://id.example.com", None), Err(BadRelyingParty::Insecure));
        for id in
            ["", "com", "Example.com", "example.com:443", "https://example.com", "10.0.0.1", "example.com.", "a b.c", "ex.com/x"]
        {
            assert!(matches!(of("https://id.example.com", Some(id)), Err(BadRelyingParty::NoDomain(_))), "{id}");
        }
    }
}
