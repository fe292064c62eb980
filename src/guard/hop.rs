//! Headers between two hops: those that end at this proxy (RFC 9110 §7.6.1), and those that only a proxy may set.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Headers that end at a proxy. The last four are older than RFC 9110, or from clients that mistake it for another kind of proxy.
const OF_THE_HOP: [&str; 10] = [
    "connection",
    "keep-alive",
    "te",
    "transfer-encoding",
    "upgrade",
    "http2-settings",
    "proxy-connection",
    "proxy-authenticate",
    "proxy-authorization",
    // CGI would make HTTP_PROXY of it (CVE-2016-5385).
    "proxy",
];

/// Beginnings of names that applications take from a proxy.
const OF_A_PROXY: [&str; 4] = ["x-forwarded-", "x-original-", "x-rewrite-", "remote-"];

/// Whole names of the same.
const ALONE_OF_A_PROXY: [&str; 4] = ["forwarded", "x-forwarded", "x-real-ip", "remote"];

/// Headers by which some applications take a request for one of another method.
const OTHER_METHODS: [&str; 3] = ["x-http-method-override", "x-http-method", "x-method-override"];

/// `X-Forwarded-For`.
pub const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// `X-Forwarded-Host`.
pub const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
/// `X-Forwarded-Proto`.
pub const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Takes away what ends here: the headers of the hop, and all that `Connection` names (RFC 9110 §7.6.1).
pub fn end(headers: &mut HeaderMap) {
    if headers.contains_key(header::CONNECTION) {
        for name in named_by_connection(headers) {
            headers.remove(name);
        }
    }
    // Most have none of them, and looking is faster than removing what is not there.
    let here: Vec<_> = headers.keys().filter(|name| OF_THE_HOP.contains(&name.as_str())).cloned().collect();
    for name in here {
        headers.remove(name);
    }
}

/// The names in `Connection`. What is no name is passed over.
fn named_by_connection(headers: &HeaderMap) -> Vec<HeaderName> {
    let lines = headers.get_all(header::CONNECTION).iter();
    let tokens = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    let is_option = |token: &&[u8]| !matches!(token.to_ascii_lowercase().as_slice(), b"" | b"close" | b"keep-alive" | b"upgrade");
    tokens.map(<[u8]>::trim_ascii).filter(is_option).filter_map(|token| HeaderName::from_bytes(token).ok()).collect()
}

/// Takes away what a client must not say: everything that looks like a header of a proxy, or like one of these.
///
/// Gateways (RFC 3875, WSGI) make the same variable of `X-Forwarded-For` and `X_Forwarded_For`, and some of `X.Forwarded.For`: whatever is no
/// letter and no digit counts as `-`.
pub fn take_forged(headers: &mut HeaderMap, identity: &[HeaderName]) {
    let forged: Vec<HeaderName> = headers.keys().filter(|name| is_forged(name.as_str(), identity)).cloned().collect();
    for name in forged {
        headers.remove(name);
    }
}

/// Takes away what asks for another method than the request line says.
pub fn take_other_methods(headers: &mut HeaderMap) {
    let asking: Vec<HeaderName> =
        headers.keys().filter(|name| OTHER_METHODS.contains(&&*folded(name.as_str()))).cloned().collect();
    for name in asking {
        headers.remove(name);
    }
}

/// A name as gateways take it: whatever is no letter and no digit is one and the same.
fn folded(name: &str) -> String {
    name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-")
}

fn is_forged(name: &str, identity: &[HeaderName]) -> bool {
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return is_reserved(name) || identity.iter().any(|taken| taken == name || is_alias(taken.as_str(), name));
    }
    let folded = folded(name);
    let is_of_the_hop = || OF_THE_HOP.contains(&folded.as_str());
    is_reserved(&folded) || is_of_the_hop() || identity.iter().any(|taken| is_alias(taken.as_str(), &folded))
}

/// True if these are one name once all that is no letter and no digit is `-`, as in the second it is.
fn is_alias(taken: &str, folded: &str) -> bool {
    taken.len() == folded.len()
        && taken.bytes().zip(folded.bytes()).all(|(a, b)| a == b || (!a.is_ascii_alphanumeric() && b == b'-'))
}

fn is_reserved(name: &str) -> bool {
    OF_A_PROXY.iter().any(|beginning| name.starts_with(beginning)) || ALONE_OF_A_PROXY.contains(&name)
}

/// `TE: trailers`, if it was there: the only coding that may be asked for across this proxy (RFC 9110 §10.1.4).
pub fn trailers(headers: &HeaderMap) -> Option<HeaderValue> {
    let lines = headers.get_all(header::TE).iter();
    let mut tokens = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    tokens.any(|token| token.trim_ascii().eq_ignore_ascii_case(b"trailers")).then(|| HeaderValue::from_static("trailers"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        let line =
            |(name, value): &(&str, &str)| -> (HeaderName, HeaderValue) { (name.parse().unwrap(), value.parse().unwrap()) };
        lines.iter().map(line).collect()
    }

    fn names(headers: &HeaderMap) -> Vec<&str> {
        {
            let mut names: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
            names.sort_unstable();
            names
        }
    }

    #[test]
    fn what_is_of_the_hop_ends() {
        let mut some = headers(&[
            ("connection", "close, X-Secret , ,te"),
            ("connection", "x-other, bad name"),
            ("keep-alive", "timeout=5"),
            ("x-secret", "1"),
            ("x-other", "1"),
            ("te", "gzip, Trailers"),
            ("transfer-encoding", "chunked"),
            ("upgrade", "h2c"),
            ("http2-settings", "AAMAAABkAAQAAP__"),
            ("proxy-connection", "keep-alive"),
            ("proxy-authorization", "Basic eA=="),
            ("proxy", "http://evil.example"),
            ("trailer", "x-sum"),
            ("x-kept", "1"),
        ]);
        assert_eq!(trailers(&some).unwrap(), "trailers");
        end(&mut some);
        assert_eq!(names(&some), ["trailer", "x-kept"]);
        assert_eq!(trailers(&some), None);
    }

    #[test]
    fn what_is_forged_is_taken_whatever_it_is_called() {
        let identity = [HeaderName::from_static("x-user"), HeaderName::from_static("my_group")];
        for name in [
            "X-Forwarded-For",
            "x-forwarded-anything",
            "X_Forwarded_Host",
            "X+Forwarded.Host",
            "remote.user",
            "my!group",
            "x-forwarded_proto",
            "Forwarded",
            "X-Real-IP",
            "x_real_ip",
            "X-Original-URL",
            "X-Rewrite-Url",
            "Remote-User",
            "remote_user",
            "REMOTE-GROUPS",
            "remote",
            "X-User",
            "x_user",
            "my_group",
            "my-group",
            "Transfer_Encoding",
        ] {
            let mut some = headers(&[(name, "forged"), ("accept", "*/*")]);
            take_forged(&mut some, &identity);
            assert_eq!(names(&some), ["accept"], "{name}");
        }
        let kept =
            headers(&[("x-users", "1"), ("remotely", "1"), ("x-forward", "1"), ("user_agent", "1"), ("authorization", "1")]);
        let mut some = kept.clone();
        take_forged(&mut some, &identity);
        assert_eq!(some, kept);
    }
}
