//! Parts of the administration's pages.

use latchkey_core::{
    AuthError,
    domain::account::{Account, Role, Standing},
    operator::Operator,
};
use leptos::prelude::*;

use super::{HEALTH, INVITATIONS, LOG, SETTINGS};
use crate::{
    l10n::{Locale, Messages},
    paths::ADMIN,
    ui::{island::Tools, notice::Notice},
};

/// Shown after a deed.
pub const DONE: Notice = Notice::success("done", Messages::admin_done);
/// Shown after a deed that changed nothing.
pub const UNCHANGED: Notice = Notice::info("unchanged", Messages::admin_unchanged);
/// Shown after making a link for a new password.
pub const LINK_MADE: Notice = Notice::success("link-made", Messages::admin_done);
/// Shown after deleting an account.
pub const ACCOUNT_DELETED: Notice = Notice::success("account-deleted", Messages::admin_deleted);
/// Shown after making an invitation.
pub const INVITED: Notice = Notice::success("invited", Messages::admin_invited);
/// Shown after withdrawing an invitation.
pub const WITHDRAWN: Notice = Notice::success("withdrawn", Messages::admin_withdrawn);

/// The parts of the administration, of which this one is shown.
pub fn sections(l: &Locale, current: &str) -> impl IntoView + use<> {
    let links = [
        (ADMIN, l.admin_people()),
        (INVITATIONS, l.admin_invitations()),
        (LOG, l.admin_log()),
        (SETTINGS, l.admin_settings()),
        (HEALTH, l.admin_health()),
    ]
    .map(|(path, label)| {
        let here = (path == current).then_some("page");
        view! { <li><a class="filters__choice" href=path aria-current=here>{label}</a></li> }
    });
    view! { <nav aria-label=l.admin_title()><ul class="filters">{links.collect_view()}</ul></nav> }
}

/// What is particular about an account.
pub fn badges(l: &Locale, account: &Account) -> impl IntoView + use<> {
    let warning = "badge badge--warning";
    let all = [
        (account.role == Role::Administrator, "badge badge--success", l.admin_badge_administrator()),
        (account.standing == Standing::Waiting, warning, l.admin_badge_waiting()),
        (account.standing == Standing::Disabled, warning, l.admin_badge_disabled()),
        (account.sealed, warning, l.admin_badge_sealed()),
        (account.delete_at.is_some(), warning, l.admin_badge_leaving()),
        (!account.two_factor, "badge", l.admin_badge_without_second_factor()),
        (account.declared, "badge", l.admin_badge_declared()),
    ];
    let shown = all.into_iter().filter(|(is_so, ..)| *is_so);
    shown.map(|(_, class, text)| view! { <span class=class>{text}</span>" " }).collect_view()
}

/// A link that is shown once, to be handed on.
pub fn shown_once(l: &Locale, link: Option<String>, text: String) -> Option<impl IntoView + use<>> {
    let link = link?;
    let label = l.admin_link();
    let copy = view! {
        <div class="actions">
            <button class="button alive" type="button" data-copies="once" data-copied=l.copied() data-by-hand=l.copy_by_hand()>
                <span aria-live="polite">{l.recovery_copy()}</span>
            </button>
        </div>
    };
    Some(view! {
        <section class="card" aria-labelledby="made-link">
            <header class="card__head"><h2 class="card__title" id="made-link">{label.clone()}</h2></header>
            <p>{text}</p>
            <input class="input" dir="ltr" readonly aria-label=label value=link id="once"/>
            <Tools>{copy}</Tools>
        </section>
    })
}

/// Who made or did something, by the address of the account: the command line where there is none.
pub async fn by(
    l: &Locale,
    operator: &Operator,
    account: Option<latchkey_core::domain::account::AccountId>,
) -> Result<String, AuthError> {
    Ok(match account {
        None => l.admin_by_command_line(),
        Some(id) => operator.name_of(id).await?.unwrap_or_else(|| l.admin_by_somebody_gone()),
    })
}
