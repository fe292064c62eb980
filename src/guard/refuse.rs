//! Requests that are not passed on, since two servers could read them in two ways, or since a proxy must not.
//!
//! `http/listen/framing.rs` looks at the bytes of HTTP/1.1 before: hyper leaves no trace of some of these shapes. What is here holds for
//! HTTP/2 as well, and whoever calls this without that listener.

use axum::http::{HeaderMap, Method, Uri, Version, header, request::Parts};

use super::upstream::Failure;

/// Names that a gateway would read as the header that frames a message, or names its host.
const FRAMING_ALIASES: [&str; 2] = ["content_length", "transfer_encoding"];

/// Looks at a request for the public host.
pub fn check(parts: &Parts, host: &str) -> Result<(), Failure> {
    if matches!(parts.method, Method::CONNECT | Method::TRACE) {
        return Err(Failure::MethodNotAllowed);
    }
    let refusal = target(&parts.method, &parts.uri)
        .or_else(|| match parts.version {
            Version::HTTP_2 => authority(&parts.uri, &parts.headers),
            _ => absolute(&parts.uri, host).or_else(|| hosts(parts.version, &parts.headers)),
        })
        .or_else(|| framing(&parts.headers));
    refusal.map_or(Ok(()), |why| Err(Failure::Refused(why)))
}

/// Origin form or absolute form, or the asterisk of `OPTIONS` (RFC 9112 §3.2).
fn target(method: &Method, uri: &Uri) -> Option<&'static str> {
    // hyper reads a target without a slash as an authority, and `http` takes `:path` in HTTP/2 without one.
    match uri.path() {
        "*" if *method == Method::OPTIONS => None,
        path if path.starts_with('/') => None,
        _ => Some("the target is no path"),
    }
}

/// In HTTP/1.1, a target in absolute form names the public host, or the request is another server's (RFC 9112 §3.2.2).
fn absolute(uri: &Uri, host: &str) -> Option<&'static str> {
    let authority = uri.authority()?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    let default = if uri.scheme_str() == Some("https") { ":443" } else { ":80" };
    let bare = |name: &str| name.strip_suffix(default).unwrap_or(name).to_ascii_lowercase();
    (!is_web || bare(authority.as_str()) != bare(host)).then_some("the target is at another host")
}

/// Exactly one `Host` in HTTP/1.1 (RFC 9112 §3.2).
fn hosts(version: Version, headers: &HeaderMap) -> Option<&'static str> {
    match headers.get_all(header::HOST).iter().count() {
        1 => None,
        0 if version == Version::HTTP_10 => None,
        _ => Some("there must be one Host"),
    }
}

/// In HTTP/2, `:authority` names a host without a user, and `Host` says the same (RFC 9113 §8.3.1).
fn authority(uri: &Uri, headers: &HeaderMap) -> Option<&'static str> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (uri.authority(), hosts.next(), hosts.next()) {
        (_, _, Some(_)) | (None, None, None) => Some("there must be one host"),
        (Some(name), _, _) if name.as_str().contains('@') => Some("the host has a user"),
        (Some(name), Some(host), None) if !host.as_bytes().eq_ignore_ascii_case(name.as_str().as_bytes()) => {
            Some("there are two hosts")
        }
        _ => None,
    }
}

