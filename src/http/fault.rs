//! Logging of server faults: at most one line a second, however many requests hit them.

use std::{
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use latchkey_core::{AuthError, Fault};

/// Minimum time between two lines.
const PACE: Duration = Duration::from_secs(1);

static UNAVAILABLE: Paced = Paced::new();
static BROKEN: Paced = Paced::new();
static ODD_ADDRESS: Paced = Paced::new();
static OTHER_HOST: Paced = Paced::new();
static CROWDED: Paced = Paced::new();
static NOT_ACCEPTED: Paced = Paced::new();
static STRANGER_AT_GATE: Paced = Paced::new();
static APPLICATION: Paced = Paced::new();
static MALFORMED_AT_GATE: Paced = Paced::new();

/// Maximum length of an external value in a log line, in bytes.
const SHOWN: usize = 100;

/// Truncates an external value for the log.
pub fn shown(value: &str) -> &str {
    let end = (0..=SHOWN.min(value.len())).rev().find(|end| value.is_char_boundary(*end));
    &value[..end.unwrap_or_default()]
}

/// Logs a fault at `place`. Errors that are not faults are logged at debug level only.
pub fn log_fault(place: &'static str, error: &AuthError) {
    match error.fault() {
        Fault::Outage => log_outage(place, &error.to_string()),
        Fault::Broken => {
            if let Some(unsaid) = BROKEN.pass() {
                tracing::error!(%error, place, unsaid, "service.broken");
            }
        }
        Fault::None => tracing::debug!(%error, place, "request.refused"),
    }
}

/// Logs that a dependency of the service does not answer.
pub fn log_outage(place: &'static str, cause: &str) {
    if let Some(unsaid) = UNAVAILABLE.pass() {
        tracing::warn!(cause, place, unsaid, "service.unavailable");
    }
}

/// Logs that a trusted proxy sent an invalid client IP address: all its clients then share the proxy's own limits.
pub fn log_odd_address(value: &str) {
    if let Some(unsaid) = ODD_ADDRESS.pass() {
        tracing::warn!(value = shown(value), unsaid, "proxy.no_address: X-Forwarded-For of a trusted proxy");
    }
}

/// Logs a request for another host.
pub fn log_other_host(host: &str, expected: &str) {
    if let Some(unsaid) = OTHER_HOST.pass() {
        tracing::warn!(
            host = shown(host),
            expected,
            unsaid,
            "request.other_host: public_url names another, or a proxy does not pass Host on"
        );
    }
}

/// Logs that no more connections are accepted, either in total or from one IP address.
pub fn log_crowd(limit: usize, of: &'static str) {
    if let Some(unsaid) = CROWDED.pass() {
        tracing::warn!(limit, of, unsaid, "connections.full");
    }
}

/// Logs that accepting a connection failed.
pub fn log_not_accepted(cause: &str) {
    if let Some(unsaid) = NOT_ACCEPTED.pass() {
        tracing::warn!(cause, unsaid, "connections.not_accepted");
    }
}

/// Logs that somebody asks the gate who is no trusted proxy.
pub fn log_stranger_at_gate(peer: Option<IpAddr>) {
    if let Some(unsaid) = STRANGER_AT_GATE.pass() {
        let peer = peer.map(|peer| peer.to_canonical().to_string());
        tracing::warn!(peer, unsaid, "gate.stranger: only a proxy in trusted_proxies may ask");
    }
}

/// Logs that a proxy asks the gate in a way that is not understood.
pub fn log_malformed_at_gate(why: &str) {
    if let Some(unsaid) = MALFORMED_AT_GATE.pass() {
        tracing::warn!(why, unsaid, "gate.malformed");
    }
}

/// Logs that the guarded application did not answer a request.
pub fn log_application(why: &str) {
    if let Some(unsaid) = APPLICATION.pass() {
        tracing::warn!(why = shown(why), unsaid, "guard.no_answer");
    }
}

/// A rate limiter that counts what it suppressed.
struct Paced(Mutex<(Option<Instant>, u64)>);

impl Paced {
    const fn new() -> Self {
        Self(Mutex::new((None, 0)))
    }

    /// Returns how many calls were suppressed since the last permitted one. `None` if this call is suppressed too.
    #[expect(clippy::disallowed_methods, reason = "the pace of the log is no rule that depends on time")]
    fn pass(&self) -> Option<u64> {
        let mut paced = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if paced.0.is_some_and(|last| now - last < PACE) {
            paced.1 += 1;
            return None;
        }
        paced.0 = Some(now);
        Some(std::mem::take(&mut paced.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_at_once_one_passes() {
        let paced = Paced::new();
        let passed: Vec<_> = (0..100).filter_map(|_| paced.pass()).collect();
        assert_eq!(passed, [0]);
        paced.0.lock().unwrap().0 = None;
        assert_eq!(paced.pass(), Some(99));
    }
}
