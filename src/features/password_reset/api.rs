//! A password reset in the JSON API.

use axum::{Json, http::StatusCode, response::IntoResponse};
use latchkey_core::{
    password_reset::{self, NewPasswordByReset},
    sign_in,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    features::{
        passkeys::api::PasskeyRequest,
        proof::{PROOFS, proof},
    },
    http::{
        body::{Body, ForeignObject},
        problem::Problem,
        refusal::Answer,
        visitor::Visitor,
    },
};

/// The code of a reset's link, the new password and, with two-factor authentication, the second factor.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordResetBody {
    /// What the link ends with, behind the `#`.
    reset_code: String,
    /// The new password: at least 15 code points, at most 1,024 bytes.
    new_password: String,
    /// Six digits; eight for some authenticators that came along from another product. Spaces are ignored.
    #[schema(nullable = false)]
    two_factor_authentication_code: Option<String>,
    /// 24 letters and digits. Hyphens, spaces and case are ignored.
    #[schema(nullable = false)]
    recovery_code: Option<String>,
    /// What `navigator.credentials.get` returned, as JSON, for the options of `reset/passkey`.
    #[schema(value_type = Object, nullable = false, required = false)]
    passkey: ForeignObject,
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
    let (code, recovery_code) = (typed.two_factor_authentication_code.as_deref(), typed.recovery_code.as_deref());
    let given = [code, recovery_code, typed.passkey.text()];
    match account {
        Some(account) if account.two_factor => body.demand_one_of(&PROOFS, &given),
        Some(_) => body.demand_none_of(&given),
        None => {}
    }
    body.checked(password_reset::parsed(&typed.reset_code).map(drop))?;
    let proof = proof(code, recovery_code, &typed.passkey);
    let reset = NewPasswordByReset { code: &typed.reset_code, password: &typed.new_password, proof };
    password_reset::reset_password(visitor.services(), reset, visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The code of a reset's link.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResetCodeBody {
    /// What the link ends with, behind the `#`.
    reset_code: String,
}

/// What a passkey of the user is asked for a new password: its answer goes to `reset`. Good for five minutes, once.
#[utoipa::path(post, path = "/authentication/password/reset/passkey", tag = "account", request_body = ResetCodeBody,
    responses((status = 200, description = "Options for `navigator.credentials.get`", body = PasskeyRequest),
        (status = 404, description = "The user has no passkey", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "The link was used, replaced, or has expired", body = Problem, content_type = "application/problem+json")))]
pub async fn ask_to_reset(visitor: Visitor, body: Body<ResetCodeBody>) -> Answer {
    let code = body.fields.reset_code.clone();
    body.checked(password_reset::parsed(&code).map(drop))?;
    let asked = sign_in::ask_for_reset(visitor.services(), &code, visitor.client()).await?;
    Ok(Json(PasskeyRequest::from(&asked)).into_response())
}
