//! The one press that seals, for all pages that offer it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{PAGE, form::SealAccount};
use crate::l10n::Locale;

/// "It was not me": seals at once. Without a second factor, a link to the page that says what to do instead. `class` is the button's look.
pub fn one_press(l: &Locale, two_factor: bool, class: &'static str) -> impl IntoView + use<> {
    if two_factor {
        let label = l.warning_was_not_me();
        view! {
            <form action=SealAccount::PATH method="post">
                <button class=class type="submit">{label}</button>
            </form>
        }
        .into_any()
    } else {
        view! { <a class=class href=PAGE>{l.seal_link()}</a> }.into_any()
    }
}
