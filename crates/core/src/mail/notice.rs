//! Notices: what is told of an event, and what no longer is. Whoever causes many must not flood anybody.

use std::time::Duration;

use super::{Content, Draft, addressed, links};
use crate::{
    AuthError, Client, Services,
    domain::{
        account::{Account, AccountId, RecoveryWait},
        email::EmailAddress,
        event::{Actor, Event, EventKind},
        letter::{
            Channel, LetterId, MOST_AN_HOUR, MOST_GRAVE_AN_HOUR, NewLetter, Purpose, is_grave, is_optional, notice_after,
            notice_at,
        },
        throttle::{Limit, Subject},
        time::Timestamp,
        token::SignedToken,
        whereabouts::Whereabouts,
    },
    sign_in::recovery_wait,
    store::{Attempt, Letter},
};

pub(super) const HOUR: Duration = Duration::from_secs(3600);
/// How long after the registration a sign-in in a new browser is that of the registration.
const JUST_REGISTERED: Duration = Duration::from_secs(60);
/// Told in place of further notices within an hour.
pub(super) const MANY: &str = "many";

/// What a person is told of an event.
pub enum Told {
    /// The event.
    Event(Event),
    /// More happened than is told of.
    Many(Timestamp),
}

/// The event of a letter with its account, if it is to be told as it is now: a sign-in that waited for its second factor has ended since.
pub(super) async fn matter(services: &Services, letter: &Letter) -> Result<Option<(Account, Event)>, AuthError> {
    let (Some(account_id), Some(event_id)) = (letter.account_id, letter.event_id) else { return Ok(None) };
    let Some((account, event)) = services.store.matter_of(account_id, event_id).await? else { return Ok(None) };
    let is_of_registration = event.kind == EventKind::SignedIn && event.at < account.created_at + JUST_REGISTERED;
    Ok((notice_after(&event).is_some() && !is_of_registration).then_some((account, event)))
}

/// What a person is told of an event by a channel, if anything.
pub(super) async fn told(
    services: &Services,
    (account, channel): (&Account, Channel),
    event: Event,
) -> Result<Option<Told>, AuthError> {
    if is_optional(&event) && !account.optional_letters {
        return Ok(None);
    }
    let hour_ago = services.now() - HOUR;
    let told = |what: Option<&'static str>| services.store.letters_sent((account.id, channel), what, hour_ago);
    // Whoever knows the password may cause as many as they like.
    if event.kind == EventKind::SecondFactorMissing && told(Some(event.kind.name())).await? > 0 {
        return Ok(None);
    }
    let most = if is_grave(event.kind) { MOST_GRAVE_AN_HOUR } else { MOST_AN_HOUR };
    if told(None).await? < most {
        Ok(Some(Told::Event(event)))
    } else if told(Some(MANY)).await? == 0 {
        Ok(Some(Told::Many(event.at)))
    } else {
        Ok(None)
    }
}

/// A notice by mail.
pub(super) async fn notice(services: &Services, letter: Letter) -> Result<Option<Draft>, AuthError> {
    let Some((account, event)) = matter(services, &letter).await? else { return Ok(None) };
    if letter.purpose == Purpose::NoticeToFormer {
        let to = EmailAddress::from_stored(services.open_payload(&letter)?.to);
        // What put a former address back is not undone in turn.
        let undo = (event.kind == EventKind::EmailChanged).then(|| links::undo_code(services, &account, (event.at, &to)));
        let draft = addressed(services, &account, letter, (to, Content::NoticeToFormer(event)));
        return Ok(Some(Draft { undo, ..draft }));
    }
    let wait = if event.kind == EventKind::RecoveryBegun { wait(services, &account, event.at).await? } else { None };
    let codes_left = match event.kind {
        EventKind::RecoveryCodeUsed => Some(services.store.recovery_codes_left(account.id, &services.keys.ids()).await?),
        _ => None,
    };
    let to = account.email.clone();
    Ok(match told(services, (&account, Channel::Mail), event).await? {
        None => None,
        Some(Told::Event(event)) => {
            let draft = addressed(services, &account, letter, (to, Content::Notice(event)));
            Some(Draft { codes_left, wait, ..draft })
        }
        Some(Told::Many(at)) => Some(Draft { wait, ..addressed(services, &account, letter, (to, Content::Many(at))) }),
    })
}

/// The wait of an account that began then, if it is under way, with the code of the link that cancels it.
async fn wait(
    services: &Services,
    account: &Account,
    begun_at: Timestamp,
) -> Result<Option<(RecoveryWait, SignedToken)>, AuthError> {
    let is_under_way = recovery_wait::under_way(services, account).await?.is_some();
    let wait = account.recovery.filter(|wait| is_under_way && wait.begun_at == begun_at);
    Ok(wait.map(|wait| (wait, links::cancel_code(services, account, begun_at))))
}

/// A further letter about a wait.
pub(super) async fn reminder(services: &Services, letter: Letter) -> Result<Option<Draft>, AuthError> {
    let Some((account, event)) = waiting(services, &letter).await? else { return Ok(None) };
    let Some(wait) = wait(services, &account, event.at).await? else { return Ok(None) };
    let to = account.email.clone();
    Ok(Some(Draft { wait: Some(wait), ..addressed(services, &account, letter, (to, Content::Notice(event))) }))
}

/// The wait of which a further letter tells, if it is under way. Whether its event is still there does not matter: who forgets it, or floods
/// the log, must not stop it.
pub(super) async fn waiting(services: &Services, letter: &Letter) -> Result<Option<(Account, Event)>, AuthError> {
    let (Some(account_id), Some(event_id)) = (letter.account_id, letter.event_id) else { return Ok(None) };
    let Some(account) = services.store.account(account_id).await? else { return Ok(None) };
    let Some(begun) = account.recovery else { return Ok(None) };
    if recovery_wait::under_way(services, &account).await?.is_none() {
        return Ok(None);
    }
    let event = Event {
        id: event_id,
        at: begun.begun_at,
        whereabouts: Whereabouts::default(),
        letters: vec![],
        ..services.event(EventKind::RecoveryBegun, account_id, (Actor::Somebody, Client::NONE))
    };
    Ok(Some((account, event)))
}

/// The letter that tells the address that an account had before. `None` if it has got many: whoever changes to and fro must not flood it.
pub(crate) async fn to_former(services: &Services, event: &Event, former: &EmailAddress) -> Result<Option<NewLetter>, AuthError> {
    if !services.policy.sends_mail {
        return Ok(None);
    }
    // Counted apart from what anybody may ask for: whoever asks for many letters must not thereby keep this one back.
    let subject = Subject::Letters(services.pseudonym(format!("former {}", former.as_str()).as_bytes()));
    match services.count(&[Attempt::of(&subject, Limit::Letters)], None).await {
        Err(AuthError::TooManyAttempts { .. }) => return Ok(None),
        counted => counted?,
    }
    let id = LetterId::random(services.random());
    let payload = super::Payload { to: former.as_str().to_owned(), ..super::Payload::default() };
    let payload = Some(services.seal_payload(id, &payload)?);
    Ok(Some(notice_at((id, Purpose::NoticeToFormer), payload, event.at)))
}

/// The account whose letters a draft is counted as one of.
pub(super) fn counted_for(content: &Content, account: Option<AccountId>) -> Option<AccountId> {
    // What strangers ask for is counted when they ask, and must not use up what is written to the owner.
    account.filter(|_| !matches!(content, Content::Asked { .. }))
}
