//! The log of the whole service, and that of one person as an operator sees it.

use super::{Operator, OperatorError};
use crate::domain::{
    account::Account,
    email::EmailAddress,
    event::{Event, EventGroup, EventKind, EventPlace},
};

/// One page of a log.
pub struct ServiceLog {
    /// The events, newest first, with the addresses of their accounts.
    pub events: Vec<(Event, EmailAddress)>,
    /// Where the next page begins, if there is one.
    pub next: Option<EventPlace>,
}

impl Operator {
    /// Returns a page of the service's log: what happens to all accounts. Without a group it holds all kinds of events.
    pub async fn service_log(
        &self,
        group: Option<EventGroup>,
        (before, limit): (Option<EventPlace>, u16),
    ) -> Result<ServiceLog, OperatorError> {
        let (kinds, limit) = (kinds(group), limit.clamp(1, 500));
        let events = self.store.service_events(&kinds, before, limit + 1).await?;
        Ok(page(events, limit))
    }

    /// Returns a page of one account's log.
    pub async fn log_of(
        &self,
        account: &Account,
        group: Option<EventGroup>,
        (before, limit): (Option<EventPlace>, u16),
    ) -> Result<ServiceLog, OperatorError> {
        let limit = limit.clamp(1, 500);
        let events = self.store.events(account.id, &kinds(group), before, limit + 1).await?;
        Ok(page(events.into_iter().map(|event| (event, account.email.clone())).collect(), limit))
    }
}

fn kinds(group: Option<EventGroup>) -> Vec<EventKind> {
    group.into_iter().flat_map(EventGroup::kinds).collect()
}

fn page(mut events: Vec<(Event, EmailAddress)>, limit: u16) -> ServiceLog {
    let more = events.len() > usize::from(limit);
    events.truncate(limit.into());
    let next = events.last().filter(|_| more).map(|(event, _)| event.place());
    ServiceLog { events, next }
}
