//! The pages, one file each: axum handlers that load what they show and hand it to a view. Made on the server alone.

pub mod account;
pub mod error;
pub mod home;
pub mod posts;
pub mod recovery_codes;
pub mod sign_in;
pub mod two_factor;

use axum::response::{IntoResponse, Redirect, Response};

use super::shell::Visit;
use crate::{
    auth::AuthError,
    web::{
        fault,
        refusal::{Refusal, refuse_page},
    },
};

/// A page that could not be made.
pub struct PageError(Box<Response>);

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// What a page's handler returns.
pub type PageResult = Result<Response, PageError>;

impl Visit {
    /// A deed's result as a page answers it: the cause to the log, a page with a sentence to the person.
    fn answer<T>(&self, result: Result<T, AuthError>) -> Result<T, PageError> {
        result.map_err(|error| {
            fault::note("page", &error);
            PageError(Box::new(refuse_page(&self.state, Refusal::from(&error))))
        })
    }
}

/// Sends a visitor elsewhere.
fn go(path: &str) -> PageResult {
    Ok(Redirect::to(path).into_response())
}
