//! Step-up in place: a form that changes the account asks for every factor beside what it changes, unless they were proved within the
//! last five minutes.

use latchkey_core::{FullSession, domain::invalid::field};
use leptos::prelude::*;

use super::{
    Form,
    view::{FormView, PasswordKind, known_username},
};
use crate::{http::visitor::Visitor, ui::message::Message};
use latchkey_core::{AuthError, step_up};

/// What a form asks for besides its own fields.
#[derive(Clone)]
pub struct InPlace {
    asks: bool,
    two_factor: bool,
    email: String,
}

impl InPlace {
    /// What a form asks this person for now.
    pub fn of(visitor: &Visitor, who: &FullSession) -> Self {
        let account = who.account();
        let asks = !who.session().is_stepped_up(visitor.services().now());
        Self { asks, two_factor: account.two_factor, email: account.email.to_string() }
    }

    /// The names of the form's fields: its own one, and these.
    pub fn with(&self, own: &'static str) -> Vec<&'static str> {
        [own].into_iter().chain(self.alone()).collect()
    }

    /// The names of these fields.
    pub fn alone(&self) -> Vec<&'static str> {
        match (self.asks, self.two_factor) {
            (false, _) => vec![],
            (true, false) => vec![field::PASSWORD],
            (true, true) => vec![field::PASSWORD, field::CODE],
        }
    }

    /// The fields.
    pub fn fields(&self, visitor: &Visitor, form: &FormView) -> Option<impl IntoView + use<>> {
        let l = visitor.locale;
        self.asks.then(|| {
            view! {
                <fieldset class="in-place">
                    <legend class="in-place__title">{l.confirm_title()}</legend>
                    {known_username(self.email.clone())}
                    {form.password(PasswordKind::Current, None)}
                    {self.two_factor.then(|| form.code_or_recovery_code())}
                </fieldset>
            }
        })
    }
}

impl Form {
    /// The session of this form with every factor proved within the last five minutes: before, or by what was typed in place. Without
    /// a password, the form did not ask, since it was fresh then: the page is shown again, and asks.
    pub async fn stepped_up(&self, password: Option<&str>, code: &str) -> Result<FullSession, Message> {
        let who = self.answer(self.full_session())?;
        if who.session().is_stepped_up(self.services().now()) {
            return Ok(who);
        }
        let password = self.answer(password.ok_or(AuthError::StepUpNeeded))?;
        let typed = self.all_factors(password, code);
        let (who, tokens) = self.answer(step_up::step_up(self.services(), &who, typed).await)?;
        self.keep(&tokens);
        Ok(who)
    }
}
