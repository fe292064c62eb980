//! The checkup in the JSON API.

use axum::{Json, http::StatusCode, response::IntoResponse};
use latchkey_core::second_factors;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    features::two_factor::api::CodeBody,
    http::{body::Body, caller::Full, problem::Problem, refusal::Answer, visitor::Visitor},
};

/// Whether the user should be asked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Checkup {
    /// True if the user should show a code now, and be asked whether the recovery codes can be found.
    is_due: bool,
}

/// Tells whether a checkup is due: some weeks after turning two-factor authentication on, and then yearly.
#[utoipa::path(get, path = "/2fa/checkup", tag = "2fa", responses((status = 200, description = "Whether it is due", body = Checkup)))]
pub async fn checkup(Full(who): Full, visitor: Visitor) -> Answer {
    let is_due = second_factors::checkup_is_due(visitor.services(), &who).await?;
    Ok(Json(Checkup { is_due }).into_response())
}

/// Takes a code of a user who has said that the recovery codes can be found. The next checkup is due in a year.
#[utoipa::path(post, path = "/2fa/checkup", tag = "2fa", request_body = CodeBody,
    responses((status = 204, description = "Noted"),
        (status = 409, description = "Two-factor authentication is off", body = Problem, content_type = "application/problem+json")))]
pub async fn check_up(Full(who): Full, visitor: Visitor, body: Body<CodeBody>) -> Answer {
    let code = body.fields.two_factor_authentication_code.clone();
    body.checked(Ok(()))?;
    second_factors::check_up(visitor.services(), &who, &code, visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Puts the checkup off for a week.
#[utoipa::path(post, path = "/2fa/checkup/later", tag = "2fa",
    responses((status = 204, description = "Put off"),
        (status = 409, description = "Two-factor authentication is off", body = Problem, content_type = "application/problem+json")))]
pub async fn put_off(Full(who): Full, visitor: Visitor) -> Answer {
    second_factors::put_checkup_off(visitor.services(), &who, visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
