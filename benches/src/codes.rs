//! The codes of an authenticator (RFC 6238), as the person's phone shows them.

use hmac::{Hmac, KeyInit, Mac};
use latchkey_core::domain::{
    time::{Clock, SystemClock},
    totp::STEP_SECONDS,
};
use sha1::Sha1;

/// The secret of an authenticator.
pub type Secret = [u8; 20];

/// The number of the present step.
pub fn step_now() -> i64 {
    SystemClock.now().seconds() / i64::try_from(STEP_SECONDS).unwrap_or(30)
}

/// The code of a step, six digits.
pub fn code(secret: &Secret, step: i64) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("a key");
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_6238_appendix_b() {
        for (seconds, expected) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(code(b"12345678901234567890", seconds / 30), expected);
        }
    }
}
