//! The pages of one's authenticators.

use axum::response::{IntoResponse, Redirect};
use latchkey_core::{
    domain::authenticator::{AuthenticatorId, MOST_AUTHENTICATORS},
    second_factors::{self, ListedAuthenticator},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    PAGE, RENAME,
    form::{BeginAuthenticator, RemoveAuthenticator, RenameAuthenticator, ReplaceAuthenticator},
    view::called,
};
use crate::{
    features::{
        naming::{Renamed, rename_page},
        notices::{
            AUTHENTICATOR_ADDED, AUTHENTICATOR_CANCELLED, AUTHENTICATOR_REMOVED, AUTHENTICATOR_RENAMED, AUTHENTICATOR_SET_UP_OVER,
        },
    },
    http::{caller::Full, next::with_query, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::{ACCOUNT, TURN_OFF},
    ui::{
        form::view::told,
        island::LocalTimes,
        notice::{Notice, notice},
        parts::{moment, page_head, refused},
        shell::{Page, Width, show},
    },
};

/// Notices that the list shows.
const NOTICES: [Notice; 5] =
    [AUTHENTICATOR_ADDED, AUTHENTICATOR_RENAMED, AUTHENTICATOR_REMOVED, AUTHENTICATOR_CANCELLED, AUTHENTICATOR_SET_UP_OVER];

/// The list.
pub async fn list(Full(who): Full, visitor: Visitor) -> Answer {
    if !who.account().two_factor {
        return Ok(Redirect::to(ACCOUNT).into_response());
    }
    let listed = second_factors::authenticators(visitor.services(), &who).await?;
    let has_passkeys = !second_factors::passkeys(visitor.services(), &who).await?.is_empty();
    let told = told::<BeginAuthenticator>(&visitor)
        .or_else(|| told::<ReplaceAuthenticator>(&visitor))
        .or_else(|| told::<RemoveAuthenticator>(&visitor));
    let may_turn_off = !visitor.services().requires_second_factor();
    let l = visitor.locale;
    Ok(show(&visitor, || {
        let (is_refused, is_last) = (told.is_some(), listed.len() == 1 && !has_passkeys);
        let has_room = listed.len() < MOST_AUTHENTICATORS as usize;
        let entries = listed.iter().map(|one| entry(l, one, is_last)).collect_view();
        let add = has_room.then(|| {
            view! {
                <form action=BeginAuthenticator::PATH method="post">
                    <button class="button button--primary" type="submit">{l.authenticators_add()}</button>
                </form>
            }
        });
        let body = view! {
            {page_head(&l.authenticators_title(), Some(l.authenticators_lede()))}
            {notice(&visitor, &NOTICES)}
            {refused(told)}
            <LocalTimes><ol class="sessions">{entries}</ol></LocalTimes>
            {(!has_room).then(|| view! { <p>{l.authenticators_full(MOST_AUTHENTICATORS)}</p> })}
            <div class="actions">
                {add}
                {(is_last && may_turn_off).then(|| view! { <a class="button button--danger-quiet" href=TURN_OFF>{l.account_turn_off()}</a> })}
                <a class="button button--quiet" href=ACCOUNT>{l.back_to_account()}</a>
            </div>
        };
        Page::new(l.authenticators_title(), Width::Normal, body).refused(is_refused)
    }))
}

fn entry(l: &Locale, one: &ListedAuthenticator, is_last: bool) -> impl IntoView + use<> {
    let (id, name) = (one.id.to_string(), called(l, &one.name));
    let rename = with_query(RENAME, &[("authenticator", &id)]);
    let labels =
        [l.authenticators_rename_label(&name), l.authenticators_replace_label(&name), l.authenticators_remove_label(&name)];
    let [rename_label, replace_label, remove_label] = labels;
    // The last one goes by turning two-factor authentication off.
    let remove = (!is_last).then(|| {
        view! {
            <form action=RemoveAuthenticator::PATH method="post">
                <input type="hidden" name="authenticator" value=one.id.to_string()/>
                <button class="button button--small button--danger-quiet" type="submit" aria-label=remove_label>
                    {l.authenticators_remove()}
                </button>
            </form>
        }
    });
    let used = one.last_used_at.map(|at| moment(l, at));
    view! {
        <li class="card session" data-authenticator=one.id.to_string()>
            <header class="session__head"><h2 class="card__title"><bdi>{name}</bdi></h2></header>
            <dl class="facts facts--small session__facts">
                <div><dt>{l.authenticators_added()}</dt><dd>{moment(l, one.created_at)}</dd></div>
                {used.map(|used| view! { <div><dt>{l.authenticators_last_used()}</dt><dd>{used}</dd></div> })}
            </dl>
            <div class="actions">
                <a class="button button--small" href=rename aria-label=rename_label>{l.authenticators_rename()}</a>
                <form action=ReplaceAuthenticator::PATH method="post">
                    <input type="hidden" name="authenticator" value=one.id.to_string()/>
                    <button class="button button--small" type="submit" aria-label=replace_label>{l.authenticators_replace()}</button>
                </form>
                {remove}
            </div>
        </li>
    }
}

/// The page that gives one another name.
pub async fn rename(Full(who): Full, visitor: Visitor) -> Answer {
    let id = visitor.query("authenticator").and_then(|id| id.parse::<AuthenticatorId>().ok());
    let listed = second_factors::authenticators(visitor.services(), &who).await?;
    let Some(one) = listed.into_iter().find(|one| Some(one.id) == id) else {
        return Ok(Redirect::to(PAGE).into_response());
    };
    let l = visitor.locale;
    let (id, called) = (("authenticator", one.id.to_string()), called(l, &one.name));
    rename_page::<RenameAuthenticator>(
        &visitor,
        &who,
        Renamed { title: l.authenticators_rename_title(), id, name: one.name, called, list: PAGE },
    )
    .await
}
