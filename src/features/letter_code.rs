//! The field for what the link of a letter ends with. Its form is sent by hand: programs that look at letters run scripts, too.

use leptos::prelude::*;

use crate::{
    l10n::Locale,
    ui::form::view::{FormView, described_by},
};

/// The field with this name.
pub fn letter_code(l: &Locale, form: &FormView, name: &'static str) -> impl IntoView + use<> {
    let control = view! {
        <input
            class="input" id=name name=name dir="ltr" autocomplete="off" autocapitalize="none" spellcheck="false" required
            aria-describedby=described_by(name, true) data-from-fragment="by-hand"
        />
    };
    form.field(name, (l.letter_code_label(), Some(l.letter_code_hint().into_any())), control)
}
