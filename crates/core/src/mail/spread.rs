//! From what is to be told to the channels that tell it.
//!
//! ```text
//!  letters: a notice, due ──spread──▶ letters: one for each channel ──▶ taken by that channel's workers ──▶ sent | put off | dropped
//! ```
//!
//! It waits for nobody outside, so that no channel holds up another.

use super::{
    notice::{matter, waiting},
    push_address,
};
use crate::{
    AuthError, Services,
    domain::{
        account::AccountId,
        event::{Event, EventKind},
        keys::sha256,
        letter::{LetterId, NewLetter, Purpose, is_for_operator, is_optional, notice_at},
        push::PushAddress,
        throttle::{Limit, Subject},
    },
    store::{Attempt, Letter, Spread},
};

/// How many are looked at in one go.
const PORTION: u16 = 100;

/// Puts everything that is due into the outbox for the other channels. Returns how much was.
pub async fn spread(services: &Services) -> Result<usize, AuthError> {
    let mut spread = 0;
    if !services.policy.pushes.are_any() {
        return Ok(spread);
    }
    loop {
        let portion = services.store.unspread_letters(services.now(), PORTION).await?;
        let (found, before) = (portion.len(), spread);
        for letter in portion {
            // The others are not held up by one that cannot be read.
            match spread_one(services, &letter).await {
                Ok(()) => spread += 1,
                Err(error) => tracing::error!(%error, "mail.not_spread"),
            }
        }
        if found < PORTION.into() || spread == before {
            return Ok(spread);
        }
    }
}

async fn spread_one(services: &Services, letter: &Letter) -> Result<(), AuthError> {
    let now = services.now();
    let others = if letter.expires_at > now { others(services, letter).await? } else { vec![] };
    let spread = Spread { others, by_mail: services.policy.sends_mail, now };
    Ok(services.store.spread_letter(letter, &spread).await?)
}

async fn others(services: &Services, letter: &Letter) -> Result<Vec<NewLetter>, AuthError> {
    let pushes = &services.policy.pushes;
    let mut others = vec![];
    if letter.purpose == Purpose::RecoveryReminder {
        if let Some((account, event)) = waiting(services, letter).await? {
            // Of a wait that is under way now.
            let now = Event { at: services.now(), ..event };
            others.extend(to_person(services, (letter, &now), (Purpose::PushReminder, account.id)).await?);
        }
    } else if let Some((account, event)) = matter(services, letter).await? {
        let of = |purpose| other(services, (letter, event.kind), purpose);
        others.extend(pushes.to_webhook.then(|| of(Purpose::Webhook)));
        others.extend((pushes.to_operator && is_for_operator(&event)).then(|| of(Purpose::OperatorPush)));
        if !is_optional(&event) || account.optional_letters {
            others.extend(to_person(services, (letter, &event), (Purpose::Push, account.id)).await?);
        }
    }
    Ok(others)
}

/// The letter to the person, where they have push messages.
async fn to_person(
    services: &Services,
    (letter, event): (&Letter, &Event),
    (purpose, account): (Purpose, AccountId),
) -> Result<Option<NewLetter>, AuthError> {
    let Some(address) = push_address::of_account(services, account, event.at).await? else { return Ok(None) };
    let letter = other(services, (letter, event.kind), purpose);
    let payload = Some(push_address::for_letter(services, letter.id, &address)?);
    Ok(Some(NewLetter { payload, ..letter }))
}

/// A letter by which another channel tells what this one does. Its id is the same however often it is made, as long as it tells the same.
fn other(services: &Services, (letter, kind): (&Letter, EventKind), purpose: Purpose) -> NewLetter {
    let hash = sha256(&[letter.id.0.as_bytes(), purpose.name().as_bytes(), kind.name().as_bytes()].concat());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    let id = LetterId(uuid::Builder::from_custom_bytes(bytes).into_uuid());
    NewLetter { id, purpose, payload: None, not_before: services.now(), expires_at: letter.expires_at }
}

/// The letter that tells where push messages went before. `None` if it has got many: whoever changes to and fro must not flood it.
pub(crate) async fn to_former_push(
    services: &Services,
    event: &Event,
    former: &PushAddress,
) -> Result<Option<NewLetter>, AuthError> {
    let subject = Subject::Letters(services.pseudonym(format!("former push {}", event.account_id).as_bytes()));
    match services.count(&[Attempt::of(&subject, Limit::Letters)], None).await {
        Err(AuthError::TooManyAttempts { .. }) => return Ok(None),
        counted => counted?,
    }
    let id = LetterId::random(services.random());
    let payload = Some(push_address::for_letter(services, id, former)?);
    Ok(Some(notice_at((id, Purpose::PushToFormer), payload, event.at)))
}
