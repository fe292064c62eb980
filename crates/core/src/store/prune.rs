//! Removing what has expired.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::time::Timestamp;

/// What is removed in the end.
#[async_trait]
pub trait Prune: Send + Sync {
    /// Removes what has expired: sessions (also those not used since `idle_since`), pending sign-ins, pending authenticators,
    /// notes, forgotten attempts. How many rows went. Not one transaction: what was not removed now is removed the next time.
    async fn prune(&self, now: Timestamp, idle_since: Timestamp) -> Result<u64, StoreError>;
}
