//! The field for what the link of a letter ends with.

use leptos::prelude::*;

use crate::{
    l10n::Locale,
    ui::form::view::{FormView, described_by},
};

/// How the form is sent once the link was followed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// By itself: it changes nothing yet.
    ByItself,
    /// By hand: programs that look at letters run scripts, too.
    ByHand,
}

/// The field with this name.
pub fn letter_code(l: &Locale, form: &FormView, name: &'static str, sent: Sent) -> impl IntoView + use<> {
    let from_fragment = if sent == Sent::ByHand { "by-hand" } else { "" };
    let (invalid, autofocus) = form.wrong(name);
    let control = view! {
        <input
            class="input" id=name name=name dir="ltr" autocomplete="off" autocapitalize="none" spellcheck="false" required
            aria-invalid=invalid aria-describedby=described_by(name, true) autofocus=autofocus data-from-fragment=from_fragment
        />
    };
    form.field(name, (l.letter_code_label(), Some(l.letter_code_hint().into_any())), control)
}
