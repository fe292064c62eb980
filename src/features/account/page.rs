//! The account page: who is signed in, and whether two-factor authentication is on.

use latchkey_core::{
    domain::{
        account::Account,
        recovery::{FEW_LEFT, SET_SIZE},
        time::Timestamp,
    },
    second_factors::{self, ListedAuthenticator, ListedPasskey},
    security_log,
    sign_in::recovery_wait,
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    features::{
        authenticators,
        checkup::{self, form::PutCheckupOff, view::due},
        deletion, gate, letters,
        notices::{
            CHECKED_UP, CHECKUP_PUT_OFF, CODES_NOT_SHOWN, EMAIL_ASKED, EMAIL_CHANGED, LETTERS_CHOSEN, NAME_CHANGED,
            PASSKEY_PUT_OFF, PASSWORD_CHANGED, PASSWORD_REMOVED, RECOVERY_CODE_USED, RECOVERY_CODES_KEPT, RECOVERY_STOPPED,
            REGISTERED, SET_UP_CANCELLED, SET_UP_OVER, TWO_FACTOR_OFF, UNSEALED, WARNING_ANSWERED,
        },
        passkeys::{
            self,
            form::{BeginPasskey, PutPasskeyOff},
            page::add,
        },
        password, personal_data, profile,
        recovery_codes::form::ReplaceRecoveryCodes,
        recovery_wait::{form::StopRecovery, view::alarm},
        seal,
        security_log::view::warning,
        trusted_browsers,
        two_factor::form::{BeginTwoFactor, CancelTwoFactor},
    },
    http::{caller::Full, cookies::Name, refusal::Answer, visitor::Visitor},
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
const NOTICES: [Notice; 20] = [
    PASSKEY_PUT_OFF,
    PASSWORD_REMOVED,
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
    let passkeys = second_factors::passkeys(visitor.services(), &who).await?;
    let left = second_factors::recovery_codes_left(visitor.services(), &who).await?;
    let is_due = second_factors::checkup_is_due(visitor.services(), &who).await?;
    let warned = security_log::warning(visitor.services(), &who).await?;
    let waiting = recovery_wait::under_way(visitor.services(), who.account()).await?;
    let told = told::<BeginTwoFactor>(&visitor)
        .or_else(|| told::<ReplaceRecoveryCodes>(&visitor))
        .or_else(|| told::<CancelTwoFactor>(&visitor))
        .or_else(|| told::<PutCheckupOff>(&visitor))
        .or_else(|| told::<StopRecovery>(&visitor))
        .or_else(|| told::<BeginPasskey>(&visitor));
    let is_refused = told.is_some();
    let account = who.account().clone();
    let services = visitor.services();
    let required = services.demands_second_factor(&account);
    let ahead = services.policy().require_second_factor.ahead(services.now()).filter(|_| !account.two_factor);
    let (l, two_factor) = (visitor.locale, account.two_factor);
    // For five minutes after a sign-in by password, until it is put off or there is one.
    let is_offered = visitor.has_passkeys()
        && passkeys.is_empty()
        && who.session().is_stepped_up(services.now())
        && visitor.cookie(Name::PasskeyLater).is_none();
    if required && !two_factor {
        return Ok(show(&visitor, || {
            let body = view! {
                <header class="page-head"><h1>{l.account_greeting(account.name.to_string())}</h1></header>
                {notice(&visitor, &NOTICES)}
                {refused(told)}
                {two_factor_off(&visitor)}
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
            {is_offered.then(|| offer(l))}
            {(account.two_factor && left <= FEW_LEFT).then(|| few_codes(l, left))}
            {gate::apps::list(&visitor.state, l, &account)}
            <section class="card" aria-labelledby="details">
                <header class="card__head"><h2 class="card__title" id="details">{l.account_details()}</h2></header>
                <dl class="facts">
                    {fact(l, l.account_name(), account.name.to_string(), (profile::NAME, l.profile_name_title()))}
                    {fact(l, l.account_email(), account.email.for_people(), (profile::EMAIL, l.profile_email_title()))}
                    <div><dt>{l.account_since()}</dt><dd>{day(l, account.created_at)}</dd></div>
                </dl>
            </section>
            <section class="card" aria-labelledby="safety">
                <header class="card__head"><h2 class="card__title" id="safety">{l.account_safety()}</h2></header>
                <p>{l.account_safety_text()}</p>
                <div class="actions">
                    <a class="button" href=SESSIONS>{l.sessions_title()}</a>
                    <a class="button" href=SECURITY_LOG>{l.security_log_title()}</a>
                    {visitor.tells_people().then(|| view! { <a class="button" href=letters::PAGE>{l.letters_title()}</a> })}
                    <a class="button button--danger-quiet" href=seal::PAGE>{l.seal_link()}</a>
                </div>
            </section>
            {ways_in(&visitor, &account, (&listed, &passkeys))}
            {if account.two_factor { two_factor_on(&visitor, left, !required && account.has_password).into_any() } else { two_factor_off(&visitor).into_any() }}
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

/// Everything that the person signs in with.
fn ways_in(
    visitor: &Visitor,
    account: &Account,
    (authenticators, passkeys): (&[ListedAuthenticator], &[ListedPasskey]),
) -> impl IntoView + use<> {
    let l = visitor.locale;
    let used = |at: Option<Timestamp>| at.map(|at| view! { " · "{l.ways_last_used()}" "{day(l, at)} });
    let change = |page: &'static str, label: String| {
        view! { <dd class="facts__change"><a href=page aria-label=label>{l.account_change()}</a></dd> }
    };
    let password = if account.has_password { "••••••••".to_owned() } else { l.ways_no_password() };
    let of_passkeys = passkeys.iter().map(|one| {
        view! {
            <div>
                <dt>{l.ways_passkey()}</dt>
                <dd><bdi>{passkeys::view::called(l, &one.name)}</bdi>" · "{passkeys::view::place(l, one.kind)}{used(one.last_used_at)}</dd>
                {change(passkeys::PAGE, l.passkeys_change())}
            </div>
        }
    });
    let of_authenticators = authenticators.iter().map(|one| {
        view! {
            <div>
                <dt>{l.account_authenticator()}</dt>
                <dd><bdi>{authenticators::view::called(l, &one.name)}</bdi>{used(one.last_used_at)}</dd>
                {change(authenticators::PAGE, l.authenticators_change())}
            </div>
        }
    });
    let (of_passkeys, of_authenticators) = (of_passkeys.collect_view(), of_authenticators.collect_view());
    let two_factor = account.two_factor;
    let add_authenticator = (two_factor && authenticators.is_empty())
        .then(|| view! { <a class="button" href=authenticators::PAGE>{l.authenticators_add()}</a> });
    view! {
        <section class="card" aria-labelledby="ways">
            <header class="card__head"><h2 class="card__title" id="ways">{l.ways_title()}</h2></header>
            <dl class="facts">
                <div><dt>{l.password_label()}</dt><dd>{password}</dd>{change(password::PAGE, l.password_title())}</div>
                {of_passkeys}
                {of_authenticators}
            </dl>
            {two_factor.then(|| view! {
                <div class="actions">
                    {add(visitor, "button", l.passkeys_add())}
                    {add_authenticator}
                </div>
            })}
        </section>
    }
}

/// A passkey makes the next sign-in faster. Shown by the script, where the device can make one.
fn offer(l: &Locale) -> impl IntoView + use<> {
    view! {
        <section class="alert alert--info" aria-labelledby="passkey-offer" data-passkey="offer" hidden>
            <h2 class="alert__title" id="passkey-offer">{l.passkey_offer_title()}</h2>
            <p>{l.passkey_offer_text()}</p>
            <div class="actions">
                <form action=BeginPasskey::PATH method="post">
                    <button class="button button--small button--primary" type="submit">{l.passkey_offer_button()}</button>
                </form>
                <form action=PutPasskeyOff::PATH method="post">
                    <button class="button button--small" type="submit">{l.passkey_offer_later()}</button>
                </form>
            </div>
        </section>
    }
}

fn two_factor_off(visitor: &Visitor) -> impl IntoView + use<> {
    let l = visitor.locale;
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
                {visitor.has_passkeys().then(|| add(visitor, "button", l.account_set_up_by_passkey()))}
            </div>
        </section>
    }
}

fn two_factor_on(visitor: &Visitor, left: u32, may_turn_off: bool) -> impl IntoView + use<> {
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
