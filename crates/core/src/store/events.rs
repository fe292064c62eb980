//! Stored events.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    account::AccountId,
    event::{Event, EventKind, EventPlace},
    time::Timestamp,
};

/// Events. Every other trait writes its own; see [`Event`].
#[async_trait]
pub trait Events: Send + Sync {
    /// Returns at most `limit` events of an account before this place, newest first. `kinds` are those wanted; none means all that
    /// this version knows.
    async fn events(
        &self,
        account: AccountId,
        kinds: &[EventKind],
        before: Option<EventPlace>,
        limit: u16,
    ) -> Result<Vec<Event>, StoreError>;
    /// Returns the newest event of this kind that the person has not answered.
    async fn unanswered(&self, account: AccountId, kind: EventKind) -> Result<Option<Event>, StoreError>;
    /// Writes an event that tells of no change.
    async fn tell(&self, event: &Event) -> Result<(), StoreError>;
    /// Marks all events up to this moment as answered.
    async fn answer_events(&self, account: AccountId, until: Timestamp) -> Result<(), StoreError>;
}
