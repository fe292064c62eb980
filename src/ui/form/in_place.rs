//! Step-up in place: a form that changes the account asks for every factor beside what it changes, unless they were proved within the
//! last five minutes.

use latchkey_core::{
    AuthError, FullSession,
    sign_in::{self, Ways},
    step_up,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    Form,
    view::{Asks, FormView, known_username, submit},
};
use crate::{features::step_up::form::AskToStepUp, http::visitor::Visitor, ui::message::Message};

/// What a form asks for besides its own fields.
#[derive(Clone)]
pub struct InPlace {
    asks: bool,
    ways: Ways,
    email: String,
}

impl InPlace {
    /// What a form asks this person for now.
    pub async fn of(visitor: &Visitor, who: &FullSession) -> Result<Self, AuthError> {
        let account = who.account();
        let asks = !who.session().is_stepped_up(visitor.services().now());
        let ways = if asks { sign_in::ways(visitor.services(), account).await? } else { Ways::UNKNOWN };
        Ok(Self { asks, ways, email: account.email.to_string() })
    }

    /// The names of the form's fields: its own one, and these.
    pub fn with(&self, own: &'static str) -> Vec<&'static str> {
        [own].into_iter().chain(self.alone()).collect()
    }

    /// The names of these fields.
    pub fn alone(&self) -> Vec<&'static str> {
        if self.asks { Asks::Everything.fields(self.ways) } else { vec![] }
    }

    /// The fields.
    pub fn fields(&self, visitor: &Visitor, form: &FormView) -> Option<impl IntoView + use<>> {
        let l = visitor.locale;
        self.asks.then(|| {
            view! {
                <fieldset class="in-place">
                    <legend class="in-place__title">{l.confirm_title()}</legend>
                    {known_username(self.email.clone())}
                    {form.proofs(self.ways, Asks::Everything, AskToStepUp::PATH)}
                </fieldset>
            }
        })
    }

    /// The form's own button. There is none where a passkey's button sends the form.
    pub fn submit(&self, class: &'static str, label: String, waiting: String) -> Option<impl IntoView + use<>> {
        (!self.asks || Asks::Everything.typed(self.ways)).then(|| submit(class, label, waiting))
    }
}

/// What was typed in place, or signed by a passkey. Without either, the form did not ask, since it was fresh then.
#[derive(Clone, Copy)]
pub struct InPlaceTyped<'f> {
    /// The password.
    pub password: Option<&'f str>,
    /// A code or recovery code.
    pub code: &'f str,
    /// What a passkey has signed.
    pub passkey: &'f str,
}

impl Form {
    /// The session of this form with every factor proved within the last five minutes: before, or in place. Where the form did not ask, the
    /// page is shown again, and asks.
    pub async fn stepped_up(&self, typed: InPlaceTyped<'_>) -> Result<FullSession, Message> {
        let who = self.answer(self.full_session())?;
        if who.session().is_stepped_up(self.services().now()) {
            return Ok(who);
        }
        let InPlaceTyped { password, code, passkey } = typed;
        if password.is_none() && passkey.is_empty() {
            return self.answer(Err(AuthError::StepUpNeeded));
        }
        let typed = self.all_factors(password.unwrap_or_default(), code, passkey);
        let (who, tokens) = self.answer(step_up::step_up(self.services(), &who, typed).await)?;
        self.keep(&tokens);
        Ok(who)
    }
}
