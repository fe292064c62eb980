//! Passkeys of the people in a house: an authenticator that forges whatever a test says.

#[path = "../../../crates/core/src/domain/passkey/forge.rs"]
mod forge;

pub use forge::{Forged, OF_DEVICE, SYNCED};

use latchkey_core::domain::random::{OsRandom, Random};

use super::House;

/// A synced passkey for a house, of an algorithm (COSE).
pub fn passkey(house: &House, algorithm: i64) -> Forged {
    let id = (&OsRandom as &dyn Random).bytes();
    Forged::new(algorithm, ("localhost", &house.origin), id)
}
