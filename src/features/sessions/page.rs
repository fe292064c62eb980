//! The page of one's sessions.

use latchkey_core::{domain::session::ListedSession, sessions};
use leptos::{prelude::*, server_fn::ServerFn};

use super::form::{EndOtherSessions, EndSession};
use crate::{
    features::{
        notices::{OTHER_SESSIONS_ENDED, SESSION_ENDED_BY_PERSON},
        seal::view::one_press,
        security_log::view::{browser, factors},
    },
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::{ACCOUNT, SECURITY_LOG},
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
    let mut listed = sessions::list(visitor.services(), &who).await?;
    let here = who.session().id;
    // This one comes first.
    listed.sort_by_key(|listed| listed.session.id != here);
    let told = told::<EndSession>(&visitor).or_else(|| told::<EndOtherSessions>(&visitor));
    let l = visitor.locale;
    Ok(show(&visitor, || {
        let is_refused = told.is_some();
        let others = listed.len() > 1;
        let list = listed.iter().map(|one| entry(l, one, one.session.id == here)).collect_view();
        let body = view! {
            {page_head(&l.sessions_title(), Some(l.sessions_lede()))}
            {notice(&visitor, &[SESSION_ENDED_BY_PERSON, OTHER_SESSIONS_ENDED])}
            {refused(told)}
            <LocalTimes><ol class="sessions">{list}</ol></LocalTimes>
            <div class="actions">
                {others.then(|| view! {
                    <form action=EndOtherSessions::PATH method="post">
                        <button class="button button--danger-quiet" type="submit">{l.sessions_end_others()}</button>
                    </form>
                })}
                <a class="button button--quiet" href=SECURITY_LOG>{l.security_log_title()}</a>
                {one_press(l, who.account().two_factor, "button button--danger-quiet")}
                <a class="button button--quiet" href=ACCOUNT>{l.back_to_account()}</a>
            </div>
        };
        Page::new(l.sessions_title(), Width::Normal, body).refused(is_refused)
    }))
}

fn entry(l: &Locale, listed: &ListedSession, is_this: bool) -> impl IntoView + use<> {
    let ListedSession { session, whereabouts } = listed;
    let name = browser(l, whereabouts);
    let label = l.sessions_end_label(&name);
    let address = whereabouts.address.map(|address| address.to_string());
    let end = (!is_this).then(|| {
        view! {
            <form action=EndSession::PATH method="post">
                <input type="hidden" name="session" value=session.id.to_string()/>
                <button class="button button--small button--danger-quiet" type="submit" aria-label=label>{l.sessions_end()}</button>
            </form>
        }
    });
    view! {
        <li class="card session" data-session=session.id.to_string()>
            <header class="session__head">
                <h2 class="card__title"><bdi>{name}</bdi></h2>
                {is_this.then(|| view! { <span class="badge badge--success">{l.sessions_this()}</span> })}
                {end}
            </header>
            <dl class="facts facts--small session__facts">
                {address.map(|address| view! { <div><dt>{l.sessions_address()}</dt><dd><bdi>{address}</bdi></dd></div> })}
                <div><dt>{l.sessions_last_used()}</dt><dd>{moment(l, session.last_used_at)}</dd></div>
                <div><dt>{l.sessions_began()}</dt><dd>{moment(l, session.created_at)}</dd></div>
                <div><dt>{l.sessions_opened_by()}</dt><dd>{factors(l, session.factors)}</dd></div>
            </dl>
        </li>
    }
}
