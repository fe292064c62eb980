//! What other pages show of a wait for lost second factors.

use latchkey_core::{domain::time::Timestamp, sign_in::recovery_wait};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{PAGE, form::StopRecovery};
use crate::{http::visitor::Visitor, l10n::Locale};

/// The link at the second step, where waiting is allowed.
pub fn lost(visitor: &Visitor) -> Option<AnyView> {
    let l = visitor.locale;
    let link = || view! { <p class="below"><a href=PAGE>{l.recovery_link()}</a></p> }.into_any();
    recovery_wait::may_wait(visitor.services()).then(link)
}

/// Tells whoever is signed in of a wait that somebody began, with the button that stops it.
pub fn alarm(l: &Locale, due: Timestamp) -> impl IntoView + use<> {
    view! {
        <div class="alert alert--danger" role="alert" data-recovery>
            <p class="alert__title">{l.recovery_alarm_title()}</p>
            <p>{l.recovery_alarm_text(l.date_time(due))}</p>
            <form action=StopRecovery::PATH method="post">
                <button class="button button--danger" type="submit">{l.recovery_stop()}</button>
            </form>
        </div>
    }
}
