//! Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of 30 seconds, secrets of 160 bits. Authenticators that came along from
//! another product may have other [`Parameters`].
//!
//! A step is told by its beginning, in units of 30 seconds since 1970, whatever its length: so the steps of every authenticator are in the order
//! of time, and can be compared with the present one.
//!
//! A code is valid for one step, and each step is accepted once. A caller that matches a code must also spend its step
//! (`SecondFactors::spend`), for every purpose.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Builder, Secret, Totp};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{email::EmailAddress, in_groups_of_four, random::Random, time::Timestamp, typed};

/// Length of a step in seconds, and the unit in which steps are told.
pub const STEP_SECONDS: u64 = 30;
const DIGITS: u8 = 6;
const SECRET_BYTES: usize = 20;
/// Shortest and longest secret that may come along, in bytes. RFC 4226 §4 asks for 128 bits; many products make 80.
const FOREIGN_SECRET_BYTES: std::ops::RangeInclusive<usize> = 10..=64;
/// Lengths of a step that may come along, in seconds. Two shorter ones would begin in one unit.
const FOREIGN_PERIODS: std::ops::RangeInclusive<u64> = STEP_SECONDS..=120;

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

/// The hash function of an authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Algorithm {
    /// HMAC-SHA-1, which every authenticator knows.
    #[default]
    Sha1,
    /// HMAC-SHA-256.
    Sha256,
    /// HMAC-SHA-512.
    Sha512,
}

impl Algorithm {
    const ALL: [(Self, &'static str); 3] = [(Self::Sha1, "SHA1"), (Self::Sha256, "SHA256"), (Self::Sha512, "SHA512")];

    /// Name in `otpauth://` URIs.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find_map(|(one, name)| (one == self).then_some(name)).unwrap_or_default()
    }

    /// Reads a name, also as Keycloak (`HmacSHA1`) and RFC 6238 (`SHA-1`) write it.
    pub fn named(name: &str) -> Option<Self> {
        let bare = name.to_ascii_uppercase().replace(['-', '_'], "");
        let bare = bare.strip_prefix("HMAC").unwrap_or(&bare);
        Self::ALL.into_iter().find_map(|(one, name)| (name == bare).then_some(one))
    }

    const fn of_library(self) -> totp_rs::Algorithm {
        match self {
            Self::Sha1 => totp_rs::Algorithm::SHA1,
            Self::Sha256 => totp_rs::Algorithm::SHA256,
            Self::Sha512 => totp_rs::Algorithm::SHA512,
        }
    }
}

/// What an authenticator makes its codes with, besides the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// The hash function.
    pub algorithm: Algorithm,
    /// Number of digits: 6 or 8.
    pub digits: u8,
    /// Length of a step in seconds.
    pub period: u64,
}

impl Default for Parameters {
    /// Those of every authenticator that is set up here.
    fn default() -> Self {
        Self { algorithm: Algorithm::Sha1, digits: DIGITS, period: STEP_SECONDS }
    }
}

/// Why an authenticator of another product cannot come along. The reason is shown to the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownTotp {
    /// The secret cannot be read.
    #[error("its authenticator's secret cannot be read")]
    Secret,
    /// The secret is shorter than 80 bits, or longer than 512.
    #[error("its authenticator's secret has fewer than 80 bits, or more than 512")]
    Length,
    /// Another hash function.
    #[error("its authenticator is of an algorithm other than SHA1, SHA256 and SHA512")]
    Algorithm,
    /// Neither 6 nor 8 digits.
    #[error("its authenticator shows neither 6 nor 8 digits")]
    Digits,
    /// A step that is too short or too long.
    #[error("its authenticator's codes last less than 30 seconds or more than 120")]
    Period,
}

/// Why input is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TotpCodeError {
    /// The input is empty.
    #[error("no code")]
    Empty,
    /// Not six digits, and not the eight that some authenticators show.
    #[error("not six digits")]
    Malformed,
}

/// Most digits of a code.
const MOST_DIGITS: u8 = 8;

