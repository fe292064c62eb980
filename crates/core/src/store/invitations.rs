//! Stored invitations. One is used up in the transaction that creates the account: see [`Entrance`](super::Entrance).

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    invitation::{Invitation, InvitationId, InvitationPlace},
    keys::Fingerprint,
    time::Timestamp,
};

/// Invitations.
#[async_trait]
pub trait Invitations: Send + Sync {
    /// Adds an invitation whose code has this fingerprint.
    async fn put_invitation(&self, invitation: &Invitation, code: &Fingerprint) -> Result<(), StoreError>;
    /// Returns the invitation of this code if somebody can register by it now.
    async fn good_invitation(&self, code: &Fingerprint, now: Timestamp) -> Result<Option<Invitation>, StoreError>;
    /// Returns at most `limit` invitations before this place, newest first, also those that are over.
    async fn invitations(&self, before: Option<InvitationPlace>, limit: u16) -> Result<Vec<Invitation>, StoreError>;
    /// Removes an invitation. False if it is gone.
    async fn withdraw_invitation(&self, id: InvitationId) -> Result<bool, StoreError>;
}
