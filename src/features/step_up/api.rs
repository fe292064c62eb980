//! Step-up in the JSON API.

use axum::Json;
use latchkey_core::step_up;

use crate::{
    features::{proof::PasswordAndProofBody, user::User},
    http::{body::Body, refusal::Answer, visitor::Visitor},
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
        body.demand_none_of(&[typed.two_factor_authentication_code.as_deref(), typed.recovery_code.as_deref()]);
    }
    body.checked(typed.check_password())?;
    let (who, tokens) = step_up::step_up(visitor.services(), &who, typed.all_factors(&visitor)).await?;
    Ok(visitor.with_session(&tokens, Json(User::from(who.account()))))
}
