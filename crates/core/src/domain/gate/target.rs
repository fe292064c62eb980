//! What of an application is asked for: its host and path, read as the application will read them, or not at all.

use percent_encoding::percent_decode_str;
use url::Host;

/// Maximum length of an address with its query, in bytes.
pub const LONGEST_URL: usize = 8 * 1024;

/// A host and a path in one form, whichever way they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    host: String,
    port: Option<u16>,
    path: String,
    written: String,
}

/// Why an address cannot be decided on: it may mean one thing here and another to the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ambiguous {
    /// The host is no name or IP address.
    #[error("the host is none")]
    Host,
    /// The path does not begin with a slash, is too long, or has characters that no address has.
    #[error("the path is not written as one")]
    Path,
    /// A segment is `.` or `..`, plain or encoded.
    #[error("the path has a segment . or ..")]
    Dots,
    /// Two slashes follow one another.
    #[error("the path has two slashes in a row")]
    Slashes,
    /// A slash or backslash is encoded, or there is a backslash.
    #[error("the path has an encoded slash, or a backslash")]
    Encoded,
    /// A segment has parameters.
    #[error("the path has a semicolon")]
    Parameters,
    /// An escape is broken, is encoded itself, or stands for a control character or no text.
    #[error("the path has an escape that can be read in two ways")]
    Escape,
}

impl Target {
    /// Reads a host, with or without its port, and a path with its query, as a request has them.
    pub fn new(host: &str, path_and_query: &str) -> Result<Self, Ambiguous> {
        let (host, port) = read_host(host)?;
        let path = read_path(path_and_query)?;
        Ok(Self { host, port, path, written: path_and_query.to_owned() })
    }

    /// The host: in small letters, without a trailing dot and without its port (RFC 3986 §3.2.2), a domain name in ASCII (RFC 5891).
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, if one was written.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The path, decoded.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path and query as they were written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// A parameter of the query.
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.written.split_once('?')?;
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// Its address for a browser.
    pub fn url(&self, scheme: &str) -> String {
        let port = self.port.map_or_else(String::new, |port| format!(":{port}"));
        format!("{scheme}://{}{port}{}", self.host, self.written)
    }

    /// The same host at another path.
    pub fn at(&self, path_and_query: &str) -> Result<Self, Ambiguous> {
        let path = read_path(path_and_query)?;
        Ok(Self { path, written: path_and_query.to_owned(), ..self.clone() })
    }
}

