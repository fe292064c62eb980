//! The page of trusted browsers.

use axum::response::{IntoResponse, Redirect};
use latchkey_core::{
    domain::trusted_browser::TrustedBrowser,
    second_factors::{is_of_browser, trusted_browsers},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::form::{EndAllTrust, EndTrust};
use crate::{
    features::{
        notices::{ALL_TRUST_ENDED, TRUST_ENDED},
        security_log::view::browser,
    },
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::{ACCOUNT, SESSIONS},
    ui::{
        form::view::told,
        island::LocalTimes,
        notice::notice,
        parts::{moment, page_head, refused},
        shell::{Page, Width, show},
    },
};

/// The page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    let Some(days) = visitor.trust_days() else { return Ok(Redirect::to(ACCOUNT).into_response()) };
    let mut listed = trusted_browsers(visitor.services(), &who).await?;
    let is_this = |one: &TrustedBrowser| is_of_browser(visitor.client(), one.id);
    // This one comes first.
    listed.sort_by_key(|one| !is_this(one));
    let told = told::<EndTrust>(&visitor).or_else(|| told::<EndAllTrust>(&visitor));
    let l = visitor.locale;
    Ok(show(&visitor, || {
        let is_refused = told.is_some();
        let list = listed.iter().map(|one| entry(l, one, is_this(one))).collect_view();
        let body = view! {
            {page_head(&l.trust_title(), Some(l.trust_lede()))}
            {notice(&visitor, &[TRUST_ENDED, ALL_TRUST_ENDED])}
            {refused(told)}
            {if listed.is_empty() {
                view! { <div class="card"><p>{l.trust_none(days)}</p></div> }.into_any()
            } else {
                view! { <LocalTimes><ol class="sessions">{list}</ol></LocalTimes> }.into_any()
            }}
            <div class="actions">
                {(listed.len() > 1).then(|| view! {
                    <form action=EndAllTrust::PATH method="post">
                        <button class="button button--danger-quiet" type="submit">{l.trust_end_all()}</button>
                    </form>
                })}
                <a class="button button--quiet" href=SESSIONS>{l.sessions_title()}</a>
                <a class="button button--quiet" href=ACCOUNT>{l.back_to_account()}</a>
            </div>
        };
        Page::new(l.trust_title(), Width::Normal, body).refused(is_refused)
    }))
}

fn entry(l: &Locale, one: &TrustedBrowser, is_this: bool) -> impl IntoView + use<> {
    let name = browser(l, &one.whereabouts);
    let label = l.trust_end_label(&name);
    let address = one.whereabouts.address.map(|address| address.to_string());
    view! {
        <li class="card session" data-trust=one.id.to_string()>
            <header class="session__head">
                <h2 class="card__title"><bdi>{name}</bdi></h2>
                {is_this.then(|| view! { <span class="badge badge--success">{l.trust_this()}</span> })}
                <form action=EndTrust::PATH method="post">
                    <input type="hidden" name="trust" value=one.id.to_string()/>
                    <button class="button button--small button--danger-quiet" type="submit" aria-label=label>{l.trust_end()}</button>
                </form>
            </header>
            <dl class="facts facts--small session__facts">
                {address.map(|address| view! { <div><dt>{l.sessions_address()}</dt><dd><bdi>{address}</bdi></dd></div> })}
                <div><dt>{l.sessions_last_used()}</dt><dd>{moment(l, one.last_used_at)}</dd></div>
                <div><dt>{l.trust_since()}</dt><dd>{moment(l, one.created_at)}</dd></div>
                <div><dt>{l.trust_until()}</dt><dd>{moment(l, one.expires_at)}</dd></div>
            </dl>
        </li>
    }
}
