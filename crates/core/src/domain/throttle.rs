//! Limits on guessing.
//!
//! An attempt is counted before it is evaluated, and refunded when it succeeds. Parallel bursts, clients that hang up and crashes
//! therefore never yield an uncounted guess. Counters live in the database and apply to all sessions, IP addresses, HTML forms,
//! the JSON API and replicas.

use std::{fmt, time::Duration};

use super::{account::AccountId, time::Timestamp};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
/// The longest wait that strangers can cause for one person.
const LONG: Duration = Duration::from_secs(15 * 60);
/// How much server clocks may differ before one of them is considered wrong.
const CLOCKS_DIFFER: Duration = MINUTE;

/// After this many consecutive misses at the second factor, only recovery codes are accepted.
pub const SECOND_FACTOR_CAP: u32 = 50;

/// Number of misses at codes after which each further ten have to wait.
const CODES_AT_ONCE: u32 = 10;

/// The most wrong codes of an account that are evaluated within 24 hours, if its owner gives so many right ones: ten at once, ten after
/// each wait, and up to nine before each right code, which begins the count anew.
pub fn guesses_a_day(right_codes: u32) -> u32 {
    let waits = u32::try_from((24 * HOUR).as_secs() / LONG.as_secs()).unwrap_or(u32::MAX);
    (waits.saturating_add(1)).saturating_mul(CODES_AT_ONCE).saturating_add(right_codes.saturating_mul(CODES_AT_ONCE - 1))
}

/// A wait in whole seconds, rounded up, for `Retry-After` and for display.
pub fn whole_seconds(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX)
}

/// What attempts are counted for. E-mail addresses and networks are pseudonyms
/// ([`Keyring::subject`](super::keys::Keyring::subject)). The text form is the name of the counter in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Passwords for an e-mail address, whether or not it has an account.
    Email(String),
    /// Passwords on a device that the account knows.
    Device(String),
    /// Passwords from a network.
    Network(String),
    /// Registration attempts from a network.
    RegistrationFrom(String),
    /// Registration attempts from all networks of one customer.
    RegistrationFromSite(String),
    /// Codes of an account, over all sessions, HTML forms and the JSON API.
    SecondFactor(AccountId),
    /// Recovery codes of an account. Counted separately from codes, so that somebody who knows the password and guesses codes
    /// cannot lock the owner out.
    RecoveryCode(AccountId),
    /// Changes of an account by its person.
    Changes(AccountId),
    /// Waits for lost second factors of an account.
    RecoveryWait(AccountId),
    /// Push messages to the person of an account.
    Pushes(AccountId),
    /// Challenges for the passkeys of an account.
    Challenges(AccountId),
    /// Challenges for passkeys of nobody yet, from a network.
    ChallengesFrom(String),
    /// The same from all networks of one customer.
    ChallengesFromSite(String),
    /// Letters that somebody asked for, to an e-mail address, whether or not it has an account.
    Letters(String),
    /// Letters that somebody asked for, from a network.
    LettersFrom(String),
    /// Letters that somebody asked for, from all networks of one customer.
    LettersFromSite(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Both pseudonyms have the same length but are derived from different bytes.
            Self::Email(pseudonym) | Self::Network(pseudonym) => write!(f, "password:{pseudonym}"),
            Self::Device(id) => write!(f, "device:{id}"),
            Self::RegistrationFrom(pseudonym) => write!(f, "register:{pseudonym}"),
            Self::RegistrationFromSite(pseudonym) => write!(f, "register-site:{pseudonym}"),
            Self::SecondFactor(account) => write!(f, "second-factor:{account}"),
            Self::RecoveryCode(account) => write!(f, "recovery-code:{account}"),
            Self::Changes(account) => write!(f, "changes:{account}"),
            Self::RecoveryWait(account) => write!(f, "recovery-wait:{account}"),
            Self::Pushes(account) => write!(f, "pushes:{account}"),
            Self::Challenges(account) => write!(f, "challenges:{account}"),
            Self::ChallengesFromSite(pseudonym) => write!(f, "challenges-from-site:{pseudonym}"),
            Self::ChallengesFrom(pseudonym) => write!(f, "challenges-from:{pseudonym}"),
            Self::Letters(pseudonym) => write!(f, "letters:{pseudonym}"),
            Self::LettersFrom(pseudonym) => write!(f, "letters-from:{pseudonym}"),
            Self::LettersFromSite(pseudonym) => write!(f, "letters-from-site:{pseudonym}"),
        }
    }
}

