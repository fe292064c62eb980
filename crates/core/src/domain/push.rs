//! Push messages: where they go. Two services that people host themselves are known, [ntfy](https://ntfy.sh) and
//! [Gotify](https://gotify.net), each by the address that its own documentation gives to programs.
//!
//! ```text
//!   https://ntfy.example.com/TOPIC                      https://:ACCESS_TOKEN@ntfy.example.com/TOPIC
//!   https://gotify.example.com/message?token=TOKEN
//! ```

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::invalid::{FieldProblem, Invalid, field};

/// Ports below this belong to services of their own, mail among them. A person's messages go to that of the web alone among them.
const FIRST_FREE_PORT: u16 = 1024;

/// Where push messages go. Never printed by `Debug`: whoever has it may send messages there, and often read them.
#[derive(Clone)]
pub struct PushAddress(SecretString);

/// A service for push messages, with what it needs to be told.
pub enum PushService {
    /// ntfy.
    Ntfy {
        /// The address that takes messages as JSON.
        url: Url,
        /// The topic to which they go.
        topic: String,
        /// User and password, if any. An access token is a password without a user.
        credentials: Option<(String, SecretString)>,
    },
    /// Gotify.
    Gotify {
        /// The address that takes messages as JSON.
        url: Url,
        /// The token of the application.
        token: SecretString,
    },
}

impl PushAddress {
    /// Maximum length in bytes.
    pub const MAX_BYTES: usize = 500;

    /// Parses an address.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let invalid = |problem| Invalid::new(field::PUSH_ADDRESS, problem);
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(invalid(FieldProblem::Empty));
        }
        if typed.len() > Self::MAX_BYTES {
            return Err(invalid(FieldProblem::TooLong(Self::MAX_BYTES as u32)));
        }
        let address = Self(typed.into());
        if address.service().is_some() { Ok(address) } else { Err(invalid(FieldProblem::Malformed)) }
    }

    /// Parses an address that a person gave: encrypted, at a port of the web, and at one of the hosts that the operator allows.
    pub fn of_person(typed: &str, hosts: &PushHosts) -> Result<Self, Invalid> {
        let address = Self::parse(typed)?;
        let url = address.url().ok_or(Invalid::new(field::PUSH_ADDRESS, FieldProblem::Malformed))?;
        if url.scheme() != "https" {
            return Err(Invalid::new(field::PUSH_ADDRESS, FieldProblem::Malformed));
        }
        let is_of_the_web = url.port().is_none_or(|port| port >= FIRST_FREE_PORT);
        if is_of_the_web && hosts.allow(&address.host()) {
            Ok(address)
        } else {
            Err(Invalid::new(field::PUSH_ADDRESS, FieldProblem::NotAllowed))
        }
    }

    /// The host, as it is shown.
    pub fn host(&self) -> String {
        self.url().and_then(|url| url.host_str().map(ToOwned::to_owned)).unwrap_or_default()
    }

    /// The whole address, to be sealed.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What its service needs to be told. `None` if it is of none.
    pub fn service(&self) -> Option<PushService> {
        let mut url = self.url()?;
        let (user, password) = (decoded(url.username())?, url.password().map(decoded));
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
        if let Some(token) = token(&url) {
            url.set_query(None);
            let is_plain = user.is_empty() && password.is_none();
            return (url.path().ends_with("/message") && is_plain).then_some(PushService::Gotify { url, token });
        }
        let topic = url.path().strip_prefix('/')?.to_owned();
        let is_topic =
            (1..=64).contains(&topic.len()) && topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        // That of Gotify without its token.
        if !is_topic || topic == "message" || url.query().is_some() {
            return None;
        }
        url.set_path("/");
        let credentials = match password {
            Some(password) => Some((user, password?.into())),
            None if user.is_empty() => None,
            None => return None,
        };
        Some(PushService::Ntfy { url, topic, credentials })
    }

    /// The address as a URL of the web, without a fragment.
    fn url(&self) -> Option<Url> {
        let url = Url::parse(self.expose()).ok()?;
        (matches!(url.scheme(), "https" | "http") && url.has_host() && url.fragment().is_none()).then_some(url)
    }
}

/// The token in a query that holds nothing else.
fn token(url: &Url) -> Option<SecretString> {
    let mut pairs = url.query_pairs();
    let (name, value) = pairs.next()?;
    (name == "token" && !value.is_empty() && pairs.next().is_none()).then(|| value.into_owned().into())
}

fn decoded(text: &str) -> Option<String> {
    percent_encoding::percent_decode_str(text).decode_utf8().ok().map(Into::into)
}

impl fmt::Debug for PushAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushAddress(…)")
    }
}

/// Hosts to which people may have their own push messages sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PushHosts {
    /// None: there are no push messages to people.
    #[default]
    None,
    /// Every host.
    Any,
    /// These hosts.
    These(Vec<String>),
}

impl PushHosts {
    /// Parses the host of one, as it is written in a URL. `None` if it is none.
    pub fn host(text: &str) -> Option<String> {
        let url = Url::parse(&format!("https://{text}/")).ok()?;
        let host = url.host_str()?.to_owned();
        let is_host_alone = url.path() == "/" && url.port().is_none() && url.username().is_empty() && url.query().is_none();
        (is_host_alone && url.fragment().is_none() && !text.contains(['/', ':', '*'])).then_some(host)
    }

