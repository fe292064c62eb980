//! The account page: who is signed in, and whether two-factor authentication is on.

use latchkey_core::{
    domain::{
        recovery::{FEW_LEFT, SET_SIZE},
        time::Timestamp,
    },
    second_factors::{self, ListedAuthenticator},
    security_log,
    sign_in::recovery_wait,
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    features::{
        authenticators::{self, view::all},
        checkup::{self, form::PutCheckupOff, view::due},
        deletion, letters,
        notices::{
            CHECKED_UP, CHECKUP_PUT_OFF, CODES_NOT_SHOWN, EMAIL_ASKED, EMAIL_CHANGED, LETTERS_CHOSEN, NAME_CHANGED,
            PASSWORD_CHANGED, RECOVERY_CODE_USED, RECOVERY_CODES_KEPT, RECOVERY_STOPPED, REGISTERED, SET_UP_CANCELLED,
            SET_UP_OVER, TWO_FACTOR_OFF, UNSEALED, WARNING_ANSWERED,
        },
        password, personal_data, profile,
        recovery_codes::form::ReplaceRecoveryCodes,
        recovery_wait::{form::StopRecovery, view::alarm},
        seal,
        security_log::view::warning,
        trusted_browsers,
        two_factor::form::{BeginTwoFactor, CancelTwoFactor},
    },
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::{SECURITY_LOG, SESSIONS, TURN_OFF},
    ui::{
        form::view::told,
        island::LocalTimes,
        notice::{Notice, TWO_FACTOR_REQUIRED, notice},
        parts::{bolt, day, refused},
        shell::{Page, Width, show},
    },
};

/// Notices that this page shows.
const NOTICES: [Notice; 18] = [
    CHECKED_UP,
    CHECKUP_PUT_OFF,
    EMAIL_CHANGED,
    EMAIL_ASKED,
    LETTERS_CHOSEN,
    RECOVERY_STOPPED,
    NAME_CHANGED,
    PASSWORD_CHANGED,
    UNSEALED,
    WARNING_ANSWERED,
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
    let listed = second_factors::authenticators(visitor.services(), &who).await?;
    let left = second_factors::recovery_codes_left(visitor.services(), &who).await?;
    let is_due = second_factors::checkup_is_due(visitor.services(), &who).await?;
    let warned = security_log::warning(visitor.services(), &who).await?;
    let waiting = recovery_wait::under_way(visitor.services(), who.account()).await?;
    let told = told::<BeginTwoFactor>(&visitor)
        .or_else(|| told::<ReplaceRecoveryCodes>(&visitor))
        .or_else(|| told::<CancelTwoFactor>(&visitor))
        .or_else(|| told::<PutCheckupOff>(&visitor))
        .or_else(|| told::<StopRecovery>(&visitor));
    let is_refused = told.is_some();
    let account = who.account().clone();
    let services = visitor.services();
    let required = services.demands_second_factor(&account);
    let ahead = services.policy().require_second_factor.ahead(services.now()).filter(|_| !account.two_factor);
    let (l, two_factor) = (visitor.locale, account.two_factor);
    if required && !two_factor {
        return Ok(show(&visitor, || {
            let body = view! {
                <header class="page-head"><h1>{l.account_greeting(account.name.to_string())}</h1></header>
                {notice(&visitor, &NOTICES)}
                {refused(told)}
                {two_factor_off(l)}
            };
            Page::new(l.account_title(), Width::Normal, body).refused(is_refused)
        }));
    }
    Ok(show(&visitor, || {
        let body = view! {
            <header class="page-head"><h1>{l.account_greeting(account.name.to_string())}</h1></header>
            {notice(&visitor, &NOTICES)}
            {refused(told)}
            {waiting.map(|due| alarm(l, due))}
            {warned.is_some().then(|| view! { <LocalTimes>{warning(l, warned, &who)}</LocalTimes> })}
            {ahead.map(|(begin, days)| soon_required(l, begin, days))}
            {is_due.then(|| due(l))}
            {(account.two_factor && left <= FEW_LEFT).then(|| few_codes(l, left))}
            <section class="card" aria-labelledby="details">
                <header class="card__head"><h2 class="card__title" id="details">{l.account_details()}</h2></header>
                <dl class="facts">
                    {fact(l, l.account_name(), account.name.to_string(), (profile::NAME, l.profile_name_title()))}
                    {fact(l, l.account_email(), account.email.for_people(), (profile::EMAIL, l.profile_email_title()))}
                    {fact(l, l.password_label(), "••••••••".to_owned(), (password::PAGE, l.password_title()))}
                    <div><dt>{l.account_since()}</dt><dd>{day(l, account.created_at)}</dd></div>
                </dl>
            </section>
            <section class="card" aria-labelledby="safety">
                <header class="card__head"><h2 class="card__title" id="safety">{l.account_safety()}</h2></header>
                <p>{l.account_safety_text()}</p>
                <div class="actions">
                    <a class="button" href=SESSIONS>{l.sessions_title()}</a>
                    <a class="button" href=SECURITY_LOG>{l.security_log_title()}</a>
                    {visitor.sends_mail().then(|| view! { <a class="button" href=letters::PAGE>{l.letters_title()}</a> })}
                    <a class="button button--danger-quiet" href=seal::PAGE>{l.seal_link()}</a>
                </div>
            </section>
            {if account.two_factor { two_factor_on(&visitor, (&listed, left), !required).into_any() } else { two_factor_off(l).into_any() }}
            <section class="card" aria-labelledby="data">
                <header class="card__head"><h2 class="card__title" id="data">{l.account_data()}</h2></header>
                <div class="actions">
                    <a class="button" href=personal_data::PAGE>{l.personal_data_title()}</a>
                    <a class="button button--danger-quiet" href=deletion::PAGE>{l.deletion_title()}</a>
                </div>
            </section>
        };
        Page::new(l.account_title(), Width::Normal, body).refused(is_refused)
    }))
}

