//! The account: who one is, and whether two-factor authentication is on. And the page that asks to confirm it.

use axum::response::Response;
use leptos::prelude::*;

use super::PageResult;
use crate::{
    domain::recovery::SET_SIZE,
    ui::{
        islands::{ConfirmIdentity, Confirming},
        parts::{bolt, day, notice, page_head, refused},
        shell::{Page, Visit, Width},
    },
    web::caller::Full,
};

/// Few enough recovery codes to say so.
const FEW: u32 = 3;

/// The account page.
pub async fn page(Full(who): Full, visit: Visit) -> PageResult {
    let left = visit.answer(visit.state.auth().recovery_codes_left(&who).await)?;
    let told_notice = visit.query("notice");
    let told = ["/ui/begin_two_factor", "/ui/replace_recovery_codes", "/ui/cancel_two_factor"]
        .into_iter()
        .find_map(|form| visit.told(form));
    let account = who.account.clone();
    let required = visit.state.auth().policy().require_second_factor;
    Ok(visit.show(|| Page {
        title: "Account",
        width: Width::Normal,
        body: view! {
            <header class="page-head"><h1>"Hello, " {account.name.to_string()}</h1></header>
            {notice(told_notice)}
            {refused(told)}
            {(account.two_factor && left <= FEW).then(|| few_codes(left))}
            <section class="card" aria-labelledby="details">
                <header class="card__head"><h2 class="card__title" id="details">"Your details"</h2></header>
                <dl class="facts">
                    <div><dt>"Name"</dt><dd>{account.name.to_string()}</dd></div>
                    <div><dt>"E-mail"</dt><dd>{account.email.for_people()}</dd></div>
                    <div><dt>"Member since"</dt><dd>{day(account.created_at)}</dd></div>
                </dl>
            </section>
            {if account.two_factor { two_factor_on(left, !required).into_any() } else { two_factor_off().into_any() }}
        }
        .into_any(),
    }))
}

fn few_codes(left: u32) -> impl IntoView {
    let title = match left {
        0 => "You have no recovery code left.".to_owned(),
        1 => "You have 1 recovery code left.".to_owned(),
        n => format!("You have {n} recovery codes left."),
    };
    view! {
        <div class="alert alert--warning" role="status">
            <p class="alert__title">{title}</p>
            <p>"Make new ones before the last is used, so that losing your phone never locks you out."</p>
        </div>
    }
}

fn two_factor_off() -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="two-factor">
            <header class="card__head">
                {bolt(false)}
                <h2 class="card__title" id="two-factor">"Two-factor authentication"</h2>
                <span class="badge">"Off"</span>
            </header>
            <p>"With a code from your phone as a second lock, a stolen password alone opens nothing."</p>
            <div class="actions">
                <form action="/ui/begin_two_factor" method="post">
                    <button class="button button--primary" type="submit">"Set up two-factor authentication"</button>
                </form>
            </div>
        </section>
    }
}

fn two_factor_on(left: u32, may_turn_off: bool) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="two-factor">
            <header class="card__head">
                {bolt(true)}
                <h2 class="card__title" id="two-factor">"Two-factor authentication"</h2>
                <span class="badge badge--success">"On"</span>
            </header>
            <dl class="facts">
                <div><dt>"Authenticator app"</dt><dd>"Time-based codes"</dd></div>
                <div>
                    <dt>"Recovery codes"</dt>
                    <dd>
                        {format!("{left} of {SET_SIZE} left")}
                        {(left <= FEW).then(|| view! { " "<span class="badge badge--warning">"Few"</span> })}
                    </dd>
                </div>
            </dl>
            <div class="actions">
                <form action="/ui/replace_recovery_codes" method="post"><button class="button" type="submit">"New recovery codes"</button></form>
                {may_turn_off.then(turn_off_link)}
            </div>
        </section>
    }
}

fn turn_off_link() -> impl IntoView {
    view! { <a class="button button--danger-quiet" href="/account/two-factor/turn-off">"Turn off"</a> }
}

/// The page that asks a person to confirm that it is they.
pub async fn confirm(Full(who): Full, visit: Visit) -> Response {
    let (before, next, two_factor) = (visit.told("/ui/confirm_identity"), visit.next(), who.account.two_factor);
    let email = who.account.email.to_string();
    // A link can lead here: so the page says what confirming does.
    let lede = match Confirming::before(&next, two_factor) {
        Confirming::NewRecoveryCodes => "Confirming makes ten new recovery codes. The ones you have stop working.",
        Confirming::SetUp => {
            "Confirming begins to set up two-factor authentication: you will see a new key for your authenticator app."
        }
        Confirming::Nothing => "You are about to change how you sign in. The last time you proved who you are was a while ago.",
    };
    visit.show(|| Page {
        title: "Confirm that it is you",
        width: Width::Narrow,
        body: view! {
            {page_head("Confirm that it is you", Some(lede))}
            <ConfirmIdentity before email two_factor next/>
        }
        .into_any(),
    })
}