/// Limits for one kind of attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Wrong passwords for one e-mail address, whether or not it has an account. From the 5th miss each attempt has to wait: 30
    /// seconds, doubling to 15 minutes. Never a permanent lock, since strangers can cause it.
    Password,
    /// Wrong codes for one account: a wait of 15 minutes after every 10 misses, and no more codes after 50 in a row. Time does
    /// not reset the count; only a success of the same person does. Guessing needs the password first.
    Totp,
    /// Wrong codes for a secret that is being set up, counted together with [`Limit::Totp`]. The same waits but no cap: the
    /// person sees the secret, so there is nothing to guess, and no recovery codes exist yet that would lift the cap.
    Enrolment,
    /// Wrong recovery codes for one account. Counted separately and never blocked, since 120 bits cannot be guessed. They are the
    /// way back in, and somebody who knows the password must not be able to close it.
    RecoveryCode,
    /// Wrong passwords from one network: from the 50th miss, waits of one minute doubling to an hour.
    Network,
    /// Registration attempts from one network: from the 100th within an hour, waits of one minute doubling to an hour.
    Registration,
    /// Registration attempts from all networks that a provider may have assigned to one customer: from the 1,000th within an
    /// hour, the same waits. Mobile providers assign single networks of such a block to many customers.
    RegistrationOfSite,
    /// Changes of one account that cost nothing else, right or wrong: from the 60th within an hour, waits of one minute doubling to an
    /// hour. Each leaves an event, and tells whether an address is taken.
    Changes,
    /// Attempts to send push messages to the person of one account, taken or not: from the 60th within an hour, waits of one minute
    /// doubling to an hour. Where they go is for the person to choose, and nobody may have a server post there without end.
    Pushes,
    /// Challenges for the passkeys of one account, or from one network for nobody's yet, which each sign-in page asks for: from the 3,000th
    /// within an hour, waits of one minute doubling to an hour. Each is a row that is kept for minutes; there is nothing to guess.
    Challenges,
    /// Challenges for nobody's passkeys yet, from all networks that a provider may have assigned to one customer: from the 10,000th within
    /// an hour, the same waits.
    ChallengesOfSite,
    /// Letters to one e-mail address that somebody asked for: from the third within an hour, waits of 20 minutes doubling to an hour.
    /// Nobody is told: the answer would tell whether others asked.
    Letters,
}

/// State of a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Attempts that no success has refunded.
    pub misses: u32,
    /// No attempt is evaluated before this time.
    pub blocked_until: Timestamp,
    /// Time of the last counted attempt.
    pub counted_at: Timestamp,
}

/// Why an attempt is not evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// Too many misses: try again at that time.
    Wait(Timestamp),
    /// Too many misses in a row: this factor is disabled.
    Disabled,
}