/// A code of six digits, or of eight. Parsed with [`typed::bare`]; digits of other scripts are accepted.
pub struct TotpCode(String);

impl TotpCode {
    /// Parses user input.
    pub fn parse(typed: &str) -> Result<Self, TotpCodeError> {
        let mut digits = String::with_capacity(usize::from(MOST_DIGITS));
        for c in typed::bare(typed) {
            match typed::western_digit(c) {
                Some(digit) if digits.len() < usize::from(MOST_DIGITS) => digits.push(digit),
                _ => return Err(TotpCodeError::Malformed),
            }
        }
        match digits.len() {
            0 => Err(TotpCodeError::Empty),
            n if n == usize::from(DIGITS) || n == usize::from(MOST_DIGITS) => Ok(Self(digits)),
            _ => Err(TotpCodeError::Malformed),
        }
    }
}

impl fmt::Debug for TotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpCode(…)")
    }
}

/// The secret shared by an account and its authenticator, with the parameters of its codes. Never printed by `Debug`.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct TotpSecret {
    bytes: Vec<u8>,
    #[zeroize(skip)]
    parameters: Parameters,
}

impl TotpSecret {
    /// Generates a random secret.
    pub fn random(random: &dyn Random) -> Self {
        Self { bytes: random.bytes::<SECRET_BYTES>().to_vec(), parameters: Parameters::default() }
    }

    /// A secret that comes along from another product.
    pub fn of_another(bytes: Vec<u8>, parameters: Parameters) -> Result<Self, UnknownTotp> {
        if !FOREIGN_SECRET_BYTES.contains(&bytes.len()) {
            return Err(UnknownTotp::Length);
        }
        if !matches!(parameters.digits, DIGITS | MOST_DIGITS) {
            return Err(UnknownTotp::Digits);
        }
        if !FOREIGN_PERIODS.contains(&parameters.period) {
            return Err(UnknownTotp::Period);
        }
        Ok(Self { bytes, parameters })
    }

