//! The wait for lost second factors in the JSON API.

use axum::{Json, http::StatusCode, response::IntoResponse};
use latchkey_core::sign_in::recovery_wait::{self, Begun};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::{body::Body, caller::Full, problem::Problem, refusal::Answer, visitor::Visitor};

/// A wait for lost second factors.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Recovery {
    /// RFC 3339: when the second factors are taken off. Null: there is no wait, or it waits for its letter.
    #[schema(format = DateTime)]
    due_at: Option<String>,
}

impl Recovery {
    fn answer(due: Option<latchkey_core::domain::time::Timestamp>) -> Json<Self> {
        Json(Self { due_at: due.map(|due| due.to_string()) })
    }
}

/// Begins the wait after which the second factors are taken off, for whoever has given the password and has lost them; where the service sends
/// mail, asks for the letter by which it begins.
#[utoipa::path(post, path = "/2fa/recovery/begin", tag = "2fa",
    responses((status = 202, description = "The wait, or a letter is on its way", body = Recovery),
        (status = 404, description = "This service has no such wait", body = Problem, content_type = "application/problem+json")))]
pub async fn begin_recovery(visitor: Visitor) -> Answer {
    let pending = visitor.pending()?;
    let begun = recovery_wait::begin(visitor.services(), &pending, visitor.client()).await?;
    let due = match begun {
        Begun::Until(due) => Some(due),
        Begun::Asked => None,
    };
    Ok((StatusCode::ACCEPTED, Recovery::answer(due)).into_response())
}

/// The code of a letter's link.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BeginRecoveryBody {
    /// What the link of the letter ends with, behind the `#`.
    letter_code: String,
}

/// Begins the wait by the link of its letter.
#[utoipa::path(post, path = "/2fa/recovery/confirm", tag = "2fa", request_body = BeginRecoveryBody,
    responses((status = 202, description = "The wait", body = Recovery),
        (status = 404, description = "This service has no such wait", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "The link has expired, or the password was changed", body = Problem, content_type = "application/problem+json")))]
pub async fn begin_recovery_by_link(visitor: Visitor, body: Body<BeginRecoveryBody>) -> Answer {
    let code = body.fields.letter_code.clone();
    body.checked(latchkey_core::mail::check_code(&code))?;
    let due = recovery_wait::begin_by_link(visitor.services(), &code, visitor.client()).await?;
    Ok((StatusCode::ACCEPTED, Recovery::answer(Some(due))).into_response())
}

/// Tells whether somebody waits for the user's second factors to be taken off.
#[utoipa::path(get, path = "/2fa/recovery", tag = "2fa", responses((status = 200, description = "The wait", body = Recovery)))]
pub async fn recovery(Full(who): Full, visitor: Visitor) -> Answer {
    Ok(Recovery::answer(recovery_wait::under_way(visitor.services(), who.account()).await?).into_response())
}

/// Stops the wait.
#[utoipa::path(delete, path = "/2fa/recovery", tag = "2fa", responses((status = 204, description = "There is none any more")))]
pub async fn stop_recovery(Full(who): Full, visitor: Visitor) -> Answer {
    recovery_wait::cancel(visitor.services(), &who, visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
