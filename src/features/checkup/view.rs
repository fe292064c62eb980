//! The question, for the account page.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{PAGE, form::PutCheckupOff};
use crate::l10n::Locale;

/// That a checkup is due: a link to it, and a button that puts it off.
pub fn due(l: &Locale) -> impl IntoView + use<> {
    view! {
        <section class="alert alert--info" aria-labelledby="checkup-due" data-checkup>
            <h2 class="alert__title" id="checkup-due">{l.checkup_due_title()}</h2>
            <p>{l.checkup_due_text()}</p>
            <div class="actions">
                <a class="button button--small button--primary" href=PAGE>{l.checkup_due_button()}</a>
                <form action=PutCheckupOff::PATH method="post">
                    <button class="button button--small" type="submit">{l.checkup_later()}</button>
                </form>
            </div>
        </section>
    }
}
