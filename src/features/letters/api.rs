//! The choice of notices in the JSON API.

use axum::{Json, http::StatusCode, response::IntoResponse};
use latchkey_core::accounts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::{body::Body, caller::Full, refusal::Answer, visitor::Visitor};

/// Which notices the user gets, by mail and push message.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LettersBody {
    /// True for those that are not about safety, too: a sign-in with a new browser and a second factor, a download of the user's
    /// data, a deletion that was taken back. Left out it is false.
    #[serde(default)]
    optional_letters: bool,
}

/// Tells which notices the user gets.
#[utoipa::path(get, path = "/authentication/letters", tag = "account", responses((status = 200, description = "The choice", body = LettersBody)))]
pub async fn letters(Full(who): Full) -> Answer {
    Ok(Json(LettersBody { optional_letters: who.account().optional_letters }).into_response())
}

/// Chooses which notices the user gets. Needs a full authentication within the last five minutes.
#[utoipa::path(put, path = "/authentication/letters", tag = "account", request_body = LettersBody,
    responses((status = 204, description = "Noted")))]
pub async fn choose_letters(Full(who): Full, visitor: Visitor, body: Body<LettersBody>) -> Answer {
    let optional = body.fields.optional_letters;
    body.checked(Ok(()))?;
    accounts::choose_letters(visitor.services(), &who, optional, visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