/// Reads a host with or without its port.
pub(super) fn read_host(text: &str) -> Result<(String, Option<u16>), Ambiguous> {
    // Whatever ends a host, in any reading of a URL, is not part of one.
    if text.is_empty() || text.bytes().any(|byte| byte <= b' ' || matches!(byte, b'@' | b'/' | b'\\' | b'?' | b'#' | b'%' | 0x7f))
    {
        return Err(Ambiguous::Host);
    }
    let (name, port) = match text.rsplit_once(':') {
        // The last colon of an IPv6 address in brackets is within them.
        Some((name, port)) if !port.ends_with(']') => {
            let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
            (name, Some(port.parse().ok().filter(|_| is_port).ok_or(Ambiguous::Host)?))
        }
        _ => (text, None),
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    match Host::parse(name).map_err(|_| Ambiguous::Host)? {
        Host::Domain(name) if name.is_empty() || name.ends_with('.') || name.starts_with('.') => Err(Ambiguous::Host),
        host => Ok((host.to_string(), port)),
    }
}

fn read_path(path_and_query: &str) -> Result<String, Ambiguous> {
    let graphic = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
    if !path_and_query.starts_with('/') || path_and_query.len() > LONGEST_URL || !path_and_query.bytes().all(graphic) {
        return Err(Ambiguous::Path);
    }
    let path = path_and_query.split_once('?').map_or(path_and_query, |(path, _)| path);
    if path.contains("//") {
        return Err(Ambiguous::Slashes);
    }
    if path.contains('\\') {
        return Err(Ambiguous::Encoded);
    }
    if path.contains(';') {
        return Err(Ambiguous::Parameters);
    }
    let mut escapes = path.split('%');
    escapes.next();
    for after in escapes {
        let byte = after.get(..2).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let byte = byte.and_then(|hex| u8::from_str_radix(hex, 16).ok()).ok_or(Ambiguous::Escape)?;
        match byte {
            b'/' | b'\\' => return Err(Ambiguous::Encoded),
            b';' => return Err(Ambiguous::Parameters),
            0..=0x1f | 0x7f => return Err(Ambiguous::Escape),
            // Whoever decodes twice sees something else.
            b'%' if after.get(2..4).is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit())) => {
                return Err(Ambiguous::Escape);
            }
            _ => {}
        }
    }
    let decoded = percent_decode_str(path).decode_utf8().map_err(|_| Ambiguous::Escape)?;
    if decoded.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err(Ambiguous::Dots);
    }
    // Controls beyond ASCII, and what is another letter to whoever normalises.
    if decoded.chars().any(char::is_control) {
        return Err(Ambiguous::Escape);
    }
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g_04_a_host_has_one_form() {
        for (written, host, port) in [
            ("notes.example.com", "notes.example.com", None),
            ("NOTES.Example.COM", "notes.example.com", None),
            ("notes.example.com.", "notes.example.com", None),
            ("notes.example.com:8443", "notes.example.com", Some(8443)),
            ("notes.example.com.:443", "notes.example.com", Some(443)),
            ("bücher.example", "xn--bcher-kva.example", None),
            ("XN--BCHER-KVA.example", "xn--bcher-kva.example", None),
            ("[2001:DB8::1]:8080", "[2001:db8::1]", Some(8080)),
            ("127.0.0.1", "127.0.0.1", None),
            ("0x7f.1", "127.0.0.1", None),
        ] {
            assert_eq!(read_host(written), Ok((host.to_owned(), port)), "{written}");
        }
        for bad in [
            "",
            ".",
            "..",
            "a..",
            ".a",
            "a b",
            "user@a.example",
            "a.example/x",
            "a.example\\x",
            "a%2eexample",
            "a.example:",
            "a.example:x",
            "a.example:99999",
            "a.example:+1",
            "a.example#x",
            "a.example?x",
            "a.example\r\nb",
            "a.example, b.example",
            ":80",
        ] {
            assert_eq!(read_host(bad), Err(Ambiguous::Host), "{bad:?}");
        }
    }

    #[test]
    fn g_04_a_path_is_what_the_application_sees_or_nothing() {
        for (written, path) in [
            ("/", "/"),
            ("/a/b?x=1&y=//..%2f", "/a/b"),
            ("/a%20b", "/a b"),
            ("/%61dmin", "/admin"),
            ("/caf%C3%A9", "/café"),
            ("/100%25", "/100%"),
            ("/..a/b..", "/..a/b.."),
            ("/.well-known/x", "/.well-known/x"),
        ] {
            assert_eq!(read_path(written).as_deref(), Ok(path), "{written}");
        }
        for (bad, why) in [
            ("", Ambiguous::Path),
            ("a", Ambiguous::Path),
            ("*", Ambiguous::Path),
            ("http://evil.example/", Ambiguous::Path),
            ("/a b", Ambiguous::Path),
            ("/a#b", Ambiguous::Path),
            ("/é", Ambiguous::Path),
            ("/a\tb", Ambiguous::Path),
            ("//a", Ambiguous::Slashes),
            ("/a//b", Ambiguous::Slashes),
            ("/a/./b", Ambiguous::Dots),
            ("/a/..", Ambiguous::Dots),
            ("/%2e%2E/b", Ambiguous::Dots),
            ("/.%2e/b", Ambiguous::Dots),
            ("/a%2Fb", Ambiguous::Encoded),
            ("/a%5cb", Ambiguous::Encoded),
            ("/a\\b", Ambiguous::Encoded),
            ("/a;x=1/b", Ambiguous::Parameters),
            ("/a%3bx", Ambiguous::Parameters),
            ("/a%00", Ambiguous::Escape),
            ("/a%0d%0a", Ambiguous::Escape),
            ("/a%", Ambiguous::Escape),
            ("/a%2", Ambiguous::Escape),
            ("/a%zz", Ambiguous::Escape),
            ("/a%+1", Ambiguous::Escape),
            ("/a%ff", Ambiguous::Escape),
            ("/a%c0%ae", Ambiguous::Escape),
            ("/a%252e", Ambiguous::Escape),
            ("/a%C2%85", Ambiguous::Escape),
        ] {
            assert_eq!(read_path(bad), Err(why), "{bad}");
        }
        assert_eq!(read_path(&format!("/{}", "a".repeat(LONGEST_URL))), Err(Ambiguous::Path));
    }

    #[test]
    fn the_way_back_is_the_address_as_it_was_written() {
        let target = Target::new("Notes.Example.com:8443", "/a%20b?x=1&y=%20").unwrap();
        assert_eq!(target.url("https"), "https://notes.example.com:8443/a%20b?x=1&y=%20");
        assert_eq!(target.query("y").as_deref(), Some(" "));
        assert_eq!(target.at("/").unwrap().url("https"), "https://notes.example.com:8443/");
    }
}
