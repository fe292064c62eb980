//! What a server function may ask of its request and do to its answer.

pub mod layers;

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

/// A form as it was received.
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
    /// The form of the present request.
    pub fn received() -> Result<Self, Message> {
        let context = (use_context::<AppState>(), use_context::<Parts>(), use_context::<ResponseOptions>());
        let (Some(state), Some(parts), Some(response)) = context else {
            tracing::error!("form.without_request");
            return Err(Message::Unavailable);
        };
        Ok(Self { visitor: Visitor::of(&parts, &state), response, typed: Vec::new() })
    }

    /// Remembers what was typed, in case the form is refused and its page is loaded anew. Never a password.
    pub fn typed(mut self, fields: &[(&'static str, &str)]) -> Self {
        self.typed = fields.iter().map(|(name, value)| (*name, value.chars().take(300).collect())).collect();
        self
    }

    /// What was typed to prove every factor.
    pub fn all_factors<'f>(&'f self, password: &'f str, code: &'f str) -> AllFactors<'f> {
        AllFactors { password, proof: Proof::from_typed(code), client: self.client() }
    }

    /// Whether it was sent without WebAssembly: the answer is then a redirect.
    pub fn is_plain(&self) -> bool {
        !media_type::wants_json(&self.headers)
    }

    /// A deed's result as the form answers it: the cause to the log, a sentence to the person, what they typed kept.
    pub fn answer<T>(&self, result: Result<T, AuthError>) -> Result<T, Message> {
        result.map_err(|error| {
            fault::log_fault("form", &error);
            if self.is_plain() && !self.typed.is_empty() {
                let sealed = typed::seal(&self.typed, self.services(), Network::of(self.address));
                self.set_cookie(cookies::typed(sealed, self.origin()));
            }
            told::of_deed(&error)
        })
    }

    /// Sets the cookies of a session that was just opened, and ends the one before it.
    pub async fn sign_in(&self, tokens: &SessionTokens) -> Result<&Self, Message> {
        self.answer(self.end_former_session().await)?;
        self.set_cookie(cookies::clear(Name::Pending, self.origin()));
        self.set_cookie(cookies::clear(Name::Typed, self.origin()));
        Ok(self.keep(tokens))
    }

    /// Sets the cookies of a session.
    pub fn keep(&self, tokens: &SessionTokens) -> &Self {
        self.session_cookies(tokens).into_iter().for_each(|cookie| self.set_cookie(cookie));
        self
    }

    /// Goes on to the second step of signing in, at `page`.
    pub async fn ask_second_factor(&self, pending: &PendingToken, page: &str, next: &str) -> Result<(), Message> {
        self.end_session().await?;
        // Nothing but the pending cookie: the session before it is ended, and its cookies are good for nothing.
        self.set_cookie(cookies::pending(pending, self.origin()));
        // The island takes the second step itself.
        if self.is_plain() { self.go(&with_next(page, next)) } else { Ok(()) }
    }

    /// Ends the session and the pending sign-in of this request, whatever there is.
    pub async fn end_session(&self) -> Result<(), Message> {
        self.answer(self.end_everything().await).map(drop)
    }

    /// Takes away all cookies that end here.
    pub fn forget_everything(&self) -> &Self {
        Name::ENDING.into_iter().for_each(|name| self.set_cookie(cookies::clear(name, self.origin())));
        self
    }

    /// Takes away, besides the cookies, whatever else the browser keeps of somebody who signs out.
    pub fn forget_storage(&self) -> &Self {
        let (name, value) = cookies::clear_site_data();
        self.response.insert_header(name, value);
        self
    }

    /// Sends the person on to a page of ours.
    pub fn go(&self, path: &str) -> Result<(), Message> {
        leptos_axum::redirect(path);
        Ok(())
    }

    /// Sends the person to the page they wanted, or else to this one.
    pub fn go_on(&self, next: &str, otherwise: &str) -> Result<(), Message> {
        self.go(local_path(next).unwrap_or(otherwise))
    }

    fn set_cookie(&self, cookie: HeaderValue) {
        self.response.append_header(header::SET_COOKIE, cookie);
    }
}
