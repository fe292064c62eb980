//! The password in the JSON API.

use axum::{Json, http::StatusCode};
use latchkey_core::accounts::{self, PasswordChange};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    features::{
        proof::{PROOFS, proof},
        user::User,
    },
    http::{
        body::{Body, ForeignObject},
        caller::Full,
        problem::Problem,
        refusal::Answer,
        visitor::Visitor,
    },
};

/// The present password, the new one and, with two-factor authentication, the second factor.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordBody {
    /// The present password. Not looked at beside a passkey.
    #[schema(required = false)]
    password: String,
    /// The new one: at least 15 code points, at most 1,024 bytes.
    new_password: String,
    /// Six digits; eight for some authenticators that came along from another product. Spaces are ignored.
    #[schema(nullable = false)]
    two_factor_authentication_code: Option<String>,
    /// 24 letters and digits. Hyphens, spaces and case are ignored.
    #[schema(nullable = false)]
    recovery_code: Option<String>,
    /// What `navigator.credentials.get` returned, as JSON, for the options of `step-up/passkey`.
    #[schema(value_type = Object, nullable = false, required = false)]
    passkey: ForeignObject,
}

/// Changes the password, or gives one to a user without. All other sessions of the user end.
#[utoipa::path(post, path = "/authentication/password", tag = "account", request_body = PasswordBody,
    responses((status = 200, description = "The user, with new cookies", body = User),
        (status = 409, description = "The user has no password, and gives no passkey", body = Problem, content_type = "application/problem+json")))]
pub async fn change_password(visitor: Visitor, mut body: Body<PasswordBody>) -> Answer {
    let who = visitor.full_session()?;
    let typed = body.fields.clone();
    let (code, recovery_code) = (typed.two_factor_authentication_code.as_deref(), typed.recovery_code.as_deref());
    let given = [code, recovery_code, typed.passkey.text()];
    if who.account().two_factor {
        body.demand_one_of(&PROOFS, &given);
    } else {
        body.demand_none_of(&given);
    }
    body.checked(Ok(()))?;
    let proof = proof(code, recovery_code, &typed.passkey);
    let change = PasswordChange { current: &typed.password, new: &typed.new_password, proof };
    let tokens = accounts::change_password(visitor.services(), &who, change, visitor.client()).await?;
    Ok(visitor.with_session(&tokens, Json(User::from(who.account()))))
}

/// Takes the password off: passkeys alone log in then. Needs `step-up` within the last five minutes. All other sessions of the user end.
#[utoipa::path(delete, path = "/authentication/password", tag = "account",
    responses((status = 204, description = "Taken off, with new cookies"),
        (status = 409, description = "There is none, or the user has neither two passkeys nor one and a recovery code", body = Problem, content_type = "application/problem+json")))]
pub async fn remove_password(Full(who): Full, visitor: Visitor) -> Answer {
    let tokens = accounts::remove_password(visitor.services(), &who, visitor.client()).await?;
    Ok(visitor.with_session(&tokens, StatusCode::NO_CONTENT))
}