/// The length of the body is said once, in one way (RFC 9112 §6.3).
fn framing(headers: &HeaderMap) -> Option<&'static str> {
    let mut lengths = headers.get_all(header::CONTENT_LENGTH).iter();
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
    let length_of = |bytes: &[u8]| !bytes.is_empty() && bytes.len() < 20 && bytes.iter().all(u8::is_ascii_digit);
    match (lengths.next(), codings.next()) {
        (Some(_), Some(_)) => return Some("there is both Content-Length and Transfer-Encoding"),
        (Some(length), None) if !length_of(length.as_bytes()) => return Some("Content-Length is no number"),
        (None, Some(coding)) if !coding.as_bytes().eq_ignore_ascii_case(b"chunked") => {
            return Some("Transfer-Encoding is not chunked");
        }
        _ => {}
    }
    if lengths.next().or(codings.next()).is_some() {
        return Some("the length of the body is said twice");
    }
    let is_alias = |name: &axum::http::HeaderName| FRAMING_ALIASES.contains(&name.as_str().replace('-', "_").as_str());
    let aliases = headers.keys().filter(|name| name.as_str().contains('_'));
    aliases.into_iter().any(is_alias).then_some("a header has the name of another")
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue, Request};

    use super::*;

    fn checked(version: Version, target: (&str, &str), lines: &[(&'static str, &'static str)]) -> Result<(), Failure> {
        let (mut parts, ()) = Request::builder().method(target.0).uri(target.1).version(version).body(()).unwrap().into_parts();
        let line =
            |(name, value): &(&'static str, &'static str)| (HeaderName::from_static(name), HeaderValue::from_static(value));
        parts.headers = lines.iter().map(line).collect();
        check(&parts, "notes.example.com:8443")
    }

    #[test]
    fn targets() {
        let host = [("host", "notes.example.com:8443")];
        for (method, uri, passes) in [
            ("GET", "/", true),
            ("GET", "//evil.example/a?b", true),
            ("OPTIONS", "*", true),
            ("GET", "*", false),
            ("GET", "evil.example", false),
            ("GET", "https://notes.example.com:8443/a", true),
            ("GET", "http://NOTES.example.com:8443/", true),
            ("GET", "https://notes.example.com/", false),
            ("GET", "http://evil.example/", false),
            ("GET", "ftp://notes.example.com:8443/", false),
        ] {
            assert_eq!(checked(Version::HTTP_11, (method, uri), &host).is_ok(), passes, "{method} {uri}");
        }
        for method in ["CONNECT", "TRACE"] {
            assert!(matches!(checked(Version::HTTP_11, (method, "/"), &host), Err(Failure::MethodNotAllowed)));
        }
    }

    #[test]
    fn hosts_and_framing() {
        let host = ("host", "notes.example.com");
        let of = |lines: &[(&'static str, &'static str)]| checked(Version::HTTP_11, ("POST", "/"), lines).is_ok();
        assert!(of(&[host]) && of(&[host, ("content-length", "5")]) && of(&[host, ("transfer-encoding", "Chunked")]));
        assert!(!of(&[]) && !of(&[host, host]));
        assert!(checked(Version::HTTP_10, ("POST", "/"), &[]).is_ok());
        for line in [
            [("content-length", "5"), ("content-length", "5")],
            [("content-length", "5"), ("transfer-encoding", "chunked")],
            [("transfer-encoding", "chunked"), ("transfer-encoding", "chunked")],
        ] {
            assert!(!of(&[host, line[0], line[1]]), "{line:?}");
        }
        for line in [
            ("content-length", "+5"),
            ("content-length", "5, 5"),
            ("content-length", ""),
            ("content-length", "99999999999999999999"),
            ("transfer-encoding", "gzip, chunked"),
            ("transfer-encoding", "identity"),
            ("content_length", "5"),
            ("transfer_encoding", "chunked"),
        ] {
            assert!(!of(&[host, line]), "{line:?}");
        }
    }

    #[test]
    fn authorities() {
        let of = |uri: &str, lines: &[(&'static str, &'static str)]| checked(Version::HTTP_2, ("GET", uri), lines).is_ok();
        assert!(of("https://notes.example.com/", &[]) && of("https://notes.example.com/", &[("host", "NOTES.example.com")]));
        assert!(of("/", &[("host", "notes.example.com")]));
        assert!(!of("/", &[]) && !of("https://a@notes.example.com/", &[]));
        assert!(!of("https://notes.example.com/", &[("host", "evil.example")]));
    }
}
