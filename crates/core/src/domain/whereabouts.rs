//! From where somebody acted: IP address and browser, as people recognise them.

use std::{fmt, net::IpAddr};

/// From where somebody acted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// IP address. `None` if it was not recorded.
    pub address: Option<IpAddr>,
    /// The browser's own description.
    pub user_agent: UserAgent,
}

/// A `User-Agent` (RFC 9110 §10.1.5) as far as it is kept. Empty if there was none. Chosen by the client: it proves nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserAgent(String);

impl UserAgent {
    /// Maximum length in characters. A longer one is cut off.
    pub const MAX_CHARS: usize = 200;

    /// Keeps a header's text, without control characters.
    pub fn of(header: &str) -> Self {
        Self(header.chars().filter(|c| !c.is_control()).take(Self::MAX_CHARS).collect())
    }

    /// Accepts a stored value without validation.
    pub fn from_stored(stored: String) -> Self {
        Self(stored)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the browser or program, such as `Firefox`. No versions: browsers no longer tell the true ones.
    pub fn program(&self) -> Option<&'static str> {
        self.first_of(PROGRAMS)
    }

    /// The name of the operating system, such as `Android`.
    pub fn system(&self) -> Option<&'static str> {
        self.first_of(SYSTEMS)
    }

    fn first_of(&self, names: &[(&str, &'static str)]) -> Option<&'static str> {
        names.iter().find(|(sign, _)| self.0.contains(sign)).map(|(_, name)| *name)
    }
}

impl fmt::Display for UserAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Signs of programs. Those that pretend to be another stand before it: nearly all say `Safari`, and many `Chrome`.
const PROGRAMS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("YaBrowser/", "Yandex Browser"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Epiphany/", "GNOME Web"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("curl/", "curl"),
    ("Wget/", "Wget"),
    ("PostmanRuntime/", "Postman"),
    ("python-requests/", "Python"),
    ("python-httpx/", "Python"),
    ("Python/", "Python"),
    ("Go-http-client/", "Go"),
    ("okhttp/", "OkHttp"),
    ("node", "Node.js"),
    ("w3m/", "w3m"),
    ("Lynx/", "Lynx"),
    ("Links", "Links"),
];

/// Signs of operating systems, the more particular first: Android also says `Linux`, and an iPhone `Mac OS X`.
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("FreeBSD", "FreeBSD"),
    ("OpenBSD", "OpenBSD"),
    ("Linux", "Linux"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_and_systems_by_table() {
        for (header, program, system) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox", "Linux"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox", "macOS"),
            ("Mozilla/5.0 (Android 16; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0", "Firefox", "Android"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
                "Chrome",
                "Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 \
                 Edg/156.0.0.0",
                "Edge",
                "Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 \
                 OPR/120.0.0.0",
                "Opera",
                "Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 \
                 Mobile Safari/537.36",
                "Samsung Internet",
                "Android",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
                "Chrome",
                "Android",
            ),
            ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36", "Chrome", "ChromeOS"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 \
                 Mobile/15E148 Safari/604.1",
                "Safari",
                "iPhone",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0.0.0 \
                 Mobile/15E148 Safari/604.1",
                "Chrome",
                "iPad",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 \
                 Safari/605.1.15",
                "Safari",
                "macOS",
            ),
        ] {
            let agent = UserAgent::of(header);
            assert_eq!((agent.program(), agent.system()), (Some(program), Some(system)), "{header}");
        }
        for (header, program) in [("curl/8.5.0", Some("curl")), ("", None), ("Mozilla/5.0", None), ("<script>", None)] {
            let agent = UserAgent::of(header);
            assert_eq!((agent.program(), agent.system()), (program, None), "{header}");
        }
    }

    #[test]
    fn what_is_kept_is_one_short_line() {
        assert_eq!(UserAgent::of("a\r\nb\u{1b}[31m\0c").as_str(), "ab[31mc");
        assert_eq!(UserAgent::of(&"ü".repeat(1000)).as_str().chars().count(), UserAgent::MAX_CHARS);
    }
}
