//! Components shared by several pages.

use leptos::prelude::*;

use super::told::Told;
use crate::l10n::Locale;
use latchkey_core::domain::time::Timestamp;

/// The logo: a case, a keyhole, a bolt. The style sheet sets the colours.
pub fn logo() -> impl IntoView {
    mark("logo", "28")
}

/// The logo as a sign of two-factor authentication: the bolt is out when it is on, and withdrawn when it is off.
pub fn bolt(out: bool) -> impl IntoView {
    mark(if out { "logo" } else { "logo logo--withdrawn" }, "36")
}

fn mark(class: &'static str, size: &'static str) -> impl IntoView {
    view! {
        <svg class=class viewBox="0 0 32 32" width=size height=size aria-hidden="true" focusable="false">
            <path class="logo__bolt" d="M20 11h7.2a1 1 0 0 1 .8.4l3 4a1 1 0 0 1 .2.6v4a1 1 0 0 1-1 1H20z"/>
            <rect class="logo__case" x="2" y="2" width="23" height="28" rx="6"/>
            <path
                class="logo__keyhole"
                d="M13.5 8.5a4 4 0 0 1 2.1 7.4l1.3 6.4a1 1 0 0 1-1 1.2h-4.8a1 1 0 0 1-1-1.2l1.3-6.4a4 4 0 0 1 2.1-7.4z"
            />
        </svg>
    }
}

/// The longest compound that is kept on one line, in characters.
const MOST_UNBROKEN: usize = 12;

/// The header of a page.
pub fn page_head(title: &str, lede: Option<String>) -> impl IntoView + use<> {
    // A short compound such as two-factor must not break at its hyphen, but may break after it: the space is outside. A long one,
    // as some languages have, must.
    let words = title
        .split_inclusive(' ')
        .map(|word| match word.trim_end() {
            compound if compound.contains('-') && compound.chars().count() <= MOST_UNBROKEN => {
                view! { <span class="nowrap">{compound.to_owned()}</span> " " }.into_any()
            }
            _ => word.to_owned().into_any(),
        })
        .collect_view();
    view! { <header class="page-head"><h1>{words}</h1>{lede.map(|lede| view! { <p class="lede">{lede}</p> })}</header> }
}

/// Why a form of a button alone was refused, after a page load.
pub fn refused(told: Option<Told>) -> Option<impl IntoView> {
    let text = told?.above(&[])?;
    Some(view! { <div class="alert alert--danger" role="alert"><p>{text}</p></div> })
}

/// A date for display.
pub fn day(locale: &Locale, moment: Timestamp) -> impl IntoView + use<> {
    view! { <time datetime=moment.to_string()>{locale.date(moment)}</time> }
}

/// A date and time for display. In `LocalTimes` it is written in the reader's zone.
pub fn moment(locale: &Locale, moment: Timestamp) -> impl IntoView + use<> {
    view! { <time datetime=moment.to_string() data-local>{locale.date_time(moment)}</time> }
}