    /// True if people may have push messages at all.
    pub fn are_any(&self) -> bool {
        *self != Self::None
    }

    /// True if people may have them sent to this host.
    fn allow(&self, host: &str) -> bool {
        match self {
            Self::None => false,
            Self::Any => true,
            Self::These(hosts) => hosts.iter().any(|allowed| allowed == host),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(address: &str) -> Option<String> {
        Some(match PushAddress::parse(address).ok()?.service()? {
            PushService::Ntfy { url, topic, credentials: None } => format!("ntfy {url} {topic}"),
            PushService::Ntfy { url, topic, credentials: Some((user, password)) } => {
                format!("ntfy {url} {topic} {user}:{}", password.expose_secret())
            }
            PushService::Gotify { url, token } => format!("gotify {url} {}", token.expose_secret()),
        })
    }

    #[test]
    fn addresses_of_both_services_are_known() {
        for (address, expected) in [
            ("https://ntfy.sh/latchkey-Ada_7", "ntfy https://ntfy.sh/ latchkey-Ada_7"),
            (" http://127.0.0.1:8080/topic ", "ntfy http://127.0.0.1:8080/ topic"),
            ("https://:tk_a%2Fb@ntfy.example/topic", "ntfy https://ntfy.example/ topic :tk_a/b"),
            ("https://ada:p%40ss@ntfy.example/topic", "ntfy https://ntfy.example/ topic ada:p@ss"),
            ("https://gotify.example/message?token=Ab.c", "gotify https://gotify.example/message Ab.c"),
            ("https://home.example:8443/gotify/message?token=Abc", "gotify https://home.example:8443/gotify/message Abc"),
        ] {
            assert_eq!(told(address).as_deref(), Some(expected), "{address}");
        }
    }

    #[test]
    fn other_addresses_are_not() {
        for address in [
            "",
            "ntfy.sh/topic",
            "ftp://ntfy.sh/topic",
            "https://ntfy.sh/",
            "https://ntfy.sh/a/b",
            "https://ntfy.sh/a%20b",
            "https://ntfy.sh/topic?auth=x",
            "https://ntfy.sh/topic#x",
            "https://tk_alone@ntfy.sh/topic",
            "https://gotify.example/message",
            "https://gotify.example/message?token=",
            "https://gotify.example/message?token=a&other=b",
            "https://gotify.example/delete?token=a",
            "https://ada:pass@gotify.example/message?token=a",
            "file:///etc/passwd",
        ] {
            assert_eq!(told(address), None, "{address}");
        }
        assert!(PushAddress::parse(&format!("https://ntfy.sh/{}", "a".repeat(500))).is_err());
    }

    #[test]
    fn a_person_may_use_what_the_operator_allows() {
        let these = PushHosts::These(vec!["ntfy.sh".into(), "xn--mnchen-3ya.example".into()]);
        let problem = |typed, hosts: &PushHosts| PushAddress::of_person(typed, hosts).err().map(|invalid| invalid.problem);
        for allowed in ["https://ntfy.sh/topic", "https://NTFY.SH/topic", "https://münchen.example:8443/topic"] {
            assert_eq!(problem(allowed, &these), None, "{allowed}");
            assert_eq!(problem(allowed, &PushHosts::None), Some(FieldProblem::NotAllowed));
        }
        for (other, why) in [
            ("https://ntfy.sh.evil.example/topic", FieldProblem::NotAllowed),
            ("https://ntfy.sh./topic", FieldProblem::NotAllowed),
            ("https://ntfy.sh:25/topic", FieldProblem::NotAllowed),
            ("http://ntfy.sh/topic", FieldProblem::Malformed),
            ("https://ntfy.sh@evil.example/topic", FieldProblem::Malformed),
            ("https://:x@evil.example/topic", FieldProblem::NotAllowed),
        ] {
            assert_eq!(problem(other, &these), Some(why), "{other}");
        }
        assert_eq!(problem("https://anywhere.example/topic", &PushHosts::Any), None);
        assert_eq!(problem("https://anywhere.example:25/topic", &PushHosts::Any), Some(FieldProblem::NotAllowed));
    }

    #[test]
    fn hosts_are_hosts_alone() {
        assert_eq!(PushHosts::host("Ntfy.sh").as_deref(), Some("ntfy.sh"));
        assert_eq!(PushHosts::host("münchen.example").as_deref(), Some("xn--mnchen-3ya.example"));
        for other in
            ["", "ntfy.sh/", "ntfy.sh/topic", "ntfy.sh:8443", "ntfy.sh:443", "a b", "u@ntfy.sh", "ntfy.sh?x", "ntfy.sh#x"]
        {
            assert_eq!(PushHosts::host(other), None, "{other}");
        }
    }

    #[test]
    fn an_address_is_not_printed() {
        assert_eq!(format!("{:?}", PushAddress::parse("https://ntfy.sh/secret").unwrap()), "PushAddress(…)");
    }
}
