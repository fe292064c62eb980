//! The security log: what happened to an account, as its person reads it.

use crate::{
    AuthError, FullSession, Services,
    domain::event::{Event, EventGroup, EventKind, EventPlace},
};

/// One page of the log.
pub struct LogPage {
    /// The events, newest first.
    pub events: Vec<Event>,
    /// Start of the next page, if there is one.
    pub next: Option<EventPlace>,
}

/// Returns a page of the person's log, newest first. Without a `group`, it holds all kinds of events.
pub async fn page(
    services: &Services,
    who: &FullSession,
    group: Option<EventGroup>,
    (before, limit): (Option<EventPlace>, u16),
) -> Result<LogPage, AuthError> {
    let kinds: Vec<EventKind> = group.into_iter().flat_map(EventGroup::kinds).collect();
    let limit = limit.clamp(1, 500);
    let mut events = services.store.events(who.account.id, &kinds, before, limit + 1).await?;
    let more = events.len() > usize::from(limit);
    events.truncate(limit.into());
    let next = events.last().filter(|_| more).map(Event::place);
    Ok(LogPage { events, next })
}

/// Number of events that are kept of one account. More are removed before their time, the oldest first.
pub(crate) const MOST_EVENTS: u32 = 5_000;

/// Returns the whole log, newest first.
pub async fn whole(services: &Services, who: &FullSession) -> Result<Vec<Event>, AuthError> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let LogPage { events, next } = page(services, who, None, (before, 500)).await?;
        all.extend(events);
        before = next;
        // There may be more for as long as it takes to remove them.
        if before.is_none() || all.len() >= MOST_EVENTS as usize {
            return Ok(all);
        }
    }
}

/// The newest sign-in with the right password that went no further, unless the person has said since that it was theirs: somebody
/// may know the password.
pub async fn warning(services: &Services, who: &FullSession) -> Result<Option<Event>, AuthError> {
    Ok(services.store.unanswered(who.account.id, EventKind::SecondFactorMissing).await?)
}

/// The person says that everything they were warned of, up to this event, was theirs. Not by a trusted browser alone: whoever has its
/// cookies and the password is who may be warned of.
pub async fn answer_warning(services: &Services, who: &FullSession, warned: EventPlace) -> Result<(), AuthError> {
    if who.session.factors.is_by_trust() {
        return Err(AuthError::StepUpNeeded);
    }
    Ok(services.store.answer_events(who.account.id, warned.at.min(services.now())).await?)
}
