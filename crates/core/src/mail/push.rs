//! What goes by other channels than mail: to the operator's webhook, and by push message to the operator and to people.

use std::time::Duration;

use super::{
    Due,
    delivery::Delivery,
    notice::{HOUR, MANY, Told, matter, told, waiting},
    push_address,
};
use crate::{
    AuthError, Services,
    domain::{
        account::Account,
        event::Event,
        letter::{Channel, MOST_TO_OPERATOR_AN_HOUR, MOST_TO_OPERATOR_OF_ONE, Purpose},
        push::{PushAddress, PushHosts},
        throttle::{Limit, Subject},
        whereabouts::Whereabouts,
    },
    store::{Attempt, Letter},
};

/// By which channels besides mail an installation tells of events.
#[derive(Clone, Debug, Default)]
pub struct Pushes {
    /// By the operator's webhook.
    pub to_webhook: bool,
    /// By push message to the operator.
    pub to_operator: bool,
    /// By push message to people, at these hosts.
    pub to_people: PushHosts,
}

impl Pushes {
    /// True if there is any.
    pub fn are_any(&self) -> bool {
        self.to_webhook || self.to_operator || self.to_people.are_any()
    }
}

/// What is told by another channel than mail.
pub struct PushDraft {
    /// For the report of it.
    pub delivery: Delivery,
    /// Whose account.
    pub account: Account,
    /// What is told.
    pub told: Told,
    /// To whom.
    pub to: Recipient,
}

/// Who is told by another channel than mail.
pub enum Recipient {
    /// The operator.
    Operator,
    /// The person, here.
    Person(PushAddress),
}

/// Finds out what a letter of another channel than mail tells. It must be reported as [`sent`](super::sent) or
/// [`not_sent`](super::not_sent). `None` if there is nothing to send of it now: it is gone, or waits.
pub async fn draft_push(services: &Services, Due(letter): Due) -> Result<Option<PushDraft>, AuthError> {
    let drafted = if letter.expires_at > services.now() {
        drafted(services, &letter).await?
    } else {
        services.metrics.letters_given_up.add(letter.purpose.channel());
        Drafted::Nothing
    };
    match drafted {
        Drafted::Draft(draft) => return Ok(Some(*draft)),
        Drafted::Later(wait) => services.store.letter_put_off(letter.attempt(), services.now() + wait).await?,
        Drafted::Nothing => services.store.letter_dropped(letter.attempt()).await?,
    }
    Ok(None)
}

enum Drafted {
    Draft(Box<PushDraft>),
    /// Too many were tried: after this.
    Later(Duration),
    Nothing,
}

async fn drafted(services: &Services, letter: &Letter) -> Result<Drafted, AuthError> {
    let found = match letter.purpose {
        Purpose::PushReminder => waiting(services, letter).await?,
        _ => matter(services, letter).await?,
    };
    let Some((account, mut event)) = found else { return Ok(Drafted::Nothing) };
    if letter.purpose == Purpose::PushToFormer {
        // Whoever had the account for a while learns no more of its owner.
        event.whereabouts = Whereabouts::default();
    }
    let (told, to) = match letter.purpose {
        Purpose::Webhook => (Some(Told::Event(event)), Recipient::Operator),
        Purpose::OperatorPush => (told_operator(services, event).await?, Recipient::Operator),
        Purpose::Push | Purpose::PushToFormer | Purpose::PushReminder => {
            let Some(address) = push_address::of_letter(services, letter) else { return Ok(Drafted::Nothing) };
            (told(services, (&account, Channel::Person), event).await?, Recipient::Person(address))
        }
        // Those of mail are never taken by another channel.
        _ => return Ok(Drafted::Nothing),
    };
    let Some(told) = told else { return Ok(Drafted::Nothing) };
    if let Recipient::Person(_) = to {
        match services.count(&[Attempt::of(&Subject::Pushes(account.id), Limit::Pushes)], None).await {
            Err(AuthError::TooManyAttempts { retry_after }) => return Ok(Drafted::Later(retry_after)),
            counted => counted?,
        }
    }
    let name = match &told {
        Told::Event(event) => event.kind.name(),
        Told::Many(_) => MANY,
    };
    Ok(Drafted::Draft(Box::new(PushDraft { delivery: Delivery::of(letter, Some(account.id), name), account, told, to })))
}

/// What the operator is told by push message. Neither attackers of many accounts nor whoever has one account must flood the operator.
async fn told_operator(services: &Services, event: Event) -> Result<Option<Told>, AuthError> {
    let hour_ago = services.now() - HOUR;
    let of_account = services.store.letters_sent((event.account_id, Channel::Operator), None, hour_ago).await?;
    let told = |what| services.store.letters_sent_to_all(Channel::Operator, what, hour_ago);
    if of_account >= MOST_TO_OPERATOR_OF_ONE {
        Ok(None)
    } else if told(None).await? < MOST_TO_OPERATOR_AN_HOUR {
        Ok(Some(Told::Event(event)))
    } else if told(Some(MANY)).await? == 0 {
        Ok(Some(Told::Many(event.at)))
    } else {
        Ok(None)
    }
}
