//! The account in the JSON API.

use axum::{Json, http::StatusCode, response::IntoResponse};
use latchkey_core::accounts::{self, Changes};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    features::user::User,
    http::{body::Body, caller::Full, problem::Problem, refusal::Answer, visitor::Visitor},
};

/// Returns the user of a fully signed-in session.
#[utoipa::path(get, path = "/authentication", tag = "authentication", responses((status = 200, description = "The user", body = User)))]
pub async fn me(Full(who): Full) -> Answer {
    Ok(Json(User::from(who.account())).into_response())
}

/// What to change of the user.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeBody {
    /// Display name: 1 to 100 characters. White space around it is trimmed first.
    #[schema(nullable = false)]
    name: Option<String>,
    /// E-mail address to sign in with: at most 254 bytes. All other sessions end. Where the service sends mail, a letter goes there, and the
    /// address changes by its link.
    #[schema(nullable = false)]
    email: Option<String>,
}

/// Changes name, e-mail address or both. Needs a full authentication within the last five minutes.
#[utoipa::path(patch, path = "/authentication", tag = "account", request_body = ChangeBody,
    responses((status = 200, description = "The user as changed, with new cookies after a change of the address", body = User), (status = 202, description = "The user as changed so far. A letter is on its way to the other address", body = User), (status = 403, description = "The service demands two-factor authentication, or the request came from another site", body = Problem, content_type = "application/problem+json"), (status = 409, description = "The address has an account", body = Problem, content_type = "application/problem+json")))]
pub async fn change(Full(who): Full, visitor: Visitor, body: Body<ChangeBody>) -> Answer {
    visitor.protected()?;
    let ChangeBody { name, email } = body.fields.clone();
    body.checked(accounts::check_changes(name.as_deref(), email.as_deref()))?;
    let Changes { account, tokens, email_asked } =
        accounts::change(visitor.services(), &who, (name.as_deref(), email.as_deref()), visitor.client()).await?;
    let status = if email_asked { StatusCode::ACCEPTED } else { StatusCode::OK };
    let answer = (status, Json(User::from(&account)));
    Ok(match tokens {
        Some(tokens) => visitor.with_session(&tokens, answer),
        None => answer.into_response(),
    })
}
