//! Limits on guessing.
//!
//! An attempt is counted before it is evaluated, and taken back when it succeeds: so a burst of parallel guesses, a client that
//! hangs up or a crash never gives a guess that was not counted. Counters live in the database and hold for all sessions,
//! addresses, doors and replicas.

use std::time::Duration;

use super::time::Timestamp;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// Consecutive misses at the second factor after which codes are no longer taken, only recovery codes.
pub const SECOND_FACTOR_CAP: u32 = 50;

/// A wait in whole seconds, rounded up, as `Retry-After` and people count it.
pub fn whole_seconds(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX)
}

/// How attempts of one kind are limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Wrong passwords for one e-mail address, whether or not it has an account: from the 5th miss each next attempt waits,
    /// 30 seconds doubling to 15 minutes. Never a permanent lock, since strangers can cause it.
    Password,
    /// Wrong codes for one account: after every 10 misses a wait of 15 minutes, after 50 in a row no more codes are taken.
    /// No time passes that off; only a success of the same person does. Guessing needs the password first.
    Totp,
    /// Wrong codes of a secret that is being set up, counted together with [`Limit::Totp`]: the same waits but no cap. The person
    /// sees the secret, so there is nothing to guess, and there are no recovery codes yet that would undo it.
    Enrolment,
    /// Wrong recovery codes for one account: counted together with [`Limit::Totp`], with the same waits but without the cap,
    /// since 120 bits cannot be guessed and they are the way back.
    RecoveryCode,
    /// Wrong passwords from one network address: from the 50th miss waits of one minute doubling to an hour.
    Address,
    /// Accounts made from one network address: from the 100th within an hour waits of one minute doubling to an hour.
    Registration,
}

/// Attempts counted so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Attempts that were not taken back by a success.
    pub misses: u32,
    /// No attempt is evaluated before this.
    pub blocked_until: Timestamp,
    /// When the last one was counted.
    pub counted_at: Timestamp,
}

/// Why an attempt is not evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Too many misses: ask again at that time.
    Wait(Timestamp),
    /// Too many misses in a row: this factor is no longer taken.
    Disabled,
}

impl Limit {
    /// The wait that the `misses`th miss in a row brings.
    fn wait(self, misses: u32) -> Duration {
        let doubling = |free: u32, first: Duration, longest: Duration| match misses.checked_sub(free) {
            None => Duration::ZERO,
            Some(n) => first.saturating_mul(1 << n.min(16)).min(longest),
        };
        match self {
            Self::Password => doubling(5, MINUTE / 2, 15 * MINUTE),
            Self::Totp | Self::Enrolment | Self::RecoveryCode if misses.is_multiple_of(10) => 15 * MINUTE,
            Self::Totp | Self::Enrolment | Self::RecoveryCode => Duration::ZERO,
            Self::Address => doubling(50, MINUTE, HOUR),
            Self::Registration => doubling(100, MINUTE, HOUR),
        }
    }

    /// How long after the last miss the count starts anew; `None` for never.
    pub const fn forgotten_after(self) -> Option<Duration> {
        match self {
            Self::Password => Some(Duration::from_secs(24 * 3600)),
            Self::Address | Self::Registration => Some(HOUR),
            Self::Totp | Self::Enrolment | Self::RecoveryCode => None,
        }
    }

