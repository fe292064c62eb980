//! One person, and deleting one.

use axum::response::{IntoResponse, Redirect};
use latchkey_core::{
    AuthError,
    domain::{
        account::{Account, AccountId},
        event::Event,
        session::ListedSession,
    },
    handoffs,
    operator::Operator,
    sign_in::{self, Ways},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    AdminPage, DELETE, PERSON,
    deed::Deed,
    form::{Administer, EndSessionOf, SetGroups},
    view::{DONE, LINK_MADE, UNCHANGED, badges, by, sections, shown_once},
};
use crate::{
    features::security_log::view::{browser, entry},
    http::{caller::Admin, next::with_query, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::{ACCOUNT, ADMIN},
    ui::{
        form::view::{FormView, described_by, submit, told},
        island::LocalTimes,
        notice::notice,
        parts::{day, moment, page_head, refused},
        shell::{Page, Width, show},
    },
};

/// Number of events on a page.
const PAGE_SIZE: u16 = 20;

async fn found(operator: &Operator, visitor: &Visitor) -> Result<Account, AuthError> {
    let id: AccountId = visitor.query("person").and_then(|id| id.parse().ok()).ok_or(AuthError::NotFound)?;
    Ok(operator.account(id).await?)
}

/// The person's page.
pub async fn page(Admin(who): Admin, visitor: Visitor) -> Answer {
    let (services, l) = (visitor.services(), visitor.locale);
    let operator = Operator::administrator(services, &who);
    let account = found(&operator, &visitor).await?;
    let is_own = account.id == who.account().id;
    let ways = sign_in::ways(services, &account).await?;
    let sessions = operator.sessions(&account, &services.policy().lifetimes).await.map_err(AuthError::from)?;
    let before = visitor.query("before").and_then(|place| place.parse().ok());
    let log = operator.log_of(&account, None, (before, PAGE_SIZE)).await.map_err(AuthError::from)?;
    let mut events = Vec::with_capacity(log.events.len());
    for (event, _) in log.events {
        let did = match event.acted_by {
            Some(id) => Some(by(l, &operator, Some(id)).await?),
            None => None,
        };
        events.push((event, did));
    }
    let link = handoffs::take_link(services, &who, &account.id.to_string()).await?;
    let told = told::<Administer>(&visitor).or_else(|| told::<EndSessionOf>(&visitor));
    let older = log.next.map(|place| with_query(PERSON, &[("person", &account.id.to_string()), ("before", &place.to_string())]));
    Ok(show(&visitor, || {
        let groups = groups(&visitor, &account).into_any();
        let (is_refused, title) = (told.is_some(), account.name.to_string());
        let body = view! {
            {page_head(&account.name.to_string(), Some(account.email.for_people()))}
            {sections(l, PERSON)}
            {notice(&visitor, &[DONE, UNCHANGED, LINK_MADE])}
            {refused(told)}
            {shown_once(l, link, l.admin_reset_link_text(account.email.for_people()))}
            <LocalTimes>
                {facts(l, &account, ways)}
                {groups}
                {deeds(l, &account, is_own)}
                {sessions_of(l, &account, &sessions, is_own)}
                {events_of(l, &events)}
            </LocalTimes>
            <div class="actions">
                {older.map(|href| view! { <a class="button" rel="next" href=href>{l.security_log_older()}</a> })}
                <a class="button button--quiet" href=ADMIN>{l.admin_back()}</a>
            </div>
        };
        Page::new(title, Width::Normal, body).refused(is_refused).secret()
    }))
}

fn facts(l: &Locale, account: &Account, ways: Ways) -> impl IntoView + use<> {
    let confirmed = if account.email_confirmed { l.admin_email_confirmed() } else { l.admin_email_unconfirmed() };
    let factors: Vec<String> = [(ways.code, l.admin_factor_authenticator()), (ways.passkey, l.admin_factor_passkey())]
        .into_iter()
        .filter_map(|(has, name)| has.then_some(name))
        .collect();
    let factors = if factors.is_empty() { l.admin_factor_none() } else { factors.join(", ") };
    let password = if account.has_password { l.admin_password_chosen() } else { l.admin_password_none() };
    let leaves = account.delete_at.map(|at| view! { <div><dt>{l.admin_leaves()}</dt><dd>{day(l, at)}</dd></div> });
    view! {
        <section class="card" aria-labelledby="facts">
            <header class="card__head"><h2 class="card__title" id="facts">{l.admin_facts()}</h2></header>
            <p>{badges(l, account)}</p>
            <dl class="facts">
                <div><dt>{l.admin_created()}</dt><dd>{day(l, account.created_at)}</dd></div>
                <div><dt>{l.admin_email()}</dt><dd>{confirmed}</dd></div>
                <div><dt>{l.admin_password()}</dt><dd>{password}</dd></div>
                <div><dt>{l.admin_second_factors()}</dt><dd>{factors}</dd></div>
                {leaves}
            </dl>
        </section>
    }
}

/// Those of an account that a file declares stand in the file.
fn groups(visitor: &Visitor, account: &Account) -> impl IntoView + use<> {
    let l = visitor.locale;
    let form = FormView::new::<SetGroups>(visitor, &l.admin_groups(), &["groups"]);
    let typed = Some(visitor.typed("groups")).filter(|typed| !typed.is_empty());
    let value = typed.unwrap_or_else(|| account.groups.names().collect::<Vec<_>>().join(", "));
    let (invalid, focused) = form.wrong("groups");
    let control = view! {
        <input class="input" id="groups" name="groups" value=value autocomplete="off" autocapitalize="none" spellcheck="false"
            aria-invalid=invalid autofocus=focused aria-describedby=described_by("groups", true) readonly=account.declared/>
    };
    let content = view! {
        <input type="hidden" name="person" value=account.id.to_string()/>
        {form.field("groups", (l.admin_groups(), Some(l.admin_groups_text().into_any())), control)}
        <div class="actions">
            {(!account.declared).then(|| submit("button button--small", l.admin_groups_save(), l.form_checking()))}
        </div>
    };
    view! { <div class="card">{form.live(content)}</div> }
}

fn deeds(l: &Locale, account: &Account, is_own: bool) -> AnyView {
    if is_own {
        return view! { <p>{l.admin_own_account()}" "<a href=ACCOUNT>{l.nav_account()}</a></p> }.into_any();
    }
    let rows = Deed::ALL.into_iter().filter(|deed| deed.fits(account)).map(|deed| {
        let button = match deed {
            Deed::Delete => {
                view! { <a class=deed.class() href=AdminPage::Delete(account.id).path()>{deed.label(l)}</a> }.into_any()
            }
            _ => press(l, account, deed).into_any(),
        };
        view! { <li class="deed"><p>{deed.text(l)}</p>{button}</li> }
    });
    view! {
        <section class="card" aria-labelledby="deeds">
            <header class="card__head"><h2 class="card__title" id="deeds">{l.admin_deeds()}</h2></header>
            <p>{l.admin_deeds_text()}</p>
            <ul class="deeds">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn press(l: &Locale, account: &Account, deed: Deed) -> impl IntoView + use<> {
    view! {
        <form action=Administer::PATH method="post">
            <input type="hidden" name="person" value=account.id.to_string()/>
            <input type="hidden" name="deed" value=deed.name()/>
            <button class=deed.class() type="submit">{deed.label(l)}</button>
        </form>
    }
}

fn sessions_of(l: &Locale, account: &Account, sessions: &[ListedSession], is_own: bool) -> impl IntoView + use<> {
    let rows = sessions.iter().map(|ListedSession { session, whereabouts }| {
        let name = browser(l, whereabouts);
        let label = l.sessions_end_label(&name);
        let end = (!is_own).then(|| {
            view! {
                <form action=EndSessionOf::PATH method="post">
                    <input type="hidden" name="person" value=account.id.to_string()/>
                    <input type="hidden" name="session" value=session.id.to_string()/>
                    <button class="button button--small button--danger-quiet" type="submit" aria-label=label>{l.sessions_end()}</button>
                </form>
            }
        });
        let address = whereabouts.address.map(|address| format!(" · {address}"));
        view! {
            <li class="deed" data-session=session.id.to_string()>
                <p><bdi>{name}</bdi>{address}" · "{moment(l, session.last_used_at)}</p>
                {end}
            </li>
        }
    });
    let rows = rows.collect_view();
    let none = sessions.is_empty().then(|| view! { <p>{l.admin_no_sessions()}</p> });
    view! {
        <section class="card" aria-labelledby="sessions">
            <header class="card__head"><h2 class="card__title" id="sessions">{l.sessions_title()}</h2></header>
            {none}
            {(!sessions.is_empty()).then(|| view! { <ul class="deeds">{rows}</ul> })}
        </section>
    }
}

fn events_of(l: &Locale, events: &[(Event, Option<String>)]) -> impl IntoView + use<> {
    let entries = events.iter().map(|(event, did)| {
        let did = did.clone().map(|who| view! { <bdi>{who}</bdi>" · " }.into_any());
        entry(l, event, did)
    });
    let entries = entries.collect_view();
    view! {
        <h2>{l.security_log_title()}</h2>
        <ol class="log">{entries}</ol>
    }
}

/// Deleting one.
pub async fn delete(Admin(who): Admin, visitor: Visitor) -> Answer {
    let operator = Operator::administrator(visitor.services(), &who);
    let account = found(&operator, &visitor).await?;
    if !Deed::Delete.fits(&account) || account.id == who.account().id {
        return Ok(Redirect::to(&AdminPage::Person(account.id).path()).into_response());
    }
    let l = visitor.locale;
    let told = told::<Administer>(&visitor);
    Ok(show(&visitor, || {
        let title = l.admin_delete_title(account.email.for_people());
        let is_refused = told.is_some();
        let body = view! {
            {page_head(&title, Some(l.admin_delete_text()))}
            {sections(l, DELETE)}
            {refused(told)}
            <div class="card card--danger">
                <div class="actions">
                    {press(l, &account, Deed::Delete)}
                    <a class="button button--quiet" href=AdminPage::Person(account.id).path()>{l.cancel()}</a>
                </div>
            </div>
        };
        Page::new(title.clone(), Width::Narrow, body).refused(is_refused)
    }))
}
