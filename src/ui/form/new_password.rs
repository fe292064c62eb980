//! The field of a new password: with what the policy asks for and, while WebAssembly runs, how strong it is.

use latchkey_core::domain::invalid::field;
use leptos::prelude::*;

use super::view::{FormView, PasswordKind};
use crate::{features::register::island::PasswordStrength, http::visitor::Visitor};

impl FormView {
    /// The password of a new account.
    pub fn first_password(&self, visitor: &Visitor) -> AnyView {
        self.judged(visitor, |form, hint| form.password(PasswordKind::New, Some(hint)).into_any())
    }

    /// A new password in place of another.
    pub fn new_password(&self, visitor: &Visitor) -> AnyView {
        let label = visitor.locale.new_password_label();
        self.judged(visitor, |form, hint| form.password_named(field::NEW_PASSWORD, label, PasswordKind::New, Some(hint)))
    }

    fn judged(&self, visitor: &Visitor, password: impl FnOnce(&Self, String) -> AnyView) -> AnyView {
        let min_chars = visitor.services().policy().password.min_chars;
        let field = password(self, visitor.locale.register_password_hint(min_chars));
        let strength = strength(visitor, min_chars).into_any();
        view! {
            <PasswordStrength>
                {field}
                {strength}
            </PasswordStrength>
        }
        .into_any()
    }
}

/// What the island says of the password: one sentence of these.
fn strength(visitor: &Visitor, min_chars: usize) -> impl IntoView + use<> {
    let l = visitor.locale;
    // A sentence for each number that can be missing: languages differ in their plurals.
    let missing = (1..=min_chars).map(|missing| l.strength_too_short(missing)).collect::<Vec<_>>().join("\n");
    view! {
        <p
            class="strength" role="status" hidden data-app=visitor.services().policy().app_name.clone() data-missing=missing
            data-guessable=l.strength_guessable() data-fair=l.strength_fair() data-strong=l.strength_strong()
        ></p>
    }
}
