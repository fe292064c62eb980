//! Confirming another e-mail address in the JSON API. What asks for it is `account::api::change`.

use axum::{Json, response::IntoResponse};
use latchkey_core::{accounts, mail};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    features::user::User,
    http::{body::Body, caller::Full, problem::Problem, refusal::Answer, visitor::Visitor},
};

/// The code of a letter's link.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmEmailBody {
    /// What the link of the letter ends with, behind the `#`.
    letter_code: String,
}

/// Takes the e-mail address that a letter went to. All other sessions end.
#[utoipa::path(post, path = "/authentication/email/confirm", tag = "account", request_body = ConfirmEmailBody,
    responses((status = 200, description = "The user as changed, with new cookies", body = User),
        (status = 403, description = "The link is for another account, or the request came from another site", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The address has an account by now", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "The link was used, replaced, or has expired", body = Problem, content_type = "application/problem+json")))]
pub async fn confirm_email(Full(who): Full, visitor: Visitor, body: Body<ConfirmEmailBody>) -> Answer {
    let code = body.fields.letter_code.clone();
    body.checked(mail::check_code(&code))?;
    let (account, tokens) = accounts::confirm_email(visitor.services(), &who, &code, visitor.client()).await?;
    Ok(visitor.with_session(&tokens, Json(User::from(&account)).into_response()))
}
