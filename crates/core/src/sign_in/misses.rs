//! Logging of misses: one line each, and an alarm when many occur within a minute. Limits apply to one account and one network
//! each; only this alarm shows an attack that is spread over many of both.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::Client;
use crate::{
    Services,
    domain::{network::Network, throttle::Subject, time::Timestamp},
};

/// Period over which misses are added up.
const SPAN: Duration = Duration::from_secs(60);
/// Number of misses within [`SPAN`] that raises the alarm. It is raised again at each doubling.
const MANY: u32 = 60;
/// Maximum number of accounts and networks distinguished in one period. Larger numbers are reported as this.
const MOST: usize = 10_000;

/// Adds up misses.
#[derive(Default)]
pub struct Misses(Mutex<Option<Span>>);

struct Span {
    since: Timestamp,
    misses: u32,
    alarm_at: u32,
    subjects: HashSet<String>,
    networks: HashSet<Network>,
}

/// Content of an alarm.
#[derive(Debug, PartialEq, Eq)]
struct Alarm {
    misses: u32,
    accounts: usize,
    networks: usize,
}

impl Misses {
    /// Adds a miss. Returns an alarm if it raises one.
    fn add(&self, subject: &str, network: Network, now: Timestamp) -> Option<Alarm> {
        let mut span = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A period that begins in the future began before the clock was set back.
        if span.as_ref().is_some_and(|span| span.since > now || now.since(span.since) >= SPAN) {
            *span = None;
        }
        let span = span.get_or_insert_with(|| Span {
            since: now,
            misses: 0,
            alarm_at: MANY,
            subjects: HashSet::new(),
            networks: HashSet::new(),
        });
        span.misses = span.misses.saturating_add(1);
        if span.subjects.len() < MOST {
            span.subjects.insert(subject.to_owned());
        }
        if span.networks.len() < MOST {
            span.networks.insert(network);
        }
        if span.misses < span.alarm_at {
            return None;
        }
        span.alarm_at = span.alarm_at.saturating_mul(2);
        Some(Alarm { misses: span.misses, accounts: span.subjects.len(), networks: span.networks.len() })
    }
}

/// The factor that was missed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Missed {
    /// A password, including one for an e-mail address without an account.
    Password,
    /// An authenticator code.
    Code,
    /// A recovery code.
    RecoveryCode,
}

/// Logs a miss. `subject` is the name of its counter, which contains no e-mail address. `network` is a pseudonym of the client's
/// network. `client` is its IP address, logged if the operator asks for it.
pub(super) fn log_miss(services: &Services, missed: Missed, subject: &Subject, client: Client<'_>) {
    let (subject, network) = (subject.to_string(), services.pseudonym(client.network().bytes()));
    let address = services.policy.log_client_addresses.then(|| tracing::field::display(client.address));
    match missed {
        Missed::Password => tracing::info!(subject, network, client = address, "sign_in.wrong_credentials"),
        Missed::Code => tracing::info!(subject, network, client = address, "second_factor.wrong_code"),
        Missed::RecoveryCode => tracing::info!(subject, network, client = address, "second_factor.wrong_recovery_code"),
    }
    if let Some(Alarm { misses, accounts, networks }) = services.misses.add(&subject, client.network(), services.now()) {
        tracing::warn!(misses, accounts, networks, "attempts.many_misses: within a minute");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_misses_within_a_minute_raise_the_alarm_and_it_does_not_ring_at_each() {
        let (misses, start) = (Misses::default(), Timestamp::from_seconds(1_800_000_000));
        let miss = |number: u8, now| misses.add(&format!("password:{number}"), Network::V4([10, 0, 0, number % 20]), now);
        let alarms: Vec<Alarm> = (0..130).filter_map(|number| miss(number, start)).collect();
        let alarm = |misses, accounts| Alarm { misses, accounts, networks: 20 };
        assert_eq!(alarms, [alarm(60, 60), alarm(120, 120)]);
        // The same number of misses, one a second: never 60 within one period.
        let later = start + 2 * SPAN;
        assert!((0..200).all(|number| miss(1, later + Duration::from_millis(1_100 * number)).is_none()));
        // After the clock was set back, counting restarts.
        assert!((0..59).all(|_| miss(1, start).is_none()) && miss(1, start).is_some());
    }
}
