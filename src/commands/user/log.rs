//! `latchkey log`: what happens to the accounts.

use std::io::Write;

use latchkey_core::domain::{email::EmailAddress, event::Event};
use serde::Serialize;

use super::{AtWork, UserError};
use crate::{commands::answer::answer, config::LogFlags};

/// An event, as programs are told. Times are RFC 3339.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    id: String,
    at: String,
    email: String,
    account: String,
    kind: &'static str,
    actor: &'static str,
    /// Id of the account of the administrator who did it.
    acted_by: Option<String>,
    address: Option<String>,
    user_agent: String,
    new_device: bool,
}

impl Told {
    fn of((event, email): &(Event, EmailAddress)) -> Self {
        Self {
            id: event.id.to_string(),
            at: event.at.to_string(),
            email: email.for_people(),
            account: event.account_id.to_string(),
            kind: event.kind.name(),
            actor: event.actor.name(),
            acted_by: event.acted_by.map(|id| id.to_string()),
            address: event.whereabouts.address.map(|address| address.to_string()),
            user_agent: event.whereabouts.user_agent.to_string(),
            new_device: event.is_new_device,
        }
    }
}

/// A page of the log, the newest event first.
#[derive(Serialize)]
struct Page {
    events: Vec<Told>,
    /// Where the next page begins: for `--before`.
    next: Option<String>,
}

/// Prints the log.
pub async fn print(given: &LogFlags, out: &mut impl Write) -> Result<(), UserError> {
    let work = AtWork::on(&given.service).await?;
    let before = given.before.as_ref().map(|place| place.parse()).transpose().map_err(|()| UserError::NoPlace)?;
    let place = (before, given.limit);
    let log = match &given.email {
        Some(email) => work.operator.log_of(&work.operator.find(email).await?, given.show, place).await?,
        None => work.operator.service_log(given.show, place).await?,
    };
    let page = Page { events: log.events.iter().map(Told::of).collect(), next: log.next.map(|place| place.to_string()) };
    answer(out, given.service.answer, &page, |out, page| {
        page.events.iter().try_for_each(|event| {
            let by = if event.actor == "person" { String::new() } else { format!("  by {}", event.actor) };
            let address = event.address.as_deref().unwrap_or("-");
            writeln!(out, "{}  {}  {}{by}  {address}", event.at, event.email, event.kind)
        })
    })?;
    Ok(())
}
