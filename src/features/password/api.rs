//! The password in the JSON API.

use axum::Json;
use latchkey_core::accounts::{self, PasswordChange};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    features::{
        proof::{CODE, RECOVERY_CODE, proof},
        user::User,
    },
    http::{body::Body, refusal::Answer, visitor::Visitor},
};

/// The present password, the new one and, with two-factor authentication, the second factor.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordBody {
    /// The present password.
    password: String,
    /// The new one: at least 15 code points, at most 1,024 bytes.
    new_password: String,
    /// Six digits. Spaces are ignored.
    #[schema(nullable = false)]
    two_factor_authentication_code: Option<String>,
    /// 24 letters and digits. Hyphens, spaces and case are ignored.
    #[schema(nullable = false)]
    recovery_code: Option<String>,
}

/// Changes the password. All other sessions of the user end.
#[utoipa::path(post, path = "/authentication/password", tag = "account", request_body = PasswordBody,
    responses((status = 200, description = "The user, with new cookies", body = User)))]
pub async fn change_password(visitor: Visitor, mut body: Body<PasswordBody>) -> Answer {
    let who = visitor.full_session()?;
    let typed = body.fields.clone();
    let given = [typed.two_factor_authentication_code.as_deref(), typed.recovery_code.as_deref()];
    if who.account().two_factor {
        body.demand_one_of([CODE, RECOVERY_CODE], given);
    } else {
        body.demand_none_of(&given);
    }
    body.checked(Ok(()))?;
    let proof = proof(&typed.two_factor_authentication_code, &typed.recovery_code);
    let change = PasswordChange { current: &typed.password, new: &typed.new_password, proof };
    let tokens = accounts::change_password(visitor.services(), &who, change, visitor.client()).await?;
    Ok(visitor.with_session(&tokens, Json(User::from(who.account()))))
}