    /// The same with the secret in base32, as authenticators are told it.
    pub fn of_base32(text: &str, parameters: Parameters) -> Result<Self, UnknownTotp> {
        let bare: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '=')).collect();
        let bytes = BASE32_NOPAD.decode(bare.to_ascii_uppercase().as_bytes()).map_err(|_| UnknownTotp::Secret)?;
        Self::of_another(bytes, parameters)
    }

    /// The same as an `otpauth://` URI (Key URI format).
    pub fn of_uri(uri: &str) -> Result<Self, UnknownTotp> {
        let uri = url::Url::parse(uri).ok().filter(|uri| uri.scheme() == "otpauth" && uri.host_str() == Some("totp"));
        let uri = uri.ok_or(UnknownTotp::Secret)?;
        let value = |name: &str| uri.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let algorithm = match value("algorithm") {
            Some(name) => Algorithm::named(&name).ok_or(UnknownTotp::Algorithm)?,
            None => Algorithm::default(),
        };
        let digits = value("digits").map_or(Ok(DIGITS), |digits| digits.parse().map_err(|_| UnknownTotp::Digits))?;
        let period = value("period").map_or(Ok(STEP_SECONDS), |period| period.parse().map_err(|_| UnknownTotp::Period))?;
        Self::of_base32(&value("secret").ok_or(UnknownTotp::Secret)?, Parameters { algorithm, digits, period })
    }

    /// Reads what was sealed. `None` if it cannot be read.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        // Of no other length, and with the parameters of all authenticators that are set up here.
        if bytes.len() == SECRET_BYTES {
            return Some(Self { bytes: bytes.to_vec(), parameters: Parameters::default() });
        }
        let mut parts = std::str::from_utf8(bytes).ok()?.split(' ');
        let (algorithm, digits, period, secret) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let algorithm = Algorithm::named(algorithm)?;
        Self::of_base32(secret, Parameters { algorithm, digits: digits.parse().ok()?, period: period.parse().ok()? }).ok()
    }

    /// What to seal: the secret alone, or the parameters and the secret in base32 as a text, which is longer than that.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        if self.bytes.len() == SECRET_BYTES && self.parameters == Parameters::default() {
            return Zeroizing::new(self.bytes.clone());
        }
        let Parameters { algorithm, digits, period } = self.parameters;
        Zeroizing::new(format!("{} {digits} {period} {}", algorithm.name(), self.base32()).into_bytes())
    }

    /// The parameters of its codes.
    pub fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// RFC 4648 base32 without padding, the format of authenticators.
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.bytes)
    }

    /// The base32 form in groups of four, for typing by hand.
    pub fn grouped(&self) -> String {
        in_groups_of_four(&self.base32(), " ")
    }

    /// The `otpauth://` URI (Key URI format) that an authenticator reads from the QR code.
    pub fn otpauth_uri(&self, app_name: &str, email: &EmailAddress) -> String {
        let encode = |text: &str| utf8_percent_encode(text, URI_ENCODED).to_string();
        let issuer = encode(app_name);
        let Parameters { algorithm, digits, period } = self.parameters;
        format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm={algorithm}&digits={digits}&period={period}",
            algorithm = algorithm.name(),
            account = encode(&email.for_people()),
            secret = self.base32(),
        )
    }

    /// Returns the step of a code, if it is within the window. The caller must ensure that each step is used once.
    pub fn matching_step(&self, code: &TotpCode, now: Timestamp, window: Window) -> Option<i64> {
        let period = self.parameters.period;
        let seconds = u64::try_from(now.seconds()).ok()?;
        let step = i64::try_from(self.with_skew(1).check(&code.0, seconds)?).ok()?;
        let is_within = self.within(window).has(step - i64::try_from(seconds / period).ok()?);
        is_within.then(|| self.told(step))
    }

    /// The steps that are accepted. Of steps that last more than two units the next one begins after [`newest_possible_step`].
    fn within(&self, window: Window) -> Window {
        if self.parameters.period <= 2 * STEP_SECONDS { window } else { Window::OneStepBack }
    }

    /// A step of this authenticator in units of [`STEP_SECONDS`].
    fn told(&self, step: i64) -> i64 {
        step * self.period() / STEP_SECONDS as i64
    }

    fn period(&self) -> i64 {
        self.parameters.period.cast_signed()
    }

    /// Returns the step of a code that is outside of the window and at most [`FAR_STEPS`] away, the nearest first: a sign of a clock that is
    /// off. Such a code is never accepted.
    pub fn far_step(&self, code: &TotpCode, now: Timestamp, window: Window) -> Option<i64> {
        let (period, window) = (self.period(), self.within(window));
        let here = now.seconds().div_euclid(period);
        let away = (1..=FAR_STEPS * STEP_SECONDS as i64 / period).flat_map(|distance| [here - distance, here + distance]);
        let far = away.filter(|step| !window.has(step - here)).find(|step| {
            u64::try_from(*step).is_ok_and(|step| self.with_skew(0).check(&code.0, step * self.parameters.period) == Some(step))
        });
        far.map(|step| self.told(step))
    }

    fn with_skew(&self, steps: u16) -> Totp {
        Builder::new()
            .with_algorithm(self.parameters.algorithm.of_library())
            .with_digits(self.parameters.digits)
            .with_step_duration(self.parameters.period)
            .with_skew(steps)
            .with_secret(Secret::new(self.bytes.clone().into_boxed_slice()))
            .build_noncompliant()
    }
}

/// How far a clock that made a code in this step is ahead of `now`, to half a step. Negative: it is behind.
pub fn offset_seconds(step: i64, now: Timestamp) -> i64 {
    step * STEP_SECONDS as i64 + STEP_SECONDS as i64 / 2 - now.seconds()
}

/// When the codes of a step can no longer be accepted anywhere: it has left every window, on every server's clock. The longest steps are two
/// of four units.
pub fn over_at(step: i64) -> Timestamp {
    Timestamp::from_seconds((step + 10) * STEP_SECONDS as i64)
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

#[cfg(test)]
mod tests;
