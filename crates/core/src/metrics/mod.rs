//! What is counted for the operator: how often something happened, never to whom.
//!
//! Plain atomics, and no types of a library: the core knows no format of anybody's, to count is one addition whether anybody reads or
//! not, and every series is there from the start with 0, so that an alert on its rate already sees the first event. The front end
//! reads them when it is asked.

mod measured;

pub use measured::{Connections, Measured, measured};

use std::{
    marker::PhantomData,
    sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use crate::{
    AuthError, Fault,
    domain::{letter::Channel, throttle::Limit, time::Timestamp},
    sign_in::Proof,
};

/// A closed set of words that events are told apart by. Whoever adds one makes it a new series; nothing that somebody types ever does.
pub trait Label: Copy + 'static {
    /// All of them, in the order of their numbers.
    const ALL: &'static [Self];

    /// The word, in `snake_case`.
    fn name(self) -> &'static str;

    /// Its number: its place in [`ALL`](Self::ALL).
    fn number(self) -> usize;
}

/// Defines a set of words.
macro_rules! labels {
    ($(#[$doc:meta])* $label:ident { $($(#[$about:meta])* $word:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $label {
            $($(#[$about])* $word,)+
        }

        impl Label for $label {
            const ALL: &'static [Self] = &[$(Self::$word),+];

            fn name(self) -> &'static str {
                match self {
                    $(Self::$word => $name,)+
                }
            }

            fn number(self) -> usize {
                self as usize
            }
        }
    };
}

labels! {
    /// What a step of signing in was tried with.
    SignInFactor {
        /// E-mail address and password.
        Password = "password",
        /// The same, in a browser that stands in place of the second factor.
        TrustedBrowser = "trusted_browser",
        /// An authenticator code after the password.
        Code = "code",
        /// A recovery code after the password.
        RecoveryCode = "recovery_code",
        /// A passkey after the password.
        Passkey = "passkey",
        /// A passkey and nothing else.
        PasskeyAlone = "passkey_alone",
    }
}

labels! {
    /// How a step of signing in ended.
    SignInOutcome {
        /// A session was opened.
        Done = "done",
        /// The password was right, and the second factor is asked for.
        SecondFactorNeeded = "second_factor_needed",
        /// It was wrong, used or too late, or the account is sealed.
        Refused = "refused",
        /// It was not evaluated: too many misses before.
        Throttled = "throttled",
        /// The server could not evaluate it: too much to do, or a fault.
        Failed = "failed",
    }
}

labels! {
    /// What a second factor was shown by.
    SecondFactorKind {
        /// An authenticator code.
        Code = "code",
        /// A recovery code.
        RecoveryCode = "recovery_code",
        /// A passkey.
        Passkey = "passkey",
    }
}

labels! {
    /// How the check of a second factor ended.
    CheckOutcome {
        /// It was right, and is spent.
        Accepted = "accepted",
        /// It was wrong, used or too late.
        Refused = "refused",
        /// It was not evaluated: too many misses before.
        Throttled = "throttled",
        /// The server could not evaluate it.
        Failed = "failed",
    }
}

labels! {
    /// A periodic task.
    Job {
        /// Removes what has expired.
        Prune = "prune",
    }
}

impl Label for Limit {
    const ALL: &'static [Self] = Self::ALL;

    fn name(self) -> &'static str {
        Self::name(self)
    }

    fn number(self) -> usize {
        self as usize
    }
}

impl Label for Channel {
    const ALL: &'static [Self] = Self::ALL;

    fn name(self) -> &'static str {
        Self::name(self)
    }

    fn number(self) -> usize {
        self as usize
    }
}

