//! What the proxies do to a request, as the server saw it.

use axum::http::uri::Authority;
use latchkey_core::domain::origin::{Origin, is_of_this_machine};

use super::finding::{Check, Finding};
use crate::features::health::doctor::Seen;

/// The header in which a proxy says who asks.
pub const FORWARDED_FOR: &str = "x-forwarded-for";
/// What the doctor claims to be: an address that is nobody's (RFC 5737). Whoever passes a claim on lets everybody pretend.
pub const CLAIM: &str = "192.0.2.77";

const SET_FORWARDED_FOR: &str =
    "let the proxy set it in place of what the client says, in nginx: proxy_set_header X-Forwarded-For $remote_addr;";

/// Judges what the server saw.
pub fn examine(origin: &Origin, seen: &Seen) -> Vec<Finding> {
    vec![of_host(origin, seen), of_forwarded_for(origin, seen)]
}

fn of_host(origin: &Origin, seen: &Seen) -> Finding {
    let host = seen.host.as_deref().and_then(|host| host.parse::<Authority>().ok());
    let name = host.as_ref().map(Authority::host).unwrap_or_default();
    let remedy = "let the proxy pass Host on as it came, in nginx: proxy_set_header Host $host;";
    if name.eq_ignore_ascii_case(origin.host()) {
        Finding::ok(Check::Proxy, "Host arrives as it was sent.")
    } else if is_of_this_machine(name) {
        Finding::note(Check::Proxy, format!("Host arrives as {name}, and not as {}.", origin.host()), remedy)
    } else {
        let sentence = format!("Host arrives as {name:?}, and not as {}: every page is refused.", origin.host());
        Finding::wrong(Check::Proxy, sentence, remedy)
    }
}

/// Who is told to be the client.
fn of_forwarded_for(origin: &Origin, seen: &Seen) -> Finding {
    let peer = seen.peer.map_or_else(|| "the proxy".to_owned(), |peer| peer.to_string());
    let nearest = seen.forwarded_for.last().map(String::as_str);
    let is_claim = nearest == Some(CLAIM);
    // The server speaks http alone: whoever speaks https is in front of it. Without, what was sent arrives as it was, unless somebody is.
    let is_direct = !origin.is_secure() && is_claim && (origin.is_loopback() || !seen.peer_is_trusted);
    match (nearest, seen.peer_is_trusted) {
        _ if is_direct => Finding::ok(Check::Proxy, "No proxy is in between."),
        (Some(CLAIM), true) => Finding::wrong(
            Check::Proxy,
            format!(
                "The proxy at {peer} passes on what clients say of themselves in X-Forwarded-For: anybody can pretend to be anybody."
            ),
            SET_FORWARDED_FOR,
        ),
        (None | Some(CLAIM), _) => Finding::wrong(
            Check::Proxy,
            format!(
                "The proxy at {peer} does not say in X-Forwarded-For who asks: all people count as one, and one who guesses locks out all."
            ),
            format!("{SET_FORWARDED_FOR} and put the proxy's network into trusted_proxies"),
        ),
        (Some(_), false) => Finding::wrong(
            Check::Proxy,
            format!(
                "The proxy at {peer} says in X-Forwarded-For who asks, and is not believed: all people count as one, and one \
                 who guesses locks out all."
            ),
            format!("set trusted_proxies = [\"{peer}\"], or its network"),
        ),
        (Some(_), true) => Finding::ok(Check::Proxy, format!("The proxy at {peer} says who asks, and is believed.")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    fn seen(host: &str, forwarded_for: &[&str], peer_is_trusted: bool) -> Seen {
        Seen {
            version: String::new(),
            public_url: String::new(),
            clock: 0,
            host: Some(host.into()),
            peer: Some([10, 0, 0, 1].into()),
            peer_is_trusted,
            client: [10, 0, 0, 1].into(),
            forwarded_for: forwarded_for.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn what_a_proxy_does_by_table() {
        let (https, here, insecure) = ("https://id.example", "http://localhost:3000", "http://id.example");
        for (url, forwarded_for, trusted, state, expected) in [
            (https, &["198.51.100.7"][..], true, State::Ok, "is believed"),
            (https, &[CLAIM, "198.51.100.7"], true, State::Ok, "is believed"),
            (https, &["198.51.100.7"], false, State::Wrong, "is not believed"),
            (https, &[], true, State::Wrong, "does not say"),
            (https, &[], false, State::Wrong, "does not say"),
            (https, &[CLAIM], true, State::Wrong, "anybody can pretend"),
            (https, &[CLAIM], false, State::Wrong, "does not say"),
            (here, &[CLAIM], false, State::Ok, "No proxy"),
            (here, &[CLAIM], true, State::Ok, "No proxy"),
            (here, &[CLAIM, "127.0.0.1"], false, State::Wrong, "is not believed"),
            (insecure, &[CLAIM], false, State::Ok, "No proxy"),
            (insecure, &[CLAIM], true, State::Wrong, "anybody can pretend"),
        ] {
            let origin = Origin::new(url::Url::parse(url).unwrap());
            let found = of_forwarded_for(&origin, &seen("id.example", forwarded_for, trusted));
            assert!(found.state == state && found.sentence.contains(expected), "{url} {forwarded_for:?} {trusted}: {found:?}");
        }
    }

    #[test]
    fn a_host_is_the_public_one_by_table() {
        let origin = Origin::new(url::Url::parse("https://id.example").unwrap());
        for (host, state) in [
            ("id.example", State::Ok),
            ("ID.example:443", State::Ok),
            ("127.0.0.1:3000", State::Note),
            ("localhost", State::Note),
            ("backend:3000", State::Wrong),
            ("a b", State::Wrong),
            ("", State::Wrong),
        ] {
            assert_eq!(of_host(&origin, &seen(host, &[], true)).state, state, "{host}");
        }
    }
}
