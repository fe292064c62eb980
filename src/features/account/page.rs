//! The account page: who is signed in, and whether two-factor authentication is on.

use latchkey_core::{domain::recovery::SET_SIZE, second_factors};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    features::{
        notices::{
            CODES_NOT_SHOWN, RECOVERY_CODE_USED, RECOVERY_CODES_KEPT, REGISTERED, SET_UP_CANCELLED, SET_UP_OVER, TWO_FACTOR_OFF,
        },
        recovery_codes::form::ReplaceRecoveryCodes,
        two_factor::form::{BeginTwoFactor, CancelTwoFactor},
    },
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    paths::TURN_OFF,
    ui::{
        notice::{Notice, TWO_FACTOR_REQUIRED, notice},
        parts::{bolt, day, refused},
        shell::{Page, Width, show, told},
    },
};

/// With at most this many recovery codes left, the page warns.
const FEW: u32 = 3;

/// Notices that this page shows.
const NOTICES: [Notice; 8] = [
    REGISTERED,
    RECOVERY_CODE_USED,
    RECOVERY_CODES_KEPT,
    CODES_NOT_SHOWN,
    TWO_FACTOR_OFF,
    SET_UP_CANCELLED,
    SET_UP_OVER,
    TWO_FACTOR_REQUIRED,
];

/// The account page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    let left = second_factors::recovery_codes_left(visitor.services(), &who).await?;
    let told = told::<BeginTwoFactor>(&visitor)
        .or_else(|| told::<ReplaceRecoveryCodes>(&visitor))
        .or_else(|| told::<CancelTwoFactor>(&visitor));
    let account = who.account().clone();
    let required = visitor.services().policy().require_second_factor;
    Ok(show(&visitor, || Page {
        title: "Account",
        width: Width::Normal,
        body: view! {
            <header class="page-head"><h1>"Hello, " {account.name.to_string()}</h1></header>
            {notice(&visitor, &NOTICES)}
            {refused(&visitor, told)}
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
                <form action=BeginTwoFactor::PATH method="post">
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
                <form action=ReplaceRecoveryCodes::PATH method="post"><button class="button" type="submit">"New recovery codes"</button></form>
                {may_turn_off.then(turn_off_link)}
            </div>
        </section>
    }
}

fn turn_off_link() -> impl IntoView {
    view! { <a class="button button--danger-quiet" href=TURN_OFF>"Turn off"</a> }
}
