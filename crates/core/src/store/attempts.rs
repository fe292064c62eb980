//! Stored attempt counters.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    throttle::{Blocked, Limit},
    time::Timestamp,
};

/// Failure counters. A subject identifies what is counted: an account, a typed e-mail address, a network.
#[async_trait]
pub trait Attempts: Send + Sync {
    /// Counts an attempt before it is evaluated, by the rule of [`Limit::count`], or refuses it. Committed on return. Parallel
    /// calls are serialised.
    async fn count_attempt(&self, subject: &str, limit: Limit, now: Timestamp) -> Result<Result<(), Blocked>, StoreError>;
    /// Resets a subject after a success.
    async fn clear_attempts(&self, subject: &str) -> Result<(), StoreError>;
    /// Refunds one attempt when a success must not clear the misses of others.
    async fn refund_attempt(&self, subject: &str) -> Result<(), StoreError>;
}
