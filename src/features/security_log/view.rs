//! Events in words, and the warning: for all pages that show them.

use latchkey_core::{
    FullSession,
    domain::{
        event::{Actor, Event, EventGroup, EventKind},
        session::Factors,
        whereabouts::Whereabouts,
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::form::AnswerWarning;
use crate::{features::seal::view::one_press, http::next::with_query, l10n::Locale, ui::parts::moment};

/// What happened, as a sentence.
pub fn sentence(l: &Locale, event: &Event) -> String {
    match event.kind {
        EventKind::Registered => l.event_registered(),
        EventKind::SignedIn => l.event_signed_in(),
        EventKind::PasswordRefused => l.event_password_refused(),
        EventKind::SecondFactorMissing => l.event_second_factor_missing(),
        EventKind::SecondFactorRefused => l.event_second_factor_refused(),
        EventKind::SteppedUp => l.event_stepped_up(),
        EventKind::SignedOut => l.event_signed_out(),
        EventKind::SessionEnded => l.event_session_ended(),
        EventKind::OtherSessionsEnded => l.event_other_sessions_ended(),
        EventKind::TokenReused => l.event_token_reused(),
        EventKind::TwoFactorOn => l.event_two_factor_on(),
        EventKind::AuthenticatorReplaced => l.event_authenticator_replaced(),
        EventKind::AuthenticatorRenamed => l.event_authenticator_renamed(),
        EventKind::AuthenticatorRemoved => l.event_authenticator_removed(),
        EventKind::AuthenticatorAdded => l.event_authenticator_added(),
        EventKind::PasskeyAdded => l.event_passkey_added(),
        EventKind::PasskeyRenamed => l.event_passkey_renamed(),
        EventKind::PasskeyRemoved => l.event_passkey_removed(),
        EventKind::PasskeyCopied => l.event_passkey_copied(),
        EventKind::PasswordRemoved => l.event_password_removed(),
        EventKind::TwoFactorOff => l.event_two_factor_off(),
        EventKind::CheckedUp => l.event_checked_up(),
        EventKind::RecoveryBegun => l.event_recovery_begun(),
        EventKind::RecoveryCancelled => l.event_recovery_cancelled(),
        EventKind::RecoveryDone => l.event_recovery_done(),
        EventKind::LettersChosen => l.event_letters_chosen(),
        EventKind::PushAddressChanged => l.event_push_address_changed(),
        EventKind::BrowserTrusted => l.event_browser_trusted(),
        EventKind::TrustEnded => l.event_trust_ended(),
        EventKind::TrustReused => l.event_trust_reused(),
        EventKind::RecoveryCodesReplaced => l.event_recovery_codes_replaced(),
        EventKind::RecoveryCodeUsed => l.event_recovery_code_used(),
        EventKind::PasswordChanged => l.event_password_changed(),
        EventKind::PasswordResetIssued => l.event_password_reset_issued(),
        EventKind::PasswordReset => l.event_password_reset(),
        EventKind::NameChanged => l.event_name_changed(),
        EventKind::EmailChanged => l.event_email_changed(),
        EventKind::EmailRestored => l.event_email_restored(),
        EventKind::Sealed => l.event_sealed(),
        EventKind::Unsealed => l.event_unsealed(),
        EventKind::Exported => l.event_exported(),
        EventKind::DeletionOrdered => l.event_deletion_ordered(),
        EventKind::DeletionCancelled => l.event_deletion_cancelled(),
        EventKind::ApprovalAsked => l.event_approval_asked(),
        EventKind::Approved => l.event_approved(),
        EventKind::Disabled => l.event_disabled(),
        EventKind::Enabled => l.event_enabled(),
        EventKind::Unlocked => l.event_unlocked(),
        EventKind::RoleGiven => l.event_role_given(),
        EventKind::RoleTaken => l.event_role_taken(),
        EventKind::GroupsChanged => l.event_groups_changed(),
        EventKind::AllSessionsEnded => l.event_all_sessions_ended(),
        EventKind::ServiceRestored => l.event_service_restored(),
    }
}

/// The factors of a sign-in, in words.
pub fn factors(l: &Locale, factors: Factors) -> String {
    match factors {
        Factors::Password => l.factors_password(),
        Factors::PasswordInTrustedBrowser => l.factors_password_in_trusted_browser(),
        Factors::PasswordAndTotp => l.factors_password_and_code(),
        Factors::PasswordAndRecoveryCode => l.factors_password_and_recovery_code(),
        Factors::PasswordAndPasskey(_) => l.factors_password_and_passkey(),
        Factors::Passkey(_) => l.factors_passkey(),
    }
}

/// Browser and system, as in "Firefox on Linux".
pub fn browser(l: &Locale, whereabouts: &Whereabouts) -> String {
    let agent = &whereabouts.user_agent;
    match (agent.program(), agent.system()) {
        (Some(program), Some(system)) => l.whereabouts_browser(program, system),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => l.whereabouts_unknown(),
    }
}

/// From where, as in "Firefox on Linux, 198.51.100.7".
pub fn place(l: &Locale, whereabouts: &Whereabouts) -> String {
    let browser = browser(l, whereabouts);
    whereabouts.address.map_or_else(|| browser.clone(), |address| l.whereabouts_place(&browser, address.to_string()))
}

/// Who acted, where it was not the person.
pub fn actor(l: &Locale, event: &Event) -> Option<String> {
    match event.actor {
        Actor::Person | Actor::Somebody => None,
        Actor::Operator => Some(l.actor_operator()),
        Actor::Service => Some(l.actor_service()),
    }
}

/// Name of the filter in the query.
pub const SHOW: &str = "show";

/// The groups of a log, at this page of which one is shown.
pub fn filters(l: &Locale, page: &str, current: Option<EventGroup>) -> impl IntoView + use<> {
    let label = |group| match group {
        None => l.security_log_all(),
        Some(EventGroup::SignIns) => l.security_log_sign_ins(),
        Some(EventGroup::Misses) => l.security_log_misses(),
        Some(EventGroup::Changes) => l.security_log_changes(),
    };
    let links = std::iter::once(None).chain(EventGroup::ALL.map(Some)).map(|group| {
        let query: Vec<_> = group.map(|group| (SHOW, group.name())).into_iter().collect();
        let here = (group == current).then_some("true");
        view! { <li><a class="filters__choice" href=with_query(page, &query) aria-current=here>{label(group)}</a></li> }
    });
    view! { <nav aria-label=l.security_log_filter()><ul class="filters">{links.collect_view()}</ul></nav> }
}

/// An entry of a log. `more` stands before what happened: whose it is, where that is not clear.
pub fn entry(l: &Locale, event: &Event, more: Option<AnyView>) -> impl IntoView + use<> {
    let notable = is_notable(event);
    // What is done at the command line, or by the service itself, comes from no browser.
    let from = (event.whereabouts != Whereabouts::default()).then(|| place(l, &event.whereabouts));
    let told: Vec<String> =
        from.into_iter().chain(event.factors.map(|proved| factors(l, proved))).chain(actor(l, event)).collect();
    view! {
        <li class=if notable { "log__event log__event--notable" } else { "log__event" } data-kind=event.kind.name()>
            <p class="log__what">
                {more}
                {sentence(l, event)}
                {event.is_new_device.then(|| view! { " "<span class="badge badge--warning">{l.event_new_device()}</span> })}
            </p>
            <p class="log__when">{moment(l, event.at)}</p>
            <p class="log__where">
                {told.into_iter().enumerate().map(|(number, part)| {
                    view! { {(number > 0).then_some(" · ")}<bdi>{part}</bdi> }
                }).collect_view()}
            </p>
        </li>
    }
}

/// True if an event deserves a second look.
pub fn is_notable(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::SecondFactorMissing
            | EventKind::SecondFactorRefused
            | EventKind::TokenReused
            | EventKind::TrustReused
            | EventKind::PasskeyCopied
    )
}

/// Somebody may know the password: what happened, and the two answers to it. Whoever signed in by a trusted browser alone may be who that is,
/// and can only seal.
pub fn warning(l: &'static Locale, warned: Option<Event>, who: &FullSession) -> Option<impl IntoView + use<>> {
    let event = warned?;
    let two_factor = who.account().two_factor;
    let may_answer = !who.session().factors.is_by_trust();
    let place = place(l, &event.whereabouts);
    Some(view! {
        <section class="alert alert--danger" aria-labelledby="warning-title" data-warning>
            <h2 class="alert__title" id="warning-title">{l.warning_title()}</h2>
            <p>{l.warning_text()}{two_factor.then(|| view! { " "{l.warning_seal()} })}</p>
            <p>{moment(l, event.at)}" · "<bdi>{place}</bdi></p>
            <div class="actions">
                {may_answer.then(|| view! {
                    <form action=AnswerWarning::PATH method="post">
                        <input type="hidden" name="warned" value=event.place().to_string()/>
                        <button class="button button--small" type="submit">{l.warning_was_me()}</button>
                    </form>
                })}
                {one_press(l, two_factor, "button button--small button--danger")}
            </div>
        </section>
    })
}