    /// Counts one more attempt, or refuses to evaluate it.
    pub fn count(self, before: Option<Counter>, now: Timestamp) -> Result<Counter, Refusal> {
        let before = before.filter(|counter| self.forgotten_after().is_none_or(|span| counter.counted_at + span > now));
        let misses = match before {
            Some(counter) if self == Self::Totp && counter.misses >= SECOND_FACTOR_CAP => return Err(Refusal::Disabled),
            // A wait that ends when its miss was counted is none: by another server, that moment may be still to come.
            Some(counter) if counter.blocked_until > now.max(counter.counted_at) => {
                return Err(Refusal::Wait(counter.blocked_until));
            }
            Some(counter) => counter.misses.saturating_add(1),
            None => 1,
        };
        // Never back: a server whose clock is far ahead would forget what one that is right has counted.
        let counted_at = before.map_or(now, |counter| counter.counted_at.max(now));
        Ok(Counter { misses, blocked_until: counted_at + self.wait(misses), counted_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Guesses as fast as the limit lets for `span`, always wrong; how many were evaluated.
    fn evaluated_within(limit: Limit, span: Duration) -> u32 {
        let (mut now, mut counter, mut evaluated) = (Timestamp(0), None, 0);
        let end = now + span;
        while now < end {
            match limit.count(counter, now) {
                Ok(next) => (counter, evaluated) = (Some(next), evaluated + 1),
                Err(Refusal::Wait(until)) => now = until,
                Err(Refusal::Disabled) => break,
            }
        }
        evaluated
    }

    #[test]
    fn passwords_wait_from_the_fifth_miss_and_never_for_ever() {
        let mut counter = None;
        for (misses, seconds) in
            [(1, 0), (2, 0), (3, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (11, 900)]
        {
            let now = counter.map_or(Timestamp(0), |c: Counter| c.blocked_until);
            let next = Limit::Password.count(counter, now).unwrap();
            assert_eq!((next.misses, next.blocked_until.since(now)), (misses, Duration::from_secs(seconds)));
            if seconds > 0 {
                assert_eq!(Limit::Password.count(Some(next), now), Err(Refusal::Wait(next.blocked_until)));
            }
            counter = Some(next);
        }
        assert!(evaluated_within(Limit::Password, Duration::from_secs(24 * 3600)) <= 110);
    }

    #[test]
    fn a_miss_that_brings_no_wait_brings_none_where_the_clock_is_behind_either() {
        let (ahead, behind) = (Timestamp(2_000), Timestamp(0));
        for limit in [Limit::Password, Limit::Totp, Limit::RecoveryCode, Limit::Address, Limit::Registration] {
            let first = limit.count(None, ahead).unwrap();
            let second = limit.count(Some(first), behind).unwrap();
            assert_eq!((second.misses, second.counted_at), (2, ahead), "{limit:?}");
        }
        let waits = Counter { misses: 5, blocked_until: ahead + MINUTE / 2, counted_at: ahead };
        assert_eq!(Limit::Password.count(Some(waits), behind), Err(Refusal::Wait(waits.blocked_until)));
    }

    /// Two servers, one of which is days ahead: together they evaluate hardly more than one.
    #[test]
    fn a_clock_that_is_far_ahead_takes_no_limit_away() {
        let (right, ahead) = (Timestamp(0), Timestamp(0) + 48 * HOUR);
        for (limit, most) in [(Limit::Password, 5), (Limit::Address, 50), (Limit::Registration, 100), (Limit::Totp, 10)] {
            let (mut counter, mut evaluated) = (None, 0);
            for now in [right, ahead].into_iter().cycle().take(1_000) {
                if let Ok(next) = limit.count(counter, now) {
                    (counter, evaluated) = (Some(next), evaluated + 1);
                }
            }
            assert!(evaluated <= most + 1, "{limit:?}: {evaluated}");
        }
    }

    #[test]
    fn the_second_factor_has_a_hard_cap_that_no_time_lifts() {
        assert_eq!(evaluated_within(Limit::Totp, Duration::from_secs(90 * 24 * 3600)), SECOND_FACTOR_CAP);
        assert_eq!(evaluated_within(Limit::Totp, Duration::from_secs(60)), 10);
        let capped = Counter { misses: SECOND_FACTOR_CAP, blocked_until: Timestamp(0), counted_at: Timestamp(0) };
        let years_later = Timestamp::from_seconds(3_000_000_000);
        assert_eq!(Limit::Totp.count(Some(capped), years_later), Err(Refusal::Disabled));
        for limit in [Limit::RecoveryCode, Limit::Enrolment] {
            assert!(limit.count(Some(capped), years_later).is_ok(), "{limit:?}");
            assert_eq!(evaluated_within(limit, Duration::from_secs(60)), 10, "{limit:?}");
        }
    }

    #[test]
    fn an_address_has_room_for_a_household_and_is_forgotten_after_an_hour() {
        assert_eq!(evaluated_within(Limit::Address, Duration::from_secs(60)), 50);
        let full = Counter { misses: 90, blocked_until: Timestamp(5), counted_at: Timestamp(0) };
        assert_eq!(Limit::Address.count(Some(full), Timestamp(0) + HOUR).unwrap().misses, 1);
    }
}
