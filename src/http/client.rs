//! Who sends a request: the IP address of a client, behind proxies, and its browser.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request},
    http::{Extensions, HeaderMap, HeaderValue, header},
    response::Response,
};
use ipnet::IpNet;
use latchkey_core::{Client, domain::origin::Origin};

use super::{
    cookies::{self, Name},
    fault,
    state::AppState,
};

/// The IP address of the client.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// Returns the IP address recorded for a request.
pub fn address(extensions: &Extensions) -> IpAddr {
    extensions.get::<ClientAddress>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.0)
}

/// Returns the client of a request.
pub fn of_request<'a>((extensions, headers): (&Extensions, &'a HeaderMap), origin: &Origin) -> Client<'a> {
    let user_agent = headers.get(header::USER_AGENT).map(HeaderValue::to_str).and_then(Result::ok).unwrap_or_default();
    Client {
        address: address(extensions),
        device: cookies::read(headers, Name::Device, origin),
        trust: cookies::read(headers, Name::Trust, origin),
        user_agent,
    }
}

/// Records the client's IP address for each request.
pub async fn remember_address<F>(state: &AppState, mut request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let address = of(peer.ip(), request.headers(), &state.site().trusted_proxies);
        request.extensions_mut().insert(ClientAddress(address));
    }
    next(request).await
}

/// True if an address belongs to a trusted proxy.
pub fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|net| net.contains(&address.to_canonical()))
}

/// If the peer is a trusted proxy, returns the right-most IP address in `X-Forwarded-For` that is not a trusted proxy. Otherwise
/// the peer's own IP address.
fn of(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| is_trusted(*address, trusted);
    if !is_trusted(&peer) {
        return peer;
    }
    let hops: Vec<&[u8]> = headers
        .get_all("x-forwarded-for")
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .collect();
    let mut nearest = peer;
    for hop in hops.iter().rev() {
        let Some(address) = of_hop(hop) else {
            if !hop.is_empty() {
                fault::log_odd_address(&hop.escape_ascii().to_string());
            }
            return nearest;
        };
        nearest = address;
        if !is_trusted(&address) {
            break;
        }
    }
    nearest
}

/// Parses an IP address as written by proxies: with or without a port, IPv6 with or without brackets, the whole with or without
/// quotes.
fn of_hop(hop: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(hop).ok()?;
    let text = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text).trim();
    let alone = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    alone.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_as_far_as_it_saw() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        for (peer, forwarded, expected) in [
            ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
            ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
            ("10.0.0.1", "6.6.6.6, garbage, 10.0.0.2", "10.0.0.2"),
            ("10.0.0.1", "", "10.0.0.1"),
            ("::1", "2001:db8::5", "2001:db8::5"),
            ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "198.51.100.1:41007", "198.51.100.1"),
            ("10.0.0.1", "6.6.6.6, \"198.51.100.1\" , 10.0.0.2:80", "198.51.100.1"),
            ("10.0.0.1", "\"198.51.100.1:41007\"", "198.51.100.1"),
            ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
            ("10.0.0.1", "[2001:db8::1]", "2001:db8::1"),
            ("10.0.0.1", "\"[2001:db8::1]:443\"", "2001:db8::1"),
            ("10.0.0.1", "é, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "198.51.100.1, é", "10.0.0.1"),
            ("10.0.0.1", "198.51.100.1:port", "10.0.0.1"),
            ("10.0.0.1", "unknown", "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", HeaderValue::from_bytes(forwarded.as_bytes()).unwrap());
            headers.insert("x-real-ip", "6.6.6.6".parse().unwrap());
            headers.insert("forwarded", "for=6.6.6.6".parse().unwrap());
            assert_eq!(of(peer.parse().unwrap(), &headers, &trusted), expected.parse::<IpAddr>().unwrap(), "{peer} {forwarded}");
        }
    }
}
