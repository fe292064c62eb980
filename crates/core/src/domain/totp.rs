//! Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of 30 seconds, secrets of 160 bits.
//!
//! A code is valid for one step, and each step is accepted once. A caller that matches a code must also spend its step
//! (`SecondFactors::spend`), for every purpose.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Builder, Secret, Totp};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{email::EmailAddress, in_groups_of_four, random::Random, time::Timestamp, typed};

/// Length of a step in seconds.
pub const STEP_SECONDS: u64 = 30;
const DIGITS: u8 = 6;
const SECRET_BYTES: usize = 20;

/// RFC 3986 unreserved characters stay as they are.
const URI_ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Which steps around the current one are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Window {
    /// The previous, current and next step: a phone's clock may be 30 seconds off either way.
    #[default]
    OneStepEitherWay,
    /// The previous and current step (closer to ASVS 6.5.5).
    OneStepBack,
}

impl Window {
    /// Number of its steps.
    pub const fn steps(self) -> u32 {
        match self {
            Self::OneStepEitherWay => 3,
            Self::OneStepBack => 2,
        }
    }

    /// True if it has the step at this distance from the current one.
    const fn has(self, distance: i64) -> bool {
        match self {
            Self::OneStepEitherWay => matches!(distance, -1..=1),
            Self::OneStepBack => matches!(distance, -1..=0),
        }
    }
}

/// For how many steps a clock may be off so that it is told: ten minutes.
pub const FAR_STEPS: i64 = 20;

/// The newest step that can have been used by now: the current one, the next (inside the window), and one more because server
/// clocks differ. A later step was used by a fast clock.
pub fn newest_possible_step(now: Timestamp) -> i64 {
    now.seconds().div_euclid(STEP_SECONDS as i64) + 2
}

/// Why input is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TotpCodeError {
    /// The input is empty.
    #[error("no code")]
    Empty,
    /// Not six digits.
    #[error("not six digits")]
    Malformed,
}

/// A code of six digits. Parsed with [`typed::bare`]; digits of other scripts are accepted.
pub struct TotpCode(String);

impl TotpCode {
    /// Parses user input.
    pub fn parse(typed: &str) -> Result<Self, TotpCodeError> {
        let mut digits = String::with_capacity(usize::from(DIGITS));
        for c in typed::bare(typed) {
            match typed::western_digit(c) {
                Some(digit) if digits.len() < usize::from(DIGITS) => digits.push(digit),
                _ => return Err(TotpCodeError::Malformed),
            }
        }
        match digits.len() {
            0 => Err(TotpCodeError::Empty),
            n if n == usize::from(DIGITS) => Ok(Self(digits)),
            _ => Err(TotpCodeError::Malformed),
        }
    }
}

impl fmt::Debug for TotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpCode(…)")
    }
}

/// The secret shared by an account and its authenticator. Never printed by `Debug`.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct TotpSecret(Vec<u8>);

impl TotpSecret {
    /// Generates a random secret.
    pub fn random(random: &dyn Random) -> Self {
        Self(random.bytes::<SECRET_BYTES>().to_vec())
    }

    /// Creates a secret from its stored bytes.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// The bytes to seal.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// RFC 4648 base32 without padding, the format of authenticators.
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// The base32 form in groups of four, for typing by hand.
    pub fn grouped(&self) -> String {
        in_groups_of_four(&self.base32(), " ")
    }

    /// The `otpauth://` URI (Key URI format) that an authenticator reads from the QR code.
    pub fn otpauth_uri(&self, app_name: &str, email: &EmailAddress) -> String {
        let encode = |text: &str| utf8_percent_encode(text, URI_ENCODED).to_string();
        let issuer = encode(app_name);
        format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}",
            account = encode(&email.for_people()),
            secret = self.base32(),
        )
    }

    /// Returns the step of a code, if it is within the window. The caller must ensure that each step is used once.
    pub fn matching_step(&self, code: &TotpCode, now: Timestamp, window: Window) -> Option<i64> {
        let seconds = u64::try_from(now.seconds()).ok()?;
        let step = i64::try_from(self.with_skew(1).check(&code.0, seconds)?).ok()?;
        window.has(step - i64::try_from(seconds / STEP_SECONDS).ok()?).then_some(step)
    }
}

impl TotpSecret {
    /// Returns the step of a code that is outside of the window and at most [`FAR_STEPS`] away, the nearest first: a sign of a clock that is
    /// off. Such a code is never accepted.
    pub fn far_step(&self, code: &TotpCode, now: Timestamp, window: Window) -> Option<i64> {
        let here = now.seconds().div_euclid(STEP_SECONDS as i64);
        let away = (1..=FAR_STEPS).flat_map(|distance| [here - distance, here + distance]);
        away.filter(|step| !window.has(step - here)).find(|step| {
            u64::try_from(*step).is_ok_and(|step| self.with_skew(0).check(&code.0, step * STEP_SECONDS) == Some(step))
        })
    }

    fn with_skew(&self, steps: u16) -> Totp {
        Builder::new()
            .with_digits(DIGITS)
            .with_step_duration(STEP_SECONDS)
            .with_skew(steps)
            .with_secret(Secret::new(self.0.clone().into_boxed_slice()))
            .build_noncompliant()
    }
}

