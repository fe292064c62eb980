//! Counted attempts, as they are remembered.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    throttle::{Blocked, Limit},
    time::Timestamp,
};

/// The failure counters. A subject names what is counted: an account, an address typed, a network address.
#[async_trait]
pub trait Attempts: Send + Sync {
    /// Counts an attempt before it is evaluated, by the rule of [`Limit::count`], or refuses it. Committed when it returns;
    /// parallel calls are counted one after the other.
    async fn count_attempt(&self, subject: &str, limit: Limit, now: Timestamp) -> Result<Result<(), Blocked>, StoreError>;
    /// Starts a subject anew, after a success.
    async fn clear_attempts(&self, subject: &str) -> Result<(), StoreError>;
    /// Takes one attempt back, where a success must not clear what others missed.
    async fn refund_attempt(&self, subject: &str) -> Result<(), StoreError>;
}
