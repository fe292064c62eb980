//! How the service is: what the server sees of itself and of its database.

use latchkey_core::{
    domain::letter::Channel,
    health,
    metrics::{Measured, measured},
};
use leptos::prelude::*;

use super::{HEALTH, view::sections};
use crate::{
    http::{caller::Admin, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    ui::{
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// The page.
pub async fn page(Admin(_): Admin, visitor: Visitor) -> Answer {
    let (l, services) = (visitor.locale, visitor.services());
    let obstacle = health::obstacle(services).await;
    let found = measured(services).await;
    Ok(show(&visitor, || {
        let state = match &obstacle {
            None => view! { <div class="alert alert--success"><p>{l.admin_health_ok()}</p></div> }.into_any(),
            Some(_) => view! { <div class="alert alert--danger"><p>{l.admin_health_obstacle()}</p></div> }.into_any(),
        };
        let body = view! {
            {page_head(&l.admin_health(), Some(l.admin_health_lede()))}
            {sections(l, HEALTH)}
            {state}
            <div class="card"><dl class="facts">{facts(l, &visitor, &found)}</dl></div>
            <p class="below">{l.admin_health_doctor()}" "<code>"latchkey doctor"</code></p>
        };
        Page::new(l.admin_health(), Width::Normal, body)
    }))
}

fn facts(l: &'static Locale, visitor: &Visitor, found: &Measured) -> impl IntoView + use<> {
    let number = |count: Option<u64>| {
        count.map_or_else(|| l.admin_health_unknown(), |count| l.number(u32::try_from(count).unwrap_or(u32::MAX)))
    };
    let letters = |channel| number(found.letters_pending.as_ref().map(|all| pending(all, channel)));
    let mail = if visitor.sends_mail() { letters(Channel::Mail) } else { l.admin_health_no_mail() };
    let notices = [Channel::Webhook, Channel::Operator, Channel::Person];
    let notices = found.letters_pending.as_ref().map(|all| notices.into_iter().map(|channel| pending(all, channel)).sum());
    let clock = found.clock_offset_seconds.map(|seconds| l.admin_health_seconds(format!("{seconds:.1}")));
    [
        (l.admin_health_version(), env!("CARGO_PKG_VERSION").to_owned()),
        (l.admin_health_sessions(), number(found.sessions_active)),
        (l.admin_health_letters(), mail),
        (l.admin_health_notices(), number(notices)),
    ]
    .into_iter()
    .chain(clock.map(|clock| (l.admin_health_clock(), clock)))
    .map(|(what, value)| view! { <div><dt>{what}</dt><dd>{value}</dd></div> })
    .collect_view()
}

fn pending(all: &[(Channel, u64)], of: Channel) -> u64 {
    all.iter().filter(|(channel, _)| *channel == of).map(|(_, count)| count).sum()
}
