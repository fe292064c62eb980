//! The outbox: letters to send.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::{
    account::{Account, AccountId},
    event::{Event, EventId},
    keys::Sealed,
    letter::{Channel, LetterId, NewLetter, Purpose},
    time::Timestamp,
};

/// A letter that was taken out of the outbox, for as long as its lease lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Id.
    pub id: LetterId,
    /// The account, if that is known.
    pub account_id: Option<AccountId>,
    /// The event of which it tells.
    pub event_id: Option<EventId>,
    /// What it is for.
    pub purpose: Purpose,
    /// What is needed to write it.
    pub payload: Option<Sealed>,
    /// When it was written.
    pub created_at: Timestamp,
    /// After this what it says is no longer true.
    pub expires_at: Timestamp,
    /// Number of attempts to send it, with this one.
    pub attempts: u32,
}

impl Letter {
    /// The attempt that its lease is for.
    pub const fn attempt(&self) -> LetterAttempt {
        LetterAttempt { id: self.id, number: self.attempts }
    }
}

/// An attempt to send a letter. Nothing comes of it once there is another, after its lease ran out, or because there is more to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterAttempt {
    /// The letter.
    pub id: LetterId,
    /// Which attempt it is.
    pub number: u32,
}

/// For how long a letter is taken.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// From when.
    pub now: Timestamp,
    /// Nobody else gets it before.
    pub until: Timestamp,
    /// True if other channels have to have a notice before mail.
    pub only_spread: bool,
}

/// What a letter tells, for other channels.
#[derive(Clone, Debug)]
pub struct Spread {
    /// The letters for them.
    pub others: Vec<NewLetter>,
    /// True if it is sent by mail, too.
    pub by_mail: bool,
    /// The present moment.
    pub now: Timestamp,
}

/// The outbox. Letters that tell of an event are written with that: see [`Event::letters`].
#[async_trait]
pub trait Letters: Send + Sync {
    /// Adds a letter of no event and no known account.
    async fn put_letter(&self, letter: &NewLetter, now: Timestamp) -> Result<(), StoreError>;
    /// Returns up to `limit` notices and reminders that are due and that the other channels do not have yet. Nobody takes them by that.
    async fn unspread_letters(&self, now: Timestamp, limit: u16) -> Result<Vec<Letter>, StoreError>;
    /// Takes up to `limit` letters of a channel that are due, in the order in which they became due. Nobody else gets them
    /// before the term is over. Of mail, notices and reminders are left aside that the other channels do not have yet, if
    /// `term.only_spread`. To a person goes one at a time, and to the operator by push message one at a time in all: so what was
    /// sent is counted before the next one.
    async fn claim_letters(&self, channel: Channel, term: Term, limit: u16) -> Result<Vec<Letter>, StoreError>;
    /// Puts what a letter tells into the outbox for other channels: once, however often it is tried. Afterwards it is for mail, or gone
    /// if there is no mail.
    async fn spread_letter(&self, letter: &Letter, spread: &Spread) -> Result<(), StoreError>;
    /// Returns the account with this id.
    async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError>;
    /// Returns the account with this id, and the event as it is now.
    async fn matter_of(&self, account: AccountId, event: EventId) -> Result<Option<(Account, Event)>, StoreError>;
    /// Notes that a letter was sent, under the name of what it told, and forgets what was in it.
    async fn letter_sent(
        &self,
        attempt: LetterAttempt,
        account: Option<AccountId>,
        told: &str,
        now: Timestamp,
    ) -> Result<(), StoreError>;
    /// Puts a letter back until then.
    async fn letter_put_off(&self, attempt: LetterAttempt, not_before: Timestamp) -> Result<(), StoreError>;
    /// Takes a letter out of the outbox unsent.
    async fn letter_dropped(&self, attempt: LetterAttempt) -> Result<(), StoreError>;
    /// Number of letters about an account that were sent by a channel after this time: all, or those that told this.
    async fn letters_sent(&self, of: (AccountId, Channel), told: Option<&str>, after: Timestamp) -> Result<u32, StoreError>;
    /// Number of letters that were sent by a channel after this time: all, or those that told this.
    async fn letters_sent_to_all(&self, channel: Channel, told: Option<&str>, after: Timestamp) -> Result<u32, StoreError>;
    /// Number of letters that are due by `now`, or were tried already, and are not sent yet, for every channel. One that is to be sent later
    /// and was not tried is none of them.
    async fn pending_letters(&self, now: Timestamp) -> Result<Vec<(Channel, u64)>, StoreError>;
}