/// A fact about the account, with the link to the page that changes it.
fn fact(l: &Locale, term: String, text: String, (page, label): (&'static str, String)) -> impl IntoView + use<> {
    view! { <div><dt>{term}</dt><dd>{text}</dd><dd class="facts__change"><a href=page aria-label=label>{l.account_change()}</a></dd></div> }
}

/// The service will require a second factor.
fn soon_required(l: &Locale, begin: Timestamp, days: u32) -> impl IntoView + use<> {
    view! {
        <div class="alert alert--warning" role="status" data-soon-required>
            <p class="alert__title">{l.account_soon_required_title(days)}</p>
            <p>{l.account_soon_required_text(l.date(begin))}</p>
        </div>
    }
}

fn few_codes(l: &Locale, left: u32) -> impl IntoView + use<> {
    view! {
        <div class="alert alert--warning" role="status">
            <p class="alert__title">{l.account_few_codes_title(left)}</p>
            <p>{l.account_few_codes_text()}</p>
        </div>
    }
}

fn two_factor_off(l: &Locale) -> impl IntoView + use<> {
    view! {
        <section class="card" aria-labelledby="two-factor">
            <header class="card__head">
                {bolt(false)}
                <h2 class="card__title" id="two-factor">{l.account_two_factor()}</h2>
                <span class="badge">{l.account_off()}</span>
            </header>
            <p>{l.account_off_text()}</p>
            <div class="actions">
                <form action=BeginTwoFactor::PATH method="post">
                    <button class="button button--primary" type="submit">{l.account_set_up()}</button>
                </form>
            </div>
        </section>
    }
}

fn two_factor_on(visitor: &Visitor, (listed, left): (&[ListedAuthenticator], u32), may_turn_off: bool) -> impl IntoView + use<> {
    let l = visitor.locale;
    let trusts =
        visitor.trust_days().map(|_| view! { <a class="button button--quiet" href=trusted_browsers::PAGE>{l.trust_title()}</a> });
    let turn_off =
        may_turn_off.then(|| view! { <a class="button button--danger-quiet" href=TURN_OFF>{l.account_turn_off()}</a> });
    view! {
        <section class="card" aria-labelledby="two-factor">
            <header class="card__head">
                {bolt(true)}
                <h2 class="card__title" id="two-factor">{l.account_two_factor()}</h2>
                <span class="badge badge--success">{l.account_on()}</span>
            </header>
            <dl class="facts">
                {fact(l, l.authenticators_title(), all(l, listed), (authenticators::PAGE, l.authenticators_change()))}
                <div>
                    <dt>{l.account_recovery_codes()}</dt>
                    <dd>
                        {l.account_codes_left(left, SET_SIZE)}
                        {(left <= FEW_LEFT).then(|| view! { " "<span class="badge badge--warning">{l.account_codes_few()}</span> })}
                    </dd>
                </div>
            </dl>
            <div class="actions">
                <form action=ReplaceRecoveryCodes::PATH method="post"><button class="button" type="submit">{l.account_new_codes()}</button></form>
                <a class="button button--quiet" href=checkup::PAGE>{l.checkup_title()}</a>
                {trusts}
                {turn_off}
            </div>
        </section>
    }
}
