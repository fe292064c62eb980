//! The pages of one's passkeys.

use axum::response::{IntoResponse, Redirect};
use latchkey_core::{
    AuthError,
    domain::{
        invalid::field,
        passkey::{MOST_PASSKEYS, PasskeyId},
    },
    second_factors::{self, ListedPasskey},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    PAGE, RENAME,
    form::{AddPasskey, AskForPasskey, BeginPasskey, RemovePasskey, RenamePasskey},
    view::{called, known, place},
};
use crate::{
    features::{
        naming::{Renamed, name_field, rename_page},
        notices::{PASSKEY_ADDED, PASSKEY_REMOVED, PASSKEY_RENAMED},
        step_up,
    },
    http::{caller::Full, next::with_query, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::ACCOUNT,
    ui::{
        form::view::{FormView, told},
        island::LocalTimes,
        notice::{Notice, notice},
        parts::{moment, page_head, refused},
        passkey,
        shell::{Page, Width, show},
    },
};

/// Notices that the list shows.
const NOTICES: [Notice; 3] = [PASSKEY_ADDED, PASSKEY_RENAMED, PASSKEY_REMOVED];

/// The list.
pub async fn list(Full(who): Full, visitor: Visitor) -> Answer {
    let listed = second_factors::passkeys(visitor.services(), &who).await?;
    let accepted = second_factors::accepted_passkeys(visitor.services(), &who).await?;
    let told = told::<BeginPasskey>(&visitor).or_else(|| told::<RemovePasskey>(&visitor));
    let l = visitor.locale;
    let account = who.account();
    Ok(show(&visitor, || {
        let is_refused = told.is_some();
        let has_room = listed.len() < MOST_PASSKEYS as usize;
        let entries = listed.iter().map(|one| entry(l, one)).collect_view();
        let known = accepted.map(|accepted| {
            let known = known(&accepted, (&account.email.for_people(), account.name.as_str()));
            view! { <div data-passkey="accepted" data-known=known hidden></div> }
        });
        let body = view! {
            {page_head(&l.passkeys_title(), Some(l.passkeys_lede()))}
            {notice(&visitor, &NOTICES)}
            {refused(told)}
            {(!listed.is_empty()).then(|| view! { <LocalTimes><ol class="sessions">{entries}</ol></LocalTimes> })}
            {(!has_room).then(|| view! { <p>{l.passkeys_full(MOST_PASSKEYS)}</p> })}
            {known}
            <div class="actions">
                {has_room.then(|| add(&visitor, "button button--primary", l.passkeys_add()))}
                <a class="button button--quiet" href=ACCOUNT>{l.back_to_account()}</a>
            </div>
        };
        Page::new(l.passkeys_title(), Width::Normal, body).refused(is_refused)
    }))
}

/// The button that adds one, or why there can be none.
pub fn add(visitor: &Visitor, class: &'static str, label: String) -> AnyView {
    if !visitor.has_passkeys() {
        return view! { <p>{visitor.locale.passkeys_need_name()}</p> }.into_any();
    }
    view! {
        <form action=BeginPasskey::PATH method="post">
            <button class=class type="submit">{label}</button>
        </form>
    }
    .into_any()
}

fn entry(l: &Locale, one: &ListedPasskey) -> impl IntoView + use<> {
    let (name, id) = (called(l, &one.name), one.id.to_string());
    let rename = with_query(RENAME, &[("passkey", &id)]);
    let (rename_label, remove_label) = (l.authenticators_rename_label(&name), l.authenticators_remove_label(&name));
    let used = one.last_used_at.map(|at| moment(l, at));
    view! {
        <li class="card session" data-listed=one.id.to_string()>
            <header class="session__head">
                <h2 class="card__title"><bdi>{name}</bdi></h2>
                <span class="badge">{place(l, one.kind)}</span>
            </header>
            <dl class="facts facts--small session__facts">
                <div><dt>{l.authenticators_added()}</dt><dd>{moment(l, one.created_at)}</dd></div>
                {used.map(|used| view! { <div><dt>{l.authenticators_last_used()}</dt><dd>{used}</dd></div> })}
            </dl>
            <div class="actions">
                <a class="button button--small" href=rename aria-label=rename_label>{l.authenticators_rename()}</a>
                <form action=RemovePasskey::PATH method="post">
                    <input type="hidden" name="id" value=id/>
                    <button class="button button--small button--danger-quiet" type="submit" aria-label=remove_label>
                        {l.authenticators_remove()}
                    </button>
                </form>
            </div>
        </li>
    }
}

/// The page that adds one. Whoever has not proved enough for that is asked first.
pub async fn new(Full(who): Full, visitor: Visitor) -> Answer {
    match second_factors::may_add_passkey(visitor.services(), &who) {
        Ok(()) => {}
        Err(AuthError::StepUpNeeded) => {
            return Ok(Redirect::to(&step_up::page_before(step_up::after::After::AddPasskey)).into_response());
        }
        Err(AuthError::NoPasskeys(_)) => return Ok(Redirect::to(ACCOUNT).into_response()),
        Err(error) => return Err(error.into()),
    }
    let (l, is_first) = (visitor.locale, !who.account().two_factor);
    Ok(show(&visitor, || {
        let title = l.passkeys_new_title();
        let form = FormView::new::<AddPasskey>(&visitor, &title, &[field::AUTHENTICATOR_NAME]);
        let content = view! {
            {name_field(l, &form, visitor.typed(field::AUTHENTICATOR_NAME))}
            <noscript><p>{l.passkeys_need_javascript()}</p></noscript>
            {passkey::button(AskForPasskey::PATH, "button button--primary button--wide", l.passkeys_new_button())}
            <div class="actions"><a class="button button--quiet" href=if is_first { ACCOUNT } else { PAGE }>{l.cancel()}</a></div>
        };
        let body = view! {
            {page_head(&title, Some(l.passkeys_new_lede()))}
            <div class="card">
                <ul class="plain-list">
                    <li>{l.passkeys_new_how()}</li>
                    <li>{l.passkeys_new_phishing()}</li>
                    <li>{if is_first { l.passkeys_new_first() } else { l.authenticators_next() }}</li>
                </ul>
                {form.plain(content)}
            </div>
        };
        Page::new(title.clone(), Width::Narrow, body).refused(form.is_refused())
    }))
}

/// The page that gives one another name.
pub async fn rename(Full(who): Full, visitor: Visitor) -> Answer {
    let id = visitor.query("passkey").and_then(|id| id.parse::<PasskeyId>().ok());
    let listed = second_factors::passkeys(visitor.services(), &who).await?;
    let Some(one) = listed.into_iter().find(|one| Some(one.id) == id) else {
        return Ok(Redirect::to(PAGE).into_response());
    };
    let l = visitor.locale;
    let (id, called) = (("id", one.id.to_string()), called(l, &one.name));
    rename_page::<RenamePasskey>(
        &visitor,
        &who,
        Renamed { title: l.passkeys_rename_title(), id, name: one.name, called, list: PAGE },
    )
    .await
}
