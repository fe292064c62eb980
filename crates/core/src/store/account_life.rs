//! Changes of stored accounts, from the choice of another name to the end.

use async_trait::async_trait;

use super::{Finished, Ruled, SessionWrite, Spending, StoreError};
use crate::domain::{
    account::AccountId, email::EmailAddress, event::Event, name::PersonName, password::PasswordHash, session::PendingSignInId,
    time::Timestamp,
};

/// How the change of an account that its session makes ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is done.
    Done,
    /// Another account has the new value, or the old one was replaced meanwhile. Nothing has changed.
    Refused,
    /// The session is gone. Nothing has changed.
    Over,
}

/// Another address for an account.
#[derive(Clone, Copy, Debug)]
pub struct NewEmail<'a> {
    /// The address that the account has.
    pub former: &'a EmailAddress,
    /// The one that it is to have.
    pub email: &'a EmailAddress,
    /// Whether the person has shown that it is theirs.
    pub is_confirmed: bool,
    /// The counters of guesses at the passwords of the two.
    pub counters: [&'a str; 2],
}

/// What opens a seal.
#[derive(Clone, Debug)]
pub struct Unsealing {
    /// The pending sign-in.
    pub pending: PendingSignInId,
    /// The second factor that is spent.
    pub spending: Spending,
    /// The hash of the new password.
    pub password_hash: PasswordHash,
    /// That the seal is opened.
    pub event: Event,
    /// The session to open.
    pub opening: SessionWrite,
}

/// Changes of accounts. Each tells of itself. What a session does, it does only while it lives: an event names its session.
#[async_trait]
pub trait AccountLife: Send + Sync {
    /// Replaces a password hash that is still `old`, renews the session, and ends all other sessions and pending sign-ins.
    async fn change_password(
        &self,
        opening: &SessionWrite,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<Changed, StoreError>;
    /// Replaces the e-mail address, renews the session, and ends all other sessions and pending sign-ins. Misses at the password move
    /// from the former address's counter to the next one's. `Over`, without any change, if the account has another address than the former.
    async fn change_email(&self, opening: &SessionWrite, new: NewEmail<'_>) -> Result<Changed, StoreError>;
    /// Replaces the name. False if the account is gone, or the session of the event.
    async fn change_name(&self, name: &PersonName, event: &Event) -> Result<bool, StoreError>;
    /// Notes whether the person wants the letters that are not about safety. False if the account is gone, or the session of the event.
    async fn choose_letters(&self, optional: bool, event: &Event) -> Result<bool, StoreError>;
    /// Puts the address back that was before the change at `changed_at`: ends all sessions, pending sign-ins, set-ups and trust and a password
    /// reset under way, forgets known devices, and moves the counter of guesses. Then neither that change nor one between it and now can be
    /// undone any more; one before it can. `Over`, without any change, if that is so, or if the account has this address; `Refused` if another
    /// account has it.
    async fn restore_email(
        &self,
        event: &Event,
        (email, changed_at): (&EmailAddress, Timestamp),
        counters: [&str; 2],
    ) -> Result<Changed, StoreError>;
    /// Seals the account: ends all its sessions, pending sign-ins and set-ups, and forgets its known devices and a
    /// password reset under way. No session opens until [`unseal`](Self::unseal), or the next reset. An order of deletion is taken back. False, without any change, if it is sealed already or gone.
    async fn seal(&self, event: &Event) -> Result<bool, StoreError>;
    /// Spends a second factor, opens the seal with a new password, ends the pending sign-in and opens its session.
    async fn unseal(&self, unsealing: &Unsealing) -> Result<Finished, StoreError>;
    /// Orders the deletion of the account at a later moment, and ends all its sessions and pending sign-ins. `Unchanged` if it is gone.
    async fn order_deletion(&self, at: Timestamp, event: &Event) -> Result<Ruled, StoreError>;
    /// Takes an order of deletion back. False if there is none.
    async fn cancel_deletion(&self, event: &Event) -> Result<bool, StoreError>;
    /// Deletes an account with everything that belongs to it, its counters too, if its deletion is due and it is not sealed. False
    /// otherwise.
    async fn delete_if_due(&self, id: AccountId, now: Timestamp) -> Result<bool, StoreError>;
    /// Removes an account's oldest events beyond this number.
    async fn trim_events(&self, id: AccountId, most: u32) -> Result<u64, StoreError>;
    /// Returns at most `limit` accounts whose deletion is due.
    async fn due_for_deletion(&self, now: Timestamp, limit: u16) -> Result<Vec<AccountId>, StoreError>;
}
