//! The page of the log, and the log as a file.

use axum::{Json, http::header, response::IntoResponse};
use latchkey_core::{
    domain::event::{Event, EventGroup},
    security_log,
};
use leptos::prelude::*;

use super::{
    FILE,
    api::LoggedEvent,
    view::{SHOW, entry, filters, warning},
};
use crate::{
    features::seal::view::one_press,
    http::{caller::Full, next::with_query, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::{ACCOUNT, SECURITY_LOG},
    ui::{
        island::LocalTimes,
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// Number of events on a page.
const PAGE_SIZE: u16 = 30;

/// A page of the log.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    let services = visitor.services();
    let group = visitor.query(SHOW).and_then(|name| EventGroup::named(&name));
    let before = visitor.query("before").and_then(|text| text.parse().ok());
    let log = security_log::page(services, &who, group, (before, PAGE_SIZE)).await?;
    let warned = security_log::warning(services, &who).await?;
    let (l, two_factor) = (visitor.locale, who.account().two_factor);
    let filter = group.map(|group| (SHOW, group.name()));
    let newest = before.map(|_| filtered(filter, None));
    let older = log.next.map(|place| filtered(filter, Some(&place.to_string())));
    Ok(show(&visitor, || {
        let body = view! {
            {page_head(&l.security_log_title(), Some(l.security_log_lede(services.policy().events_kept.as_secs() / 86_400)))}
            <LocalTimes>
                {warning(l, warned, &who)}
                {filters(l, SECURITY_LOG, group)}
                {events(l, &log.events)}
            </LocalTimes>
            {(older.is_some() || newest.is_some()).then(|| view! {
                <nav class="pager" aria-label=l.security_log_pages()>
                    {newest.map(|href| view! { <a class="button" href=href>{l.security_log_newest()}</a> })}
                    {older.map(|href| view! { <a class="button" rel="next" href=href>{l.security_log_older()}</a> })}
                </nav>
            })}
            <div class="actions">
                <a class="button" href=FILE download="security-log.json">{l.security_log_download()}</a>
                {one_press(l, two_factor, "button button--danger-quiet")}
                <a class="button button--quiet" href=ACCOUNT>{l.back_to_account()}</a>
            </div>
        };
        Page::new(l.security_log_title(), Width::Normal, body)
    }))
}

fn filtered(filter: Option<(&str, &str)>, before: Option<&str>) -> String {
    let query: Vec<_> = filter.into_iter().chain(before.map(|place| ("before", place))).collect();
    with_query(SECURITY_LOG, &query)
}

fn events(l: &Locale, events: &[Event]) -> AnyView {
    if events.is_empty() {
        return view! { <div class="empty"><p class="empty__title">{l.security_log_none()}</p></div> }.into_any();
    }
    let list = events.iter().map(|event| entry(l, event, None)).collect_view();
    view! { <ol class="log">{list}</ol> }.into_any()
}

/// The whole log as a JSON file.
pub async fn file(Full(who): Full, visitor: Visitor) -> Answer {
    let events = security_log::whole(visitor.services(), &who).await?;
    let events: Vec<_> = events.iter().map(LoggedEvent::of).collect();
    let attachment = [(header::CONTENT_DISPOSITION, "attachment; filename=\"security-log.json\"")];
    Ok((attachment, Json(events)).into_response())
}
