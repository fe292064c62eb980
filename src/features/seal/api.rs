//! The seal in the JSON API.

use axum::{Json, http::StatusCode};
use latchkey_core::{accounts, sign_in};
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
        cookies::{self, Name},
        problem::Problem,
        refusal::Answer,
        visitor::Visitor,
    },
};

/// The second factor, and a new password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UnsealBody {
    /// The new password: at least 15 code points, at most 1,024 bytes.
    new_password: String,
    /// Six digits; eight for some authenticators that came along from another product. Spaces are ignored.
    #[schema(nullable = false)]
    two_factor_authentication_code: Option<String>,
    /// 24 letters and digits. Hyphens, spaces and case are ignored.
    #[schema(nullable = false)]
    recovery_code: Option<String>,
    /// What `navigator.credentials.get` returned, as JSON, for the options of `2fa/authenticate/passkey`.
    #[schema(value_type = Object, nullable = false, required = false)]
    passkey: ForeignObject,
}

/// Seals the account: ends every session, this one too, forgets known devices, and refuses the password until the seal is opened.
/// Needs no fresh authentication.
#[utoipa::path(post, path = "/authentication/seal", tag = "account",
    responses((status = 204, description = "Sealed; the cookies are taken away"),
        (status = 409, description = "Without two-factor authentication nothing could open the seal", body = Problem, content_type = "application/problem+json")))]
pub async fn seal(Full(who): Full, visitor: Visitor) -> Answer {
    accounts::seal(visitor.services(), &who, visitor.client()).await?;
    Ok(visitor.without(&Name::ENDING, (StatusCode::NO_CONTENT, [cookies::clear_site_data()])))
}

/// Opens the seal: the second step of logging in to a sealed account, with a new password.
#[utoipa::path(post, path = "/authentication/unseal", tag = "account", request_body = UnsealBody,
    responses((status = 200, description = "The user, with the cookies of a session", body = User)))]
pub async fn unseal(visitor: Visitor, mut body: Body<UnsealBody>) -> Answer {
    let pending = visitor.pending()?;
    let typed = body.fields.clone();
    let (code, recovery_code) = (typed.two_factor_authentication_code.as_deref(), typed.recovery_code.as_deref());
    body.demand_one_of(&PROOFS, &[code, recovery_code, typed.passkey.text()]);
    body.checked(Ok(()))?;
    let proof = proof(code, recovery_code, &typed.passkey);
    let (account, tokens) = sign_in::unseal(visitor.services(), &pending, (proof, &typed.new_password), visitor.client()).await?;
    let answer = visitor.without(&[Name::Pending], Json(User::from(&account)));
    Ok(visitor.with_session(&tokens, answer))
}
