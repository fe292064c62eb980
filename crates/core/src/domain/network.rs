//! Networks: the unit that IP-based limits count.

use std::net::IpAddr;

/// The IP addresses that belong to one holder: an IPv4 address or an IPv6 network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Network {
    /// An IPv4 address.
    V4([u8; 4]),
    /// The first 64 bits of an IPv6 address: one network. Its holder controls all IP addresses in it.
    V6([u8; 8]),
}

impl Network {
    /// Returns the network of an IP address. An IPv4-mapped IPv6 address counts as IPv4.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self::V4(v4.octets()),
            IpAddr::V6(v6) => {
                let [a, b, c, d, e, f, g, h, ..] = v6.octets();
                Self::V6([a, b, c, d, e, f, g, h])
            }
        }
    }

    /// The network as bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::V4(bytes) => bytes,
            Self::V6(bytes) => bytes,
        }
    }

    /// Returns the largest block that a provider assigns to one customer. For IPv6 that is the first 48 bits (RFC 6177), so
    /// 65,536 networks of one customer count as one.
    pub fn site(self) -> Self {
        match self {
            Self::V4(bytes) => Self::V4(bytes),
            Self::V6([a, b, c, d, e, f, ..]) => Self::V6([a, b, c, d, e, f, 0, 0]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_holder_are_one_network() {
        let of = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(of("203.0.113.9"), of("::ffff:203.0.113.9"));
        assert_ne!(of("203.0.113.9"), of("203.0.113.10"));
        assert_eq!(of("2001:db8:1:2::9"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::9"), of("2001:db8:1:3::9"));
        assert_eq!(of("2001:db8:1:2::9").site(), of("2001:db8:1:3::9").site());
        assert_eq!(of("203.0.113.9").site(), of("203.0.113.9"));
        assert_ne!(of("2001:db8:1:2::9").site(), of("2001:db8:2:2::9").site());
    }
}