/// How far a clock that made a code in this step is ahead of `now`, to half a step. Negative: it is behind.
pub fn offset_seconds(step: i64, now: Timestamp) -> i64 {
    step * STEP_SECONDS as i64 + STEP_SECONDS as i64 / 2 - now.seconds()
}

/// When the codes of a step can no longer be accepted anywhere: it has left every window, on every server's clock.
pub fn over_at(step: i64) -> Timestamp {
    Timestamp::from_seconds((step + 4) * STEP_SECONDS as i64)
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::random::OsRandom;

    fn code_at(secret: &TotpSecret, step: u64) -> TotpCode {
        let totp = Builder::new().with_secret(Secret::new(secret.0.clone().into_boxed_slice())).build_noncompliant();
        TotpCode::parse(&totp.generate(step * STEP_SECONDS).to_string()).unwrap()
    }

    #[test]
    fn rfc_6238_appendix_b() {
        // The RFC prints eight digits; six-digit codes are their last six.
        let secret = TotpSecret::from_bytes(b"12345678901234567890");
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let found =
                secret.matching_step(&TotpCode::parse(code).unwrap(), Timestamp::from_seconds(seconds), Window::default());
            assert_eq!(found, Some(seconds / 30), "at {seconds}");
        }
    }

    #[test]
    fn only_the_window_is_taken() {
        let secret = TotpSecret::random(&OsRandom);
        let now = Timestamp::from_seconds(1_800_000_000);
        let step = 60_000_000;
        for (offset, either_way, back) in
            [(-2, false, false), (-1, true, true), (0, true, true), (1, true, false), (2, false, false)]
        {
            let code = code_at(&secret, u64::try_from(step + offset).unwrap());
            assert_eq!(
                secret.matching_step(&code, now, Window::OneStepEitherWay),
                either_way.then_some(step + offset),
                "{offset}"
            );
            assert_eq!(secret.matching_step(&code, now, Window::OneStepBack), back.then_some(step + offset), "{offset}");
        }
    }

    #[test]
    fn a_clock_that_is_off_is_told_by_up_to_ten_minutes() {
        let secret = TotpSecret::random(&OsRandom);
        // The middle of a step.
        let (now, here) = (Timestamp::from_seconds(1_800_000_015), 60_000_000);
        let far = |distance: i64, window| {
            let code = code_at(&secret, u64::try_from(here + distance).unwrap());
            secret.far_step(&code, now, window).map(|step| offset_seconds(step, now))
        };
        for (distance, seconds) in [(-21, None), (-20, Some(-600)), (-2, Some(-60)), (3, Some(90)), (20, Some(600)), (21, None)] {
            assert_eq!(far(distance, Window::OneStepEitherWay), seconds, "{distance}");
        }
        for within in [-1, 0, 1] {
            assert_eq!(far(within, Window::OneStepEitherWay), None, "{within}");
        }
        assert_eq!(far(1, Window::OneStepBack), Some(30));
        assert_eq!(secret.far_step(&code_at(&secret, 3), Timestamp(0), Window::default()), Some(3));
        assert!(over_at(here) > now + std::time::Duration::from_secs(60));
    }

    #[test]
    fn the_epoch_is_no_trap() {
        let secret = TotpSecret::random(&OsRandom);
        assert_eq!(secret.matching_step(&code_at(&secret, 0), Timestamp(0), Window::default()), Some(0));
        assert_eq!(secret.matching_step(&code_at(&secret, 0), Timestamp(-5), Window::default()), None);
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        for typed in [
            "123456",
            " 123 456 ",
            "123-456",
            "1 2 3 4 5 6",
            "123\u{a0}456",
            "١٢٣٤٥٦",
            "１２３４５６",
            "\u{feff}123456",
            "123\u{200e}456",
            "123—456",
            "123−456",
            "“123456”.",
            "123456.",
        ] {
            assert_eq!(TotpCode::parse(typed).unwrap().0, "123456", "{typed:?}");
        }
        assert_eq!(TotpCode::parse(" ").unwrap_err(), TotpCodeError::Empty);
        for typed in
            ["12345", "1234567", "12345a", "+12345", "123456\0", "12.3456", "Code: 123456", "1. 123456", &"1".repeat(100_000)]
        {
            assert_eq!(TotpCode::parse(typed).unwrap_err(), TotpCodeError::Malformed);
        }
    }

    #[test]
    fn the_uri_is_percent_encoded_and_names_the_issuer_twice() {
        let secret = TotpSecret::from_bytes(b"12345678901234567890");
        let email = EmailAddress::parse("a+b&c%d@example.com").unwrap();
        assert_eq!(
            secret.otpauth_uri("My App & Söhne", &email),
            "otpauth://totp/My%20App%20%26%20S%C3%B6hne:a%2Bb%26c%25d%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=My%20App%20%26%20S%C3%B6hne&algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(secret.grouped(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    #[test]
    fn secrets_do_not_repeat() {
        let mut seen: Vec<_> = (0..1000).map(|_| TotpSecret::random(&OsRandom).base32()).collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 1000);
        assert!(seen.iter().all(|secret| secret.len() == 32));
    }
}
