//! What became of a letter that was taken out of the outbox: sent, put off, or given up.

use crate::{
    AuthError, Services,
    domain::{
        account::AccountId,
        letter::{Channel, LetterId, wait_after},
        time::Timestamp,
    },
    store::{Letter, LetterAttempt},
};

/// From this attempt on, a refusal that looks as if it were for good is taken for that.
const MOST_REFUSALS: u32 = 3;

/// A letter that was taken out of the outbox, for the report of it.
pub struct Delivery {
    /// Id, the same in every attempt.
    pub id: LetterId,
    /// The account of whose letters it is counted as one.
    account_id: Option<AccountId>,
    /// Name under which it is remembered.
    told: &'static str,
    channel: Channel,
    attempt: LetterAttempt,
    expires_at: Timestamp,
}

/// Why a letter was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// It may be later: who takes it does not answer, or has no time.
    Yet,
    /// Who takes it refuses it, such as for its recipient. It is not asked often.
    Refused,
    /// It never will be.
    Ever,
}

impl Delivery {
    pub(super) fn of(letter: &Letter, account_id: Option<AccountId>, told: &'static str) -> Self {
        let channel = letter.purpose.channel();
        Self { id: letter.id, account_id, told, channel, attempt: letter.attempt(), expires_at: letter.expires_at }
    }
}

/// Reports a letter as sent.
pub async fn sent(services: &Services, delivery: &Delivery) -> Result<(), AuthError> {
    services.store.letter_sent(delivery.attempt, delivery.account_id, delivery.told, services.now()).await?;
    services.metrics.letters_sent.add(delivery.channel);
    let (account, channel) = (delivery.account_id.map(tracing::field::display), delivery.channel.name());
    tracing::info!(letter = %delivery.id, channel, account, told = delivery.told, "mail.sent");
    Ok(())
}

/// Reports a letter as not sent: it is tried again after a while, or given up.
pub async fn not_sent(services: &Services, delivery: &Delivery, why: NotSent) -> Result<(), AuthError> {
    services.metrics.letters_failed.add(delivery.channel);
    let attempts = delivery.attempt.number;
    let next = services.now() + wait_after(attempts);
    let is_over = match why {
        NotSent::Yet => false,
        NotSent::Refused => attempts >= MOST_REFUSALS,
        NotSent::Ever => true,
    };
    if is_over || next >= delivery.expires_at {
        let (account, channel) = (delivery.account_id.map(tracing::field::display), delivery.channel.name());
        tracing::warn!(letter = %delivery.id, channel, account, told = delivery.told, "mail.given_up");
        services.metrics.letters_given_up.add(delivery.channel);
        services.store.letter_dropped(delivery.attempt).await?;
    } else {
        services.store.letter_put_off(delivery.attempt, next).await?;
    }
    Ok(())
}
