//! Recovery codes in the JSON API.

use axum::{Json, response::IntoResponse};
use latchkey_core::{
    domain::recovery::RecoveryCode,
    second_factors::{self, Kept},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{caller::Full, problem::Problem, refusal::Answer, visitor::Visitor};

/// Recovery codes, returned only once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodes {
    /// Ten codes.
    recovery_codes: Vec<String>,
}

impl RecoveryCodes {
    /// Formats these codes in groups for display.
    pub fn of(codes: &[RecoveryCode]) -> Json<Self> {
        Json(Self { recovery_codes: codes.iter().map(RecoveryCode::grouped).collect() })
    }
}

/// Makes new recovery codes and invalidates the old ones. Needs a full authentication within the last five minutes.
#[utoipa::path(post, path = "/2fa/recovery-codes", tag = "2fa",
    responses((status = 200, description = "Recovery codes, told once", body = RecoveryCodes),
        (status = 409, description = "Two-factor authentication is off", body = Problem, content_type = "application/problem+json")))]
pub async fn recovery_codes(Full(who): Full, visitor: Visitor) -> Answer {
    let codes = second_factors::replace_recovery_codes(visitor.services(), &who, visitor.client()).await?;
    second_factors::confirm_recovery_codes(visitor.services(), &who, Kept::Ticked).await?;
    Ok(RecoveryCodes::of(&codes).into_response())
}
