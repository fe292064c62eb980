//! A forgotten password in the JSON API.

use axum::{http::StatusCode, response::IntoResponse};
use latchkey_core::{
    AuthError,
    domain::{email::EmailAddress, invalid::Invalid},
    mail,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::{body::Body, problem::Problem, refusal::Answer, visitor::Visitor};

/// The address of the account.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgottenPasswordBody {
    /// The e-mail address that the user signs in with.
    email: String,
}

/// Sends a letter with a one-time link to choose a new password, good for 30 minutes. The answer is the same whether or not there is such an
/// account.
#[utoipa::path(post, path = "/authentication/password/forgotten", tag = "account", request_body = ForgottenPasswordBody,
    responses((status = 202, description = "If there is such an account, a letter is on its way"),
        (status = 404, description = "This service sends no mail", body = Problem, content_type = "application/problem+json")))]
pub async fn ask_for_reset(visitor: Visitor, body: Body<ForgottenPasswordBody>) -> Answer {
    let email = body.fields.email.clone();
    body.checked(EmailAddress::parse(&email).map_err(|error| AuthError::from(Invalid::from(error))))?;
    mail::ask_for_reset(visitor.services(), &email, visitor.client()).await?;
    Ok(StatusCode::ACCEPTED.into_response())
}