impl Limit {
    /// All limits.
    pub const ALL: &'static [Self] = &[
        Self::Password,
        Self::Totp,
        Self::Enrolment,
        Self::RecoveryCode,
        Self::Network,
        Self::Registration,
        Self::RegistrationOfSite,
        Self::Changes,
        Self::Pushes,
        Self::Challenges,
        Self::ChallengesOfSite,
        Self::Letters,
    ];

    /// Its name in the log and in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
            Self::Enrolment => "enrolment",
            Self::RecoveryCode => "recovery_code",
            Self::Network => "network",
            Self::Registration => "registration",
            Self::RegistrationOfSite => "registration_of_site",
            Self::Changes => "changes",
            Self::Pushes => "pushes",
            Self::Challenges => "challenges",
            Self::ChallengesOfSite => "challenges_of_site",
            Self::Letters => "letters",
        }
    }

    /// The wait after the `misses`th miss in a row.
    fn wait(self, misses: u32) -> Duration {
        let doubling = |free: u32, first: Duration, longest: Duration| match misses.checked_sub(free) {
            None => Duration::ZERO,
            Some(n) => first.saturating_mul(1 << n.min(16)).min(longest),
        };
        match self {
            Self::Password => doubling(5, MINUTE / 2, LONG),
            Self::Totp | Self::Enrolment if misses.is_multiple_of(CODES_AT_ONCE) => LONG,
            Self::Totp | Self::Enrolment | Self::RecoveryCode => Duration::ZERO,
            Self::Network => doubling(50, MINUTE, HOUR),
            Self::Changes | Self::Pushes => doubling(60, MINUTE, HOUR),
            Self::Letters => doubling(3, 20 * MINUTE, HOUR),
            Self::Registration => doubling(100, MINUTE, HOUR),
            Self::RegistrationOfSite => doubling(1_000, MINUTE, HOUR),
            Self::Challenges => doubling(3_000, MINUTE, HOUR),
            Self::ChallengesOfSite => doubling(10_000, MINUTE, HOUR),
        }
    }

    /// The longest wait after any miss.
    const fn longest_wait(self) -> Duration {
        match self {
            Self::Password | Self::Totp | Self::Enrolment => LONG,
            Self::RecoveryCode => Duration::ZERO,
            Self::Network
            | Self::Registration
            | Self::RegistrationOfSite
            | Self::Changes
            | Self::Pushes
            | Self::Challenges
            | Self::ChallengesOfSite
            | Self::Letters => HOUR,
        }
    }

    /// How long after the last miss the count restarts. `None` means never.
    pub const fn forgotten_after(self) -> Option<Duration> {
        match self {
            Self::Password | Self::RecoveryCode => Some(Duration::from_secs(24 * 3600)),
            Self::Network
            | Self::Registration
            | Self::RegistrationOfSite
            | Self::Changes
            | Self::Pushes
            | Self::Challenges
            | Self::ChallengesOfSite
            | Self::Letters => Some(HOUR),
            Self::Totp | Self::Enrolment => None,
        }
    }

    /// Corrects a counter that a fast clock wrote: the wait becomes the longest possible one, from now, and the last miss becomes
    /// now. Store the result, so that the wait ends.
    pub fn settled(self, counter: Counter, now: Timestamp) -> Counter {
        let plausible = now + CLOCKS_DIFFER;
        if counter.counted_at <= plausible && counter.blocked_until <= plausible + self.longest_wait() {
            return counter;
        }
        Counter {
            misses: counter.misses,
            blocked_until: counter.blocked_until.min(now + self.longest_wait()),
            counted_at: counter.counted_at.min(now),
        }
    }

    /// Counts one more attempt, or refuses to evaluate it.
    pub fn count(self, before: Option<Counter>, now: Timestamp) -> Result<Counter, Blocked> {
        let before = before.filter(|counter| self.forgotten_after().is_none_or(|span| counter.counted_at + span > now));
        let misses = match before {
            Some(counter) if self == Self::Totp && counter.misses >= SECOND_FACTOR_CAP => return Err(Blocked::Disabled),
            // `blocked_until == counted_at` means no wait, even if another server's clock says that moment is in the future.
            Some(counter) if counter.blocked_until > now.max(counter.counted_at) => {
                return Err(Blocked::Wait(counter.blocked_until));
            }
            Some(counter) => counter.misses.saturating_add(1),
            None => 1,
        };
        // `counted_at` never decreases: a server with a fast clock would otherwise forget what a correct one has counted.
        let counted_at = before.map_or(now, |counter| counter.counted_at.max(now));
        Ok(Counter { misses, blocked_until: counted_at + self.wait(misses), counted_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Guesses wrongly as fast as the limit allows for `span`. Returns how many guesses were evaluated.
    fn evaluated_within(limit: Limit, span: Duration) -> u32 {
        let (mut now, mut counter, mut evaluated) = (Timestamp(0), None, 0);
        let end = now + span;
        while now < end {
            match limit.count(counter, now) {
                Ok(next) => (counter, evaluated) = (Some(next), evaluated + 1),
                Err(Blocked::Wait(until)) => now = until,
                Err(Blocked::Disabled) => break,
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
                assert_eq!(Limit::Password.count(Some(next), now), Err(Blocked::Wait(next.blocked_until)));
            }
            counter = Some(next);
        }
        assert!(evaluated_within(Limit::Password, Duration::from_secs(24 * 3600)) <= 110);
    }

    #[test]
    fn a_miss_that_brings_no_wait_brings_none_where_the_clock_is_behind_either() {
        let (ahead, behind) = (Timestamp(2_000), Timestamp(0));
        for limit in [Limit::Password, Limit::Totp, Limit::RecoveryCode, Limit::Network, Limit::Registration] {
            let first = limit.count(None, ahead).unwrap();
            let second = limit.count(Some(first), behind).unwrap();
            assert_eq!((second.misses, second.counted_at), (2, ahead), "{limit:?}");
        }
        let waits = Counter { misses: 5, blocked_until: ahead + MINUTE / 2, counted_at: ahead };
        assert_eq!(Limit::Password.count(Some(waits), behind), Err(Blocked::Wait(waits.blocked_until)));
    }

    /// Counts with a clock that is fast by `ahead`, then continues with a correct one. Returns the longest wait.
    #[test]
    fn a_clock_that_was_ahead_locks_nobody_for_longer_than_promised() {
        let right = Timestamp::from_seconds(1_800_000_000);
        for (limit, misses, longest) in [
            (Limit::Password, 12, 15 * MINUTE),
            (Limit::Totp, 10, 15 * MINUTE),
            (Limit::Enrolment, 10, 15 * MINUTE),
            (Limit::RecoveryCode, 1000, Duration::ZERO),
            (Limit::Network, 80, HOUR),
            (Limit::Registration, 130, HOUR),
            (Limit::RegistrationOfSite, 1_030, HOUR),
        ] {
            for ahead in [2 * HOUR, 24 * HOUR, 365 * 24 * HOUR, 10 * 365 * 24 * HOUR] {
                let counter = Counter { misses, blocked_until: right + ahead + limit.wait(misses), counted_at: right + ahead };
                let settled = limit.settled(counter, right);
                assert_eq!(settled.misses, misses, "no miss is forgotten");
                assert!(settled.counted_at <= right);
                match limit.count(Some(settled), right) {
                    Ok(_) => assert_eq!(longest, Duration::ZERO, "{limit:?}"),
                    Err(refusal) => assert_eq!(refusal, Blocked::Wait(right + longest), "{limit:?}"),
                }
                // Storing the settled counter ends the wait.
                assert_eq!(limit.settled(settled, right + MINUTE), settled);
                assert!(limit.count(Some(settled), right + longest).is_ok(), "{limit:?}");
            }
        }
        // Counters of servers whose clocks differ slightly are left unchanged.
        let a_little = Counter { misses: 9, blocked_until: right + MINUTE + 15 * MINUTE, counted_at: right + MINUTE };
        assert_eq!(Limit::Password.settled(a_little, right), a_little);
    }

    /// Two servers count in turn and one clock is days ahead: the cap of the second factor still applies.
    #[test]
    fn a_clock_that_is_far_ahead_does_not_lift_the_cap() {
        let (right, ahead) = (Timestamp(0), Timestamp(0) + 48 * HOUR);
        let (mut counter, mut evaluated) = (None, 0);
        for now in [right, ahead].into_iter().cycle().take(10_000) {
            counter = counter.map(|counter| Limit::Totp.settled(counter, now));
            if let Ok(next) = Limit::Totp.count(counter, now) {
                (counter, evaluated) = (Some(next), evaluated + 1);
            }
        }
        assert!(evaluated <= SECOND_FACTOR_CAP, "{evaluated}");
    }

    #[test]
    fn the_second_factor_has_a_hard_cap_that_no_time_lifts() {
        assert_eq!(evaluated_within(Limit::Totp, Duration::from_secs(90 * 24 * 3600)), SECOND_FACTOR_CAP);
        assert_eq!(evaluated_within(Limit::Totp, Duration::from_secs(60)), 10);
        let capped = Counter { misses: SECOND_FACTOR_CAP, blocked_until: Timestamp(0), counted_at: Timestamp(0) };
        let years_later = Timestamp::from_seconds(3_000_000_000);
        assert_eq!(Limit::Totp.count(Some(capped), years_later), Err(Blocked::Disabled));
        assert!(Limit::Enrolment.count(Some(capped), years_later).is_ok());
        assert_eq!(evaluated_within(Limit::Enrolment, Duration::from_secs(60)), 10);
    }

    #[test]
    fn recovery_codes_are_never_refused() {
        let mut counter = None;
        for miss in 1..=1000 {
            counter = Some(Limit::RecoveryCode.count(counter, Timestamp(0)).unwrap());
            assert_eq!(counter.map(|counter| counter.misses), Some(miss));
        }
    }

    #[test]
    fn an_address_has_room_for_a_household_and_is_forgotten_after_an_hour() {
        assert_eq!(evaluated_within(Limit::Network, Duration::from_secs(60)), 50);
        let full = Counter { misses: 90, blocked_until: Timestamp(5), counted_at: Timestamp(0) };
        assert_eq!(Limit::Network.count(Some(full), Timestamp(0) + HOUR).unwrap().misses, 1);
    }
}
