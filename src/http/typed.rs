//! Input of a rejected form, sealed in a cookie for the next page. Never a password.

use latchkey_core::{Services, domain::network::Network};

/// The input is sealed for the network of its client: a planted cookie with somebody else's input fills no form.
fn purpose(network: Network) -> Vec<u8> {
    [b"typed fields", network.bytes()].concat()
}

/// Seals fields for the cookie.
pub fn seal(fields: &[(&'static str, String)], services: &Services, network: Network) -> String {
    let text: String = fields.iter().map(|(name, value)| format!("{name}={}\n", value.replace(['\r', '\n'], " "))).collect();
    services.seal_text(&text, &purpose(network))
}

/// Returns a field of the form rejected before this page. Empty if there is none.
pub fn before(cookie: Option<&str>, (services, network): (&Services, Network), name: &str) -> String {
    let text = cookie.and_then(|sealed| services.open_text(sealed, &purpose(network))).unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once('='))
        .find(|(key, _)| *key == name)
        .map_or_else(String::new, |(_, value)| value.to_owned())
}
