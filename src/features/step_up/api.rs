//! Stepping up by the API.

use axum::Json;
use latchkey_core::{
    AuthError,
    domain::{invalid::Invalid, password::Password},
    sessions::{self, AllFactors},
    sign_in::Proof,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    features::{
        account::api::User,
        sign_in::api::{CODE, proof},
    },
    http::{body::Body, refusal::Answer, visitor::Visitor},
};

/// The password, with a code or a recovery code.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordAndProofBody {
    /// The password.
    password: String,
    /// Six digits; spaces do not matter.
    #[schema(nullable = false)]
    two_factor_authentication_code: Option<String>,
    /// 24 letters and digits; hyphens, spaces and case do not matter.
    #[schema(nullable = false)]
    recovery_code: Option<String>,
}

impl PasswordAndProofBody {
    /// Whether this could be a password, for the complaint that comes with those about other fields.
    pub fn check_password(&self) -> Result<(), AuthError> {
        Password::parse(&self.password).map(drop).map_err(|error| Invalid::from(error).into())
    }

    /// What was given to prove the second factor.
    pub fn proof(&self) -> Proof<'_> {
        proof(&self.two_factor_authentication_code, &self.recovery_code)
    }

    /// Demands a code or a recovery code, and not both.
    pub fn demand_proof(body: &mut Body<Self>) {
        let Self { two_factor_authentication_code, recovery_code, .. } = body.fields.clone();
        body.demand_one_of(CODE, two_factor_authentication_code.as_deref(), recovery_code.as_deref());
    }

    /// As the deeds want it.
    pub fn all_factors<'a>(&'a self, visitor: &'a Visitor) -> AllFactors<'a> {
        AllFactors { password: &self.password, proof: self.proof(), client: visitor.client() }
    }
}

/// Proves every factor afresh, which allows factors to be changed for five minutes.
#[utoipa::path(post, path = "/authentication/step-up", tag = "authentication", request_body = PasswordAndProofBody,
    responses((status = 200, description = "The user, with new cookies", body = User)))]
pub async fn step_up(visitor: Visitor, mut body: Body<PasswordAndProofBody>) -> Answer {
    let who = visitor.full_session()?;
    let typed = body.fields.clone();
    // Without a second factor the password is all there is to prove.
    if who.account.two_factor {
        PasswordAndProofBody::demand_proof(&mut body);
    } else {
        body.demand_none_of(&[typed.two_factor_authentication_code.as_deref(), typed.recovery_code.as_deref()]);
    }
    body.checked(typed.check_password())?;
    let (who, tokens) = sessions::step_up(visitor.services(), &who, typed.all_factors(&visitor)).await?;
    Ok(visitor.with_session(&tokens, Json(User::from(&who.account))))
}
