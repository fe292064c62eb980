//! What programs send to prove factors, the same wherever they are asked for.

use latchkey_core::{
    AuthError,
    domain::{invalid::Invalid, password::Password},
    sign_in::Proof,
    step_up::AllFactors,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::{body::Body, visitor::Visitor};

/// The name of the field for a code of the authenticator.
pub const CODE: &str = "twoFactorAuthenticationCode";

/// A code of the authenticator or a recovery code: one of the two.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProofBody {
    /// Six digits; spaces do not matter.
    #[schema(nullable = false)]
    pub two_factor_authentication_code: Option<String>,
    /// 24 letters and digits; hyphens, spaces and case do not matter.
    #[schema(nullable = false)]
    pub recovery_code: Option<String>,
}

/// What was given to prove the second factor.
pub fn proof<'a>(code: &'a Option<String>, recovery_code: &'a Option<String>) -> Proof<'a> {
    match recovery_code {
        Some(code) => Proof::RecoveryCode(code),
        None => Proof::Code(code.as_deref().unwrap_or_default()),
    }
}

/// The password, with a code or a recovery code.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordAndProofBody {
    /// The password.
    pub password: String,
    /// Six digits; spaces do not matter.
    #[schema(nullable = false)]
    pub two_factor_authentication_code: Option<String>,
    /// 24 letters and digits; hyphens, spaces and case do not matter.
    #[schema(nullable = false)]
    pub recovery_code: Option<String>,
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