/// A number that only grows, from 0 at the start of the process.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Relaxed);
    }

    /// How often.
    pub fn read(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// A counter for each word of a set.
#[derive(Debug)]
pub struct CountedBy<A>(Box<[Counter]>, PhantomData<A>);

impl<A: Label> Default for CountedBy<A> {
    fn default() -> Self {
        Self(A::ALL.iter().map(|_| Counter::default()).collect(), PhantomData)
    }
}

impl<A: Label> CountedBy<A> {
    pub(crate) fn add(&self, word: A) {
        if let Some(counter) = self.0.get(word.number()) {
            counter.add();
        }
    }

    /// How often, for each word.
    pub fn read(&self) -> impl Iterator<Item = (A, u64)> {
        A::ALL.iter().copied().zip(self.0.iter().map(Counter::read))
    }
}

/// A counter for each pair of words of two sets.
#[derive(Debug)]
pub struct CountedByTwo<A, B>(Box<[CountedBy<B>]>, PhantomData<A>);

impl<A: Label, B: Label> Default for CountedByTwo<A, B> {
    fn default() -> Self {
        Self(A::ALL.iter().map(|_| CountedBy::default()).collect(), PhantomData)
    }
}

impl<A: Label, B: Label> CountedByTwo<A, B> {
    pub(crate) fn add(&self, first: A, second: B) {
        if let Some(counters) = self.0.get(first.number()) {
            counters.add(second);
        }
    }

    /// How often, for each pair.
    pub fn read(&self) -> impl Iterator<Item = (A, B, u64)> {
        let of =
            |(first, counters): (A, &CountedBy<B>)| counters.read().map(move |(second, count)| (first, second, count)).collect();
        A::ALL.iter().copied().zip(&self.0).flat_map(move |pair| -> Vec<_> { of(pair) })
    }
}

/// How long something took, as a histogram.
#[derive(Debug)]
pub struct Durations {
    /// Upper bounds in seconds, ascending. What is longer falls in one more bucket.
    bounds: &'static [f64],
    buckets: Box<[AtomicU64]>,
    microseconds: AtomicU64,
}

impl Durations {
    /// An empty histogram with these upper bounds of its buckets, in seconds and ascending.
    pub fn with(bounds: &'static [f64]) -> Self {
        let buckets = (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        Self { bounds, buckets, microseconds: AtomicU64::new(0) }
    }

    /// Adds one.
    pub fn add(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        if let Some(bucket) = self.buckets.get(self.bounds.partition_point(|bound| *bound < seconds)) {
            bucket.fetch_add(1, Relaxed);
        }
        self.microseconds.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    /// Their sum in seconds, and how many fell in each bucket: its upper bound and its own number, not that of those below.
    pub fn read(&self) -> (f64, Vec<(f64, u64)>) {
        let sum = Duration::from_micros(self.microseconds.load(Relaxed)).as_secs_f64();
        let bounds = self.bounds.iter().copied().chain([f64::INFINITY]);
        (sum, bounds.zip(self.buckets.iter().map(|bucket| bucket.load(Relaxed))).collect())
    }
}

/// The counters of the deeds, since the start of the process.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Steps of signing in.
    pub sign_ins: CountedByTwo<SignInFactor, SignInOutcome>,
    /// Second factors that were shown, for whatever purpose but signing in by a passkey alone.
    pub second_factor_checks: CountedByTwo<SecondFactorKind, CheckOutcome>,
    /// Attempts that were not evaluated because of a limit.
    pub throttled: CountedBy<Limit>,
    /// Accounts that were made.
    pub registrations: Counter,
    /// Letters that were sent.
    pub letters_sent: CountedBy<Channel>,
    /// Tries to send a letter that failed.
    pub letters_failed: CountedBy<Channel>,
    /// Letters that are tried no more.
    pub letters_given_up: CountedBy<Channel>,
    /// When each job last did all that it has to.
    jobs_done: Moments<Job>,
}

impl Metrics {
    /// A step of signing in has ended.
    pub(crate) fn signed_in(&self, factor: SignInFactor, end: Result<SignInOutcome, &AuthError>) {
        const OUTCOMES: [SignInOutcome; 3] = [SignInOutcome::Refused, SignInOutcome::Throttled, SignInOutcome::Failed];
        let outcome = match end {
            Ok(outcome) => Some(outcome),
            Err(error) => outcome_of(error, OUTCOMES),
        };
        outcome.into_iter().for_each(|outcome| self.sign_ins.add(factor, outcome));
    }

    /// A second factor was not accepted.
    pub(crate) fn not_accepted(&self, kind: SecondFactorKind, error: &AuthError) {
        const OUTCOMES: [CheckOutcome; 3] = [CheckOutcome::Refused, CheckOutcome::Throttled, CheckOutcome::Failed];
        outcome_of(error, OUTCOMES).into_iter().for_each(|outcome| self.second_factor_checks.add(kind, outcome));
    }

    /// A job has done all that it has to.
    pub(crate) fn job_done(&self, job: Job, now: Timestamp) {
        if let Some(moment) = self.jobs_done.0.get(job.number()) {
            moment.store(now.0, Relaxed);
        }
    }

    /// When each job last did all that it has to. The beginning of time if it never did.
    pub fn jobs_done(&self) -> impl Iterator<Item = (Job, Timestamp)> {
        Job::ALL.iter().copied().zip(self.jobs_done.0.iter().map(|moment| Timestamp(moment.load(Relaxed))))
    }
}

/// A moment for each word of a set.
#[derive(Debug)]
struct Moments<A>(Box<[AtomicI64]>, PhantomData<A>);

impl<A: Label> Default for Moments<A> {
    fn default() -> Self {
        Self(A::ALL.iter().map(|_| AtomicI64::new(0)).collect(), PhantomData)
    }
}

/// Which of three an error is: refused by the rules, throttled, or failed. `None` for what was no try: a form that was filled in wrongly.
fn outcome_of<T>(error: &AuthError, [refused, throttled, failed]: [T; 3]) -> Option<T> {
    match error.fault() {
        Fault::Outage | Fault::Broken => Some(failed),
        Fault::None if matches!(error, AuthError::TooManyAttempts { .. } | AuthError::CodesDisabled) => Some(throttled),
        Fault::None if matches!(error, AuthError::Invalid(_)) => None,
        Fault::None => Some(refused),
    }
}

impl From<&Proof<'_>> for SignInFactor {
    fn from(proof: &Proof<'_>) -> Self {
        match proof {
            Proof::Code(_) => Self::Code,
            Proof::RecoveryCode(_) => Self::RecoveryCode,
            Proof::Passkey(_) => Self::Passkey,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_order<A: Label + PartialEq + std::fmt::Debug>() {
        for (number, word) in A::ALL.iter().enumerate() {
            assert_eq!(word.number(), number, "{word:?}");
            assert!(word.name().chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{word:?}");
        }
    }

    #[test]
    fn every_word_has_the_number_of_its_place() {
        in_order::<SignInFactor>();
        in_order::<SignInOutcome>();
        in_order::<SecondFactorKind>();
        in_order::<CheckOutcome>();
        in_order::<Job>();
        in_order::<Limit>();
        in_order::<Channel>();
    }

    #[test]
    fn what_is_counted_is_read_under_its_own_words() {
        let metrics = Metrics::default();
        metrics.signed_in(SignInFactor::Code, Ok(SignInOutcome::Done));
        metrics.signed_in(SignInFactor::Password, Err(&AuthError::WrongCredentials));
        metrics.signed_in(SignInFactor::Password, Err(&AuthError::Overloaded));
        metrics.signed_in(SignInFactor::Password, Err(&AuthError::Invalid(vec![])));
        metrics.not_accepted(SecondFactorKind::Code, &AuthError::CodesDisabled);
        let sign_ins: Vec<_> = metrics.sign_ins.read().filter(|(.., count)| *count > 0).collect();
        assert_eq!(
            sign_ins,
            [
                (SignInFactor::Password, SignInOutcome::Refused, 1),
                (SignInFactor::Password, SignInOutcome::Failed, 1),
                (SignInFactor::Code, SignInOutcome::Done, 1),
            ]
        );
        assert_eq!(metrics.sign_ins.read().count(), SignInFactor::ALL.len() * SignInOutcome::ALL.len());
        let checks: Vec<_> = metrics.second_factor_checks.read().filter(|(.., count)| *count > 0).collect();
        assert_eq!(checks, [(SecondFactorKind::Code, CheckOutcome::Throttled, 1)]);
    }

    #[test]
    fn a_duration_falls_in_the_first_bucket_that_holds_it() {
        let durations = Durations::with(&[0.1, 1.0]);
        for millis in [0, 100, 101, 1000, 1001, 90_000] {
            durations.add(Duration::from_millis(millis));
        }
        let (sum, buckets) = durations.read();
        assert!((sum - 92.202).abs() < 1e-9, "{sum}");
        assert_eq!(buckets, [(0.1, 2), (1.0, 2), (f64::INFINITY, 2)]);
    }
}
