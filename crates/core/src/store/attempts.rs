//! Stored attempt counters.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    event::{Event, EventId},
    throttle::{Blocked, Limit, Subject},
    time::Timestamp,
};

/// An attempt to count. The subject identifies what is counted: an account, a typed e-mail address, a network.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Name of the counter.
    pub subject: String,
    /// Its limit.
    pub limit: Limit,
}

impl Attempt {
    /// An attempt that this subject counts.
    pub fn of(subject: &Subject, limit: Limit) -> Self {
        Self { subject: subject.to_string(), limit }
    }
}

/// A refused attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The limit that refuses it.
    pub limit: Limit,
    /// Why.
    pub blocked: Blocked,
}

/// What becomes of counters when an attempt is over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// Counters that get back one attempt: a success must not clear the misses of others, or nothing was evaluated.
    pub refunds: Vec<String>,
    /// Counters that begin anew after a success.
    pub clears: Vec<String>,
    /// An event that was told as it was counted, and did not come to pass.
    pub retracts: Option<EventId>,
}

impl Settlement {
    /// A success at what this subject counts.
    pub fn clearing(subject: &Subject) -> Self {
        Self { clears: vec![subject.to_string()], ..Self::default() }
    }

    /// The same, and this event did not come to pass.
    pub fn retracting(self, event: EventId) -> Self {
        Self { retracts: Some(event), ..self }
    }

    /// Attempts that were counted and not evaluated.
    pub fn refunding(attempts: &[Attempt]) -> Self {
        Self { refunds: attempts.iter().map(|attempt| attempt.subject.clone()).collect(), ..Self::default() }
    }
}

/// Failure counters.
#[async_trait]
pub trait Attempts: Send + Sync {
    /// Counts attempts before they are evaluated, by the rule of [`Limit::count`]: all of them, or none if one is refused. With them
    /// tells the event that they are if they fail. Committed on return. Parallel calls are serialised.
    async fn count_attempts(
        &self,
        attempts: &[Attempt],
        event: Option<&Event>,
        now: Timestamp,
    ) -> Result<Result<(), Refused>, StoreError>;
    /// Settles counters, and the event told with them.
    async fn settle(&self, settlement: &Settlement) -> Result<(), StoreError>;
}
