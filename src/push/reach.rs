//! Which addresses the server may send to: none inside the operator's network, unless the operator allows it. Otherwise whoever names a URL
//! could reach what only this machine reaches, such as a router or a cloud's metadata (server-side request forgery).

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

/// Blocks that are no part of the public internet, or lead into a network by another protocol (the special-purpose registries of IANA, RFC 6890
/// and what came since).
const NOT_PUBLIC_V4: &[&str] = &[
    "0.0.0.0/8",       // this network
    "10.0.0.0/8",      // private
    "100.64.0.0/10",   // shared by a provider's customers, and by overlay networks
    "127.0.0.0/8",     // this machine
    "169.254.0.0/16",  // this link, and the metadata of clouds
    "172.16.0.0/12",   // private
    "192.0.0.0/24",    // protocols
    "192.0.2.0/24",    // examples
    "192.31.196.0/24", // AS112
    "192.52.193.0/24", // AMT
    "192.88.99.0/24",  // 6to4 relays
    "192.168.0.0/16",  // private
    "192.175.48.0/24", // AS112
    "198.18.0.0/15",   // measurements
    "198.51.100.0/24", // examples
    "203.0.113.0/24",  // examples
    "224.0.0.0/4",     // multicast
    "240.0.0.0/4",     // reserved, and broadcast
];

/// The public internet of IPv6, with what is not public within.
const PUBLIC_V6: &str = "2000::/3";
const NOT_PUBLIC_V6: &[&str] = &[
    "2001::/23",         // protocols, Teredo among them
    "2001:db8::/32",     // examples
    "2002::/16",         // 6to4: leads to an IPv4 address
    "3fff::/20",         // examples
    "2620:4f:8000::/48", // AS112
];

/// By which hosts without IPv4 reach it: 64:ff9b::/96.
const NAT64: [u16; 6] = [0x64, 0xff9b, 0, 0, 0, 0];

/// Where the server may send to.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Networks that are not public and that the operator allows.
    inside: Vec<IpNet>,
}

/// What an address is to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the public internet: allowed, encrypted.
    Public,
    /// In a network that the operator allows: also unencrypted.
    Inside,
    /// Elsewhere: not allowed.
    Forbidden,
}

impl Reach {
    /// A reach into the public internet and these networks.
    pub fn new(inside: Vec<IpNet>) -> Self {
        Self { inside }
    }

    /// What an address is.
    pub fn place(&self, address: IpAddr) -> Place {
        let address = address.to_canonical();
        if self.inside.iter().any(|network| network.contains(&address)) {
            Place::Inside
        } else if is_public(address) {
            Place::Public
        } else {
            Place::Forbidden
        }
    }
}

fn is_public(address: IpAddr) -> bool {
    let within = |blocks: &[&str]| blocks.iter().any(|block| block.parse::<IpNet>().is_ok_and(|block| block.contains(&address)));
    match address {
        IpAddr::V4(_) => !within(NOT_PUBLIC_V4),
        // What leads to an address of IPv4 is judged by that (RFC 6052 §2.1).
        IpAddr::V6(v6) if v6.segments()[..6] == NAT64 => is_public(Ipv4Addr::from_bits(v6.to_bits() as u32).into()),
        IpAddr::V6(_) => within(&[PUBLIC_V6]) && !within(NOT_PUBLIC_V6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_can_be_read() {
        for block in NOT_PUBLIC_V4.iter().chain(NOT_PUBLIC_V6).chain(&[PUBLIC_V6]) {
            let net: IpNet = block.parse().unwrap();
            assert_eq!(net, net.trunc(), "{block}");
        }
    }

    #[test]
    fn the_inside_is_forbidden_unless_it_is_allowed() {
        let (closed, open) = (Reach::default(), Reach::new(vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()]));
        for (address, place, place_if_allowed) in [
            ("1.1.1.1", Place::Public, Place::Public),
            ("2606:4700::1", Place::Public, Place::Public),
            ("10.1.2.3", Place::Forbidden, Place::Inside),
            ("::ffff:10.1.2.3", Place::Forbidden, Place::Inside),
            ("fd00::1", Place::Forbidden, Place::Inside),
            ("127.0.0.1", Place::Forbidden, Place::Forbidden),
            ("127.8.8.8", Place::Forbidden, Place::Forbidden),
            ("0.0.0.0", Place::Forbidden, Place::Forbidden),
            ("169.254.169.254", Place::Forbidden, Place::Forbidden),
            ("100.100.100.200", Place::Forbidden, Place::Forbidden),
            ("192.168.1.1", Place::Forbidden, Place::Forbidden),
            ("172.31.0.1", Place::Forbidden, Place::Forbidden),
            ("172.32.0.1", Place::Public, Place::Public),
            ("224.0.0.1", Place::Forbidden, Place::Forbidden),
            ("255.255.255.255", Place::Forbidden, Place::Forbidden),
            ("::1", Place::Forbidden, Place::Forbidden),
            ("::", Place::Forbidden, Place::Forbidden),
            ("::ffff:127.0.0.1", Place::Forbidden, Place::Forbidden),
            ("fe80::1", Place::Forbidden, Place::Forbidden),
            ("ff02::1", Place::Forbidden, Place::Forbidden),
            ("64:ff9b::7f00:1", Place::Forbidden, Place::Forbidden),
            ("64:ff9b::a00:1", Place::Forbidden, Place::Forbidden),
            ("64:ff9b::101:101", Place::Public, Place::Public),
            ("64:ff9b:1::a00:1", Place::Forbidden, Place::Forbidden),
            ("2002:7f00:1::", Place::Forbidden, Place::Forbidden),
            ("2001:0:7f00:1::", Place::Forbidden, Place::Forbidden),
            ("2001:db8::1", Place::Forbidden, Place::Forbidden),
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert_eq!((closed.place(address), open.place(address)), (place, place_if_allowed), "{address}");
        }
    }
}
