//! The request and response context of a server function.

pub mod in_place;
pub mod layers;
mod new_password;
pub mod view;

use std::ops::Deref;

use axum::http::{HeaderValue, header, request::Parts};
use latchkey_core::{
    AuthError, SessionTokens,
    domain::network::Network,
    sign_in::{PendingToken, Proof},
    step_up::AllFactors,
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{message::Message, told};
use crate::http::{
    cookies::{self, Name},
    fault, media_type,
    next::{local_path, with_next},
    state::AppState,
    typed,
    visitor::Visitor,
};

/// The longest field that is kept for the page after a refusal.
const MOST_TYPED_CHARS: usize = 300;

/// The second factor of a form: what a passkey has signed, or what was typed.
pub fn second_factor<'f>(code: &'f str, passkey: &'f str) -> Proof<'f> {
    if passkey.is_empty() { Proof::from_typed(code) } else { Proof::Passkey(passkey) }
}

/// A received form.
pub struct Form {
    visitor: Visitor,
    response: ResponseOptions,
    typed: Vec<(&'static str, String)>,
}

impl Deref for Form {
    type Target = Visitor;
    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl Form {
    /// Returns the form of the current request.
    pub fn received() -> Result<Self, Message> {
        let context = (use_context::<AppState>(), use_context::<Parts>(), use_context::<ResponseOptions>());
        let (Some(state), Some(parts), Some(response)) = context else {
            tracing::error!("form.without_request");
            return Err(Message::Unavailable);
        };
        Ok(Self { visitor: Visitor::of(&parts, &state), response, typed: Vec::new() })
    }

    /// Keeps what was typed, in case the form is refused and its page is loaded anew: fields of up to 300 characters, since a cookie
    /// carries them. A longer one is left out, for half of it could be taken for the whole. Never a password.
    pub fn typed(mut self, fields: &[(&'static str, &str)]) -> Self {
        let short = fields.iter().filter(|(_, value)| !value.is_empty() && value.chars().count() <= MOST_TYPED_CHARS);
        self.typed = short.map(|(name, value)| (*name, (*value).to_owned())).collect();
        self
    }

    /// The input that proves all factors: password and code, or what a passkey has signed.
    pub fn all_factors<'f>(&'f self, password: &'f str, code: &'f str, passkey: &'f str) -> AllFactors<'f> {
        AllFactors { password, proof: second_factor(code, passkey), client: self.client() }
    }

    /// True if it was submitted without WebAssembly: the response is then a redirect.
    pub fn is_plain(&self) -> bool {
        !media_type::wants_json(&self.headers)
    }

    /// Converts a deed's result for the form: logs the cause, returns a message, and keeps the input.
    pub fn answer<T>(&self, result: Result<T, AuthError>) -> Result<T, Message> {
        result.map_err(|error| {
            fault::log_fault("form", &error);
            // A page that asks in place is loaded anew.
            let is_shown_anew = self.is_plain() || matches!(error, AuthError::StepUpNeeded);
            if is_shown_anew && !self.typed.is_empty() {
                let sealed = typed::seal(&self.typed, self.services(), Network::of(self.address));
                self.set_cookie(cookies::typed(sealed, self.origin()));
            }
            told::of_deed(&error)
        })
    }

    /// Sets the cookies of a new session and ends the previous one.
    pub async fn sign_in(&self, tokens: &SessionTokens) -> &Self {
        self.end_former_session().await;
        self.set_cookie(cookies::clear(Name::Pending, self.origin()));
        self.set_cookie(cookies::clear(Name::Typed, self.origin()));
        self.keep(tokens)
    }

    /// Sets the cookies of a session.
    pub fn keep(&self, tokens: &SessionTokens) -> &Self {
        self.session_cookies(tokens).into_iter().for_each(|cookie| self.set_cookie(cookie));
        self
    }

    /// Continues to the second step of signing in, at `page`.
    pub async fn ask_second_factor(&self, pending: &PendingToken, page: &str, next: &str) -> Result<(), Message> {
        self.end_session().await?;
        // Only the pending cookie is set: the previous session has ended, and its cookies are no longer valid.
        self.set_cookie(cookies::pending(pending, self.origin()));
        // The island shows the second step itself.
        if self.is_plain() { self.go(&with_next(page, next)) } else { Ok(()) }
    }

    /// Ends the session and the pending sign-in of this request, if any.
    pub async fn end_session(&self) -> Result<(), Message> {
        self.answer(self.end_everything().await).map(drop)
    }

    /// Clears all cookies that end with a session.
    pub fn forget_everything(&self) -> &Self {
        Name::ENDING.into_iter().for_each(|name| self.set_cookie(cookies::clear(name, self.origin())));
        self
    }

    /// Also deletes what else the browser stores, on sign-out.
    pub fn forget_storage(&self) -> &Self {
        let (name, value) = cookies::clear_site_data();
        self.response.insert_header(name, value);
        self
    }

    /// Redirects to a page of this site.
    pub fn go(&self, path: &str) -> Result<(), Message> {
        leptos_axum::redirect(path);
        Ok(())
    }

    /// Redirects to the `next` page, or to `otherwise`.
    pub fn go_on(&self, next: &str, otherwise: &str) -> Result<(), Message> {
        self.go(local_path(next).unwrap_or(otherwise))
    }

    /// Sets a cookie.
    pub fn set_cookie(&self, cookie: HeaderValue) {
        self.response.append_header(header::SET_COOKIE, cookie);
    }
}
