//! Step-up in the JSON API.

use axum::{Json, response::IntoResponse};
use latchkey_core::{sign_in, step_up};

use crate::{
    features::{passkeys::api::PasskeyRequest, proof::PasswordAndProofBody, user::User},
    http::{body::Body, caller::Full, problem::Problem, refusal::Answer, visitor::Visitor},
};

/// Proves all factors again. Factors may then be changed for five minutes.
#[utoipa::path(post, path = "/authentication/step-up", tag = "authentication", request_body = PasswordAndProofBody,
    responses((status = 200, description = "The user, with new cookies", body = User)))]
pub async fn step_up(visitor: Visitor, mut body: Body<PasswordAndProofBody>) -> Answer {
    let who = visitor.full_session()?;
    let typed = body.fields.clone();
    // Without a second factor, only the password has to be proved.
    if who.account().two_factor {
        PasswordAndProofBody::demand_proof(&mut body);
    } else {
        body.demand_none_of(&typed.given());
    }
    body.checked(typed.check_password())?;
    let (who, tokens) = step_up::step_up(visitor.services(), &who, typed.all_factors(&visitor)).await?;
    Ok(visitor.with_session(&tokens, Json(User::from(who.account()))))
}

/// What a passkey is asked, to prove all factors again: its answer goes to `step-up`, or to what else asks for every factor. Good for five
/// minutes, once, in this session.
#[utoipa::path(post, path = "/authentication/step-up/passkey", tag = "authentication",
    responses((status = 200, description = "Options for `navigator.credentials.get`", body = PasskeyRequest),
        (status = 404, description = "The user has no passkey", body = Problem, content_type = "application/problem+json")))]
pub async fn ask(Full(who): Full, visitor: Visitor) -> Answer {
    let asked = sign_in::ask_for_step_up(visitor.services(), &who, visitor.client()).await?;
    Ok(Json(PasskeyRequest::from(&asked)).into_response())
}
