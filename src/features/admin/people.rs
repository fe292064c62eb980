//! The list of people.

use latchkey_core::{
    domain::{account::Account, email::EmailAddress},
    operator::Operator,
    store::{Sought, Which},
};
use leptos::prelude::*;

use super::{
    AdminPage,
    view::{ACCOUNT_DELETED, badges, sections},
};
use crate::{
    http::{caller::Admin, next::with_query, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::ADMIN,
    ui::{
        notice::notice,
        parts::{day, page_head},
        shell::{Page, Width, show},
    },
};

/// Number of people on a page.
const PAGE_SIZE: u16 = 50;
/// Name of the sought text in the query.
const TEXT: &str = "q";
/// Name of the filter in the query.
const SHOW: &str = "show";
/// Longest text that is sought, in characters.
const MOST_TEXT: usize = 100;

/// A page of the list.
pub async fn page(Admin(who): Admin, visitor: Visitor) -> Answer {
    let operator = Operator::administrator(visitor.services(), &who);
    let text: String = visitor.query(TEXT).unwrap_or_default().trim().chars().take(MOST_TEXT).collect();
    let which = visitor.query(SHOW).and_then(|name| Which::named(&name)).unwrap_or_default();
    let after = visitor.query("after").map(EmailAddress::from_stored);
    let people = operator
        .people(Sought { text: &text, which }, (after.as_ref(), PAGE_SIZE))
        .await
        .map_err(latchkey_core::AuthError::from)?;
    let waits = which != Which::Waiting && operator.has_waiting().await.map_err(latchkey_core::AuthError::from)?;
    let l = visitor.locale;
    let query = |which: Which, after: Option<&str>| {
        let text = Some((TEXT, &*text)).filter(|(_, text)| !text.is_empty());
        let show = Some((SHOW, which.name())).filter(|_| which != Which::All);
        let query: Vec<_> = text.into_iter().chain(show).chain(after.map(|after| ("after", after))).collect();
        with_query(ADMIN, &query)
    };
    let first = after.is_some().then(|| query(which, None));
    let next = people.next.as_ref().map(|last| query(which, Some(last.as_str())));
    Ok(show(&visitor, || {
        let filters = Which::ALL.map(|one| {
            let here = (one == which).then_some("true");
            view! { <li><a class="filters__choice" href=query(one, None) aria-current=here>{name(l, one)}</a></li> }
        });
        let body = view! {
            {page_head(&l.admin_title(), Some(l.admin_people_lede()))}
            {sections(l, ADMIN)}
            {notice(&visitor, &[ACCOUNT_DELETED])}
            {waits.then(|| view! {
                <div class="alert alert--info"><p>
                    {l.admin_somebody_waits()}" "<a href=with_query(ADMIN, &[(SHOW, Which::Waiting.name())])>{l.admin_show_waiting()}</a>
                </p></div>
            })}
            <form class="form search" action=ADMIN method="get" role="search">
                <label class="field__label" for="q">{l.admin_search_label()}</label>
                <div class="search__row">
                    <input class="input" type="search" id="q" name=TEXT value=text.clone() maxlength=MOST_TEXT autocomplete="off"/>
                    {(which != Which::All).then(|| view! { <input type="hidden" name=SHOW value=which.name()/> })}
                    <button class="button" type="submit">{l.admin_search_button()}</button>
                </div>
            </form>
            <nav aria-label=l.admin_filter()><ul class="filters">{filters.collect_view()}</ul></nav>
            {list(l, &people.accounts)}
            {(first.is_some() || next.is_some()).then(|| view! {
                <nav class="pager" aria-label=l.security_log_pages()>
                    {first.map(|href| view! { <a class="button" href=href>{l.admin_first_page()}</a> })}
                    {next.map(|href| view! { <a class="button" rel="next" href=href>{l.admin_next_page()}</a> })}
                </nav>
            })}
        };
        Page::new(l.admin_title(), Width::Normal, body)
    }))
}

fn name(l: &Locale, which: Which) -> String {
    match which {
        Which::All => l.admin_which_all(),
        Which::Waiting => l.admin_which_waiting(),
        Which::Disabled => l.admin_which_disabled(),
        Which::Sealed => l.admin_which_sealed(),
        Which::WithoutSecondFactor => l.admin_which_without_second_factor(),
        Which::Leaving => l.admin_which_leaving(),
        Which::Administrators => l.admin_which_administrators(),
        Which::Declared => l.admin_which_declared(),
    }
}

fn list(l: &Locale, accounts: &[Account]) -> AnyView {
    if accounts.is_empty() {
        return view! { <div class="empty"><p class="empty__title">{l.admin_nobody()}</p></div> }.into_any();
    }
    let entries = accounts.iter().map(|account| {
        view! {
            <li class="log__event" data-person=account.id.to_string()>
                <p class="log__what"><a href=AdminPage::Person(account.id).path()><bdi>{account.name.to_string()}</bdi></a></p>
                <p class="log__when">{day(l, account.created_at)}</p>
                <p class="log__where"><bdi>{account.email.for_people()}</bdi>" "{badges(l, account)}</p>
            </li>
        }
    });
    view! { <ol class="log">{entries.collect_view()}</ol> }.into_any()
}
