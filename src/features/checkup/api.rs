//! The checkup in the JSON API.

use axum::{Json, http::StatusCode, response::IntoResponse};
use latchkey_core::second_factors;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    features::proof::{CODE, PASSKEY, proof},
    http::{
        body::{Body, ForeignObject},
        caller::Full,
        problem::Problem,
        refusal::Answer,
        visitor::Visitor,
    },
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

/// An authenticator code, or what a passkey has signed: one of them.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CheckupBody {
    /// Six digits; eight for some authenticators that came along from another product. Spaces are ignored.
    #[schema(nullable = false)]
    two_factor_authentication_code: Option<String>,
    /// What `navigator.credentials.get` returned, as JSON, for the options of `step-up/passkey`.
    #[schema(value_type = Object, nullable = false, required = false)]
    passkey: ForeignObject,
}

/// Takes a code or a passkey of a user who has said that the recovery codes can be found. The next checkup is due in a year.
#[utoipa::path(post, path = "/2fa/checkup", tag = "2fa", request_body = CheckupBody,
    responses((status = 204, description = "Noted"),
        (status = 409, description = "Two-factor authentication is off", body = Problem, content_type = "application/problem+json")))]
pub async fn check_up(Full(who): Full, visitor: Visitor, mut body: Body<CheckupBody>) -> Answer {
    let typed = body.fields.clone();
    let code = typed.two_factor_authentication_code.as_deref();
    body.demand_one_of(&[CODE, PASSKEY], &[code, typed.passkey.text()]);
    body.checked(Ok(()))?;
    let proof = proof(code, None, &typed.passkey);
    second_factors::check_up(visitor.services(), &who, proof, visitor.client()).await?;
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
