//! The log of the whole service.

use latchkey_core::{
    AuthError,
    domain::{
        email::EmailAddress,
        event::{Event, EventGroup},
    },
    operator::Operator,
};
use leptos::prelude::*;

use super::{
    AdminPage, LOG,
    view::{by, sections},
};
use crate::{
    features::security_log::view::{SHOW, entry, filters},
    http::{caller::Admin, next::with_query, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    ui::{
        island::LocalTimes,
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// Number of events on a page.
const PAGE_SIZE: u16 = 50;

/// A page of the log.
pub async fn page(Admin(who): Admin, visitor: Visitor) -> Answer {
    let l = visitor.locale;
    let operator = Operator::administrator(visitor.services(), &who);
    let group = visitor.query(SHOW).and_then(|name| EventGroup::named(&name));
    let before = visitor.query("before").and_then(|place| place.parse().ok());
    let log = operator.service_log(group, (before, PAGE_SIZE)).await.map_err(AuthError::from)?;
    let mut entries = Vec::with_capacity(log.events.len());
    for (event, email) in log.events {
        let did = match event.acted_by {
            Some(id) => Some(by(l, &operator, Some(id)).await?),
            None => None,
        };
        entries.push((event, email, did));
    }
    let filter = group.map(|group| (SHOW, group.name()));
    let at = |before: Option<&str>| {
        let query: Vec<_> = filter.into_iter().chain(before.map(|place| ("before", place))).collect();
        with_query(LOG, &query)
    };
    let newest = before.map(|_: latchkey_core::domain::event::EventPlace| at(None));
    let older = log.next.map(|place| at(Some(&place.to_string())));
    Ok(show(&visitor, || {
        let body = view! {
            {page_head(&l.admin_log(), Some(l.admin_log_lede()))}
            {sections(l, LOG)}
            {filters(l, LOG, group)}
            <LocalTimes>{events(l, &entries)}</LocalTimes>
            {(older.is_some() || newest.is_some()).then(|| view! {
                <nav class="pager" aria-label=l.security_log_pages()>
                    {newest.map(|href| view! { <a class="button" href=href>{l.security_log_newest()}</a> })}
                    {older.map(|href| view! { <a class="button" rel="next" href=href>{l.security_log_older()}</a> })}
                </nav>
            })}
        };
        Page::new(l.admin_log(), Width::Normal, body)
    }))
}

fn events(l: &'static Locale, entries: &[(Event, EmailAddress, Option<String>)]) -> AnyView {
    if entries.is_empty() {
        return view! { <div class="empty"><p class="empty__title">{l.security_log_none()}</p></div> }.into_any();
    }
    let rows = entries.iter().map(|(event, email, did)| {
        let whose = view! {
            <a href=AdminPage::Person(event.account_id).path()><bdi>{email.for_people()}</bdi></a>
            {did.clone().map(|who| view! { " ("<bdi>{who}</bdi>")" })}
            ": "
        };
        entry(l, event, Some(whose.into_any()))
    });
    view! { <ol class="log">{rows.collect_view()}</ol> }.into_any()
}
