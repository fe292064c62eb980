//! Where people's push messages go.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    account::AccountId,
    event::Event,
    keys::{KeyId, Sealed},
    time::Timestamp,
};

/// The address of a person's push messages, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPushAddress {
    /// It holds a secret.
    pub address: Sealed,
    /// When it was set.
    pub created_at: Timestamp,
}

/// One address for an account, or none.
#[async_trait]
pub trait PushAddresses: Send + Sync {
    /// Returns the address of an account.
    async fn push_address(&self, account: AccountId) -> Result<Option<StoredPushAddress>, StoreError>;
    /// Sets the address of the account of an event, or takes it away, and tells the event. False if the event's session is gone.
    async fn set_push_address(&self, address: Option<&Sealed>, event: &Event) -> Result<bool, StoreError>;
    /// Returns addresses that are sealed under another key than this, by account, from the one after this account on (keyset pagination).
    async fn push_addresses_to_be_resealed(
        &self,
        key: &KeyId,
        page: (Option<AccountId>, u16),
    ) -> Result<Vec<(AccountId, Sealed)>, StoreError>;
    /// Replaces the seal of an address. False if it has another one by now.
    async fn reseal_push_address(&self, account: AccountId, read: &Sealed, anew: &Sealed) -> Result<bool, StoreError>;
}
