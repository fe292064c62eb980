//! A password reset in the JSON API.

use axum::http::StatusCode;
use axum::response::IntoResponse;
use latchkey_core::password_reset::{self, NewPasswordByReset};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    features::proof::{CODE, RECOVERY_CODE, proof},
    http::{body::Body, problem::Problem, refusal::Answer, visitor::Visitor},
};

/// The code of a reset's link, the new password and, with two-factor authentication, the second factor.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordResetBody {
    /// What the link ends with, behind the `#`.
    reset_code: String,
    /// The new password: at least 15 code points, at most 1,024 bytes.
    new_password: String,
    /// Six digits. Spaces are ignored.
    #[schema(nullable = false)]
    two_factor_authentication_code: Option<String>,
    /// 24 letters and digits. Hyphens, spaces and case are ignored.
    #[schema(nullable = false)]
    recovery_code: Option<String>,
}

/// Replaces the password by the one-time link of an operator, and opens the seal. Ends all sessions, and signs nobody in.
#[utoipa::path(post, path = "/authentication/password/reset", tag = "account", request_body = PasswordResetBody,
    responses((status = 204, description = "Replaced"),
        (status = 410, description = "The link was used, replaced, or has expired", body = Problem, content_type = "application/problem+json")))]
pub async fn reset_password(visitor: Visitor, mut body: Body<PasswordResetBody>) -> Answer {
    let typed = body.fields.clone();
    let account = match password_reset::parsed(&typed.reset_code) {
        Ok(_) => Some(password_reset::account(visitor.services(), &typed.reset_code).await?),
        // Told below, together with what else is wrong.
        Err(_) => None,
    };
    let given = [typed.two_factor_authentication_code.as_deref(), typed.recovery_code.as_deref()];
    match account {
        Some(account) if account.two_factor => body.demand_one_of([CODE, RECOVERY_CODE], given),
        Some(_) => body.demand_none_of(&given),
        None => {}
    }
    body.checked(password_reset::parsed(&typed.reset_code).map(drop))?;
    let proof = proof(&typed.two_factor_authentication_code, &typed.recovery_code);
    let reset = NewPasswordByReset { code: &typed.reset_code, password: &typed.new_password, proof };
    password_reset::reset_password(visitor.services(), reset, visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
