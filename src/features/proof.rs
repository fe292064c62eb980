//! Fields of the JSON API that prove factors, shared by several operations.

use latchkey_core::{
    AuthError,
    domain::{invalid::Invalid, password::Password},
    sign_in::Proof,
    step_up::AllFactors,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::{body::Body, visitor::Visitor};

/// Name of the field for an authenticator code.
pub const CODE: &str = "twoFactorAuthenticationCode";
/// The name of the field for a recovery code.
pub const RECOVERY_CODE: &str = "recoveryCode";

/// An authenticator code or a recovery code, but not both.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProofBody {
    /// Six digits. Spaces are ignored.
    #[schema(nullable = false)]
    pub two_factor_authentication_code: Option<String>,
    /// 24 letters and digits. Hyphens, spaces and case are ignored.
    #[schema(nullable = false)]
    pub recovery_code: Option<String>,
}

/// The given second factor.
pub fn proof<'a>(code: &'a Option<String>, recovery_code: &'a Option<String>) -> Proof<'a> {
    match recovery_code {
        Some(code) => Proof::RecoveryCode(code),
        None => Proof::Code(code.as_deref().unwrap_or_default()),
    }
}

/// The password, and an authenticator code or a recovery code.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordAndProofBody {
    /// The password.
    pub password: String,
    /// Six digits. Spaces are ignored.
    #[schema(nullable = false)]
    pub two_factor_authentication_code: Option<String>,
    /// 24 letters and digits. Hyphens, spaces and case are ignored.
    #[schema(nullable = false)]
    pub recovery_code: Option<String>,
}

impl PasswordAndProofBody {
    /// Validates the password's form, so that its error is reported together with those of other fields.
    pub fn check_password(&self) -> Result<(), AuthError> {
        Password::parse(&self.password).map(drop).map_err(|error| Invalid::from(error).into())
    }

    /// The given second factor.
    pub fn proof(&self) -> Proof<'_> {
        proof(&self.two_factor_authentication_code, &self.recovery_code)
    }

    /// Requires exactly one of code and recovery code.
    pub fn demand_proof(body: &mut Body<Self>) {
        let Self { two_factor_authentication_code, recovery_code, .. } = body.fields.clone();
        body.demand_one_of([CODE, RECOVERY_CODE], [two_factor_authentication_code.as_deref(), recovery_code.as_deref()]);
    }

    /// Converts to the argument of the deeds.
    pub fn all_factors<'a>(&'a self, visitor: &'a Visitor) -> AllFactors<'a> {
        AllFactors { password: &self.password, proof: self.proof(), client: visitor.client() }
    }
}
