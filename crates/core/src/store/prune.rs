//! Removal of expired rows.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::time::Timestamp;

/// Removal of expired rows.
#[async_trait]
pub trait Prune: Send + Sync {
    /// Removes expired sessions (also those not used since `idle_since`), pending sign-ins, pending authenticators, password
    /// resets, trusted browsers, letters that say nothing any more or were sent a while ago, burnt steps, notes, codes for the hosts of applications, forgotten attempts, invitations that expired long ago, and events from before `events_since`. Returns the number of removed rows. Not one transaction:
    /// the next run removes what this one did not.
    async fn prune(&self, now: Timestamp, idle_since: Timestamp, events_since: Timestamp) -> Result<u64, StoreError>;
}
