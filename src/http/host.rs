//! Checks the `Host` of a request: the name in `public_url`, or a name of this machine.

use axum::{
    extract::Request,
    http::{HeaderMap, Uri, Version, header, request::Parts, uri::Authority},
    response::{IntoResponse, Response},
};

use latchkey_core::domain::origin::{Origin, is_of_this_machine};

use super::{fault, refusal::Refusal, route::Kind, state::AppState};

/// Rejects requests without exactly one valid host (RFC 9112 §3.2), and requests for another host.
pub async fn demand<F>(state: &AppState, request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let origin = &state.site().origin;
    let route = state.route_of(request.extensions());
    // Health checks use any name or IP address of the server.
    let is_for_any_host = route.is_some_and(|route| route.kind == Kind::Machine);
    let refusal = match named(request.headers(), request.uri(), request.version()) {
        Err(()) => Some(Refusal::BadRequest),
        Ok(None) => None,
        Ok(Some(_)) if is_for_any_host => None,
        Ok(Some(host)) => (!is_own(&host, origin)).then(|| {
            fault::log_other_host(host.as_str(), origin.host());
            Refusal::OtherHost
        }),
    };
    match refusal {
        Some(refusal) => refusal.into_response(),
        None => next(request).await,
    }
}

/// The host of a request. `None` if it names none, or not exactly one.
pub fn of(parts: &Parts) -> Option<Authority> {
    named(&parts.headers, &parts.uri, parts.version).ok().flatten()
}

/// Returns the host of a request. `None` in HTTP/1.0, which has no `Host`.
fn named(headers: &HeaderMap, uri: &Uri, version: Version) -> Result<Option<Authority>, ()> {
    let mut lines = headers.get_all(header::HOST).iter();
    let host = match (lines.next(), lines.next()) {
        (Some(line), None) => Some(Authority::try_from(line.as_bytes()).map_err(drop)?),
        (None, None) if version == Version::HTTP_10 => None,
        // HTTP/2 has it in the target (RFC 9113 §8.3.1).
        (None, None) if version == Version::HTTP_2 && uri.authority().is_some() => uri.authority().cloned(),
        _ => return Err(()),
    };
    if host.as_ref().is_some_and(|host| host.host().is_empty() || host.as_str().contains('@')) {
        return Err(());
    }
    // The absolute form of the target takes precedence over `Host` (RFC 9112 §3.2.2).
    Ok(uri.authority().cloned().or(host))
}

/// The port is ignored: a proxy may pass on its own, another's or none, and it does not identify the client.
fn is_own(host: &Authority, origin: &Origin) -> bool {
    let name = host.host().strip_suffix('.').unwrap_or(host.host());
    name.eq_ignore_ascii_case(origin.host()) || is_of_this_machine(name)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use url::Url;

    use super::*;

    #[test]
    fn there_is_one_host_and_it_is_ours() {
        let origin = Origin::new(Url::parse("https://id.example.com").unwrap());
        let of = |lines: &[&str], uri: &str, version| {
            let lines = lines.iter().map(|line| (header::HOST, HeaderValue::from_str(line).unwrap()));
            named(&HeaderMap::from_iter(lines), &uri.parse().unwrap(), version)
        };
        for (line, own) in [
            ("id.example.com", Some(true)),
            ("ID.example.com.", Some(true)),
            ("id.example.com:443", Some(true)),
            ("id.example.com:3000", Some(true)),
            ("localhost", Some(true)),
            ("app.localhost:3000", Some(true)),
            ("127.0.0.1:3000", Some(true)),
            ("[::1]:3000", Some(true)),
            ("evil.example", Some(false)),
            ("id.example.com.evil.example", Some(false)),
            ("10.0.0.7:3000", Some(false)),
            ("[2001:db8::1]", Some(false)),
            ("localhost.evil.example", Some(false)),
            ("", None),
            ("a b", None),
            ("id.example.com, id.example.com", None),
            ("id.example.com@evil.example", None),
            ("id.example.com/", None),
        ] {
            let found = of(&[line], "/", Version::HTTP_11).ok().flatten().map(|host| is_own(&host, &origin));
            assert_eq!(found, own, "{line}");
        }
        assert_eq!(of(&[], "/", Version::HTTP_11), Err(()));
        assert_eq!(of(&[], "/", Version::HTTP_10), Ok(None));
        let in_target = of(&[], "https://id.example.com/", Version::HTTP_2).unwrap().unwrap();
        assert!(is_own(&in_target, &origin));
        assert_eq!(of(&[], "/", Version::HTTP_2), Err(()));
        assert_eq!(of(&["id.example.com", "id.example.com"], "/", Version::HTTP_11), Err(()));
        let absolute = of(&["id.example.com"], "http://evil.example/", Version::HTTP_11).unwrap().unwrap();
        assert!(!is_own(&absolute, &origin));
    }
}
