//! Pieces that several pages are made of.

use leptos::prelude::*;

use super::message::Message;
use crate::domain::time::Timestamp;

/// The mark: a case, a keyhole, a bolt. The style gives it its colours.
pub fn logo() -> impl IntoView {
    mark("logo", "28")
}

/// The mark as the sign of two-factor authentication: the bolt is out when it is on, and withdrawn when it is off.
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

/// The head of a page.
pub fn page_head(title: &'static str, lede: Option<&'static str>) -> impl IntoView {
    // A compound such as two-factor does not break at its hyphen, and does after it: the space stands outside.
    let words = title
        .split_inclusive(' ')
        .map(|word| match word.trim_end() {
            compound if compound.contains('-') => view! { <span class="nowrap">{compound}</span> " " }.into_any(),
            _ => word.into_any(),
        })
        .collect_view();
    view! { <header class="page-head"><h1>{words}</h1>{lede.map(|lede| view! { <p class="lede">{lede}</p> })}</header> }
}

/// What became of something done before. A closed set, since the query of a URL names it.
pub fn notice(name: Option<String>) -> Option<impl IntoView> {
    let (class, text) = match name?.as_str() {
        "registered" => ("alert alert--success", "Welcome. Your account is ready."),
        "signed-out" => ("alert alert--success", "You are signed out."),
        "session-ended" => ("alert alert--warning", "Your session has ended, so nothing was changed. Sign in to go on."),
        "sign-in-first" => ("alert alert--info", "Sign in to see this page."),
        "sign-in-over" => (
            "alert alert--warning",
            "This sign-in took too long, had too many tries, or was sent twice. Start again with your password and a new code.",
        ),
        "recovery-codes-kept" => ("alert alert--success", "Two-factor authentication is on and your recovery codes are kept."),
        "recovery-code-used" => ("alert alert--warning", "You signed in with a recovery code. It does not work again."),
        "two-factor-off" => ("alert alert--success", "Two-factor authentication is off."),
        "set-up-cancelled" => ("alert alert--info", "Nothing was changed. Two-factor authentication is off."),
        "set-up-over" => {
            ("alert alert--warning", "This set-up took too long, or was begun anew in another window. Start it again.")
        }
        "codes-not-shown" => (
            "alert alert--info",
            "Recovery codes are shown once, right after they were made. Make new ones if you need to see some.",
        ),
        "two-factor-required" => {
            ("alert alert--warning", "This service asks everybody for two-factor authentication. Set it up to go on.")
        }
        "post-written" => ("alert alert--success", "Your post is published."),
        "post-removed" => ("alert alert--success", "Your post is removed."),
        _ => return None,
    };
    Some(view! { <div class=class role="status"><p>{text}</p></div> })
}

/// What a form without an island was told before.
pub fn refused(told: Option<Message>) -> Option<impl IntoView> {
    let text = told?.above(&[])?;
    Some(view! { <div class="alert alert--danger" role="alert"><p>{text}</p></div> })
}

/// A day, as one reads it.
pub fn day(moment: Timestamp) -> impl IntoView {
    view! { <time datetime=moment.to_string()>{strftime(moment, "%-d %B %Y")}</time> }
}

/// A moment, as one reads it.
pub fn moment(moment: Timestamp) -> impl IntoView {
    view! { <time datetime=moment.to_string()>{strftime(moment, "%-d %B %Y, %H:%M UTC")}</time> }
}

fn strftime(moment: Timestamp, format: &str) -> String {
    jiff::Timestamp::from_second(moment.seconds()).map_or_else(|_| moment.to_string(), |at| at.strftime(format).to_string())
}
