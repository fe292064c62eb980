//! Fields of the JSON API that prove factors, shared by several operations.

use latchkey_core::{
    AuthError,
    domain::{invalid::Invalid, password::Password},
    sign_in::Proof,
    step_up::AllFactors,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::{
    body::{Body, ForeignObject},
    visitor::Visitor,
};

/// Name of the field for an authenticator code.
pub const CODE: &str = "twoFactorAuthenticationCode";
/// The name of the field for a recovery code.
pub const RECOVERY_CODE: &str = "recoveryCode";
/// The name of the field for what a passkey has signed.
pub const PASSKEY: &str = "passkey";
/// The fields of which one proves the second factor.
pub const PROOFS: [&str; 3] = [CODE, RECOVERY_CODE, PASSKEY];

/// The given second factor.
pub fn proof<'a>(code: Option<&'a str>, recovery_code: Option<&'a str>, passkey: &'a ForeignObject) -> Proof<'a> {
    match (passkey.text(), recovery_code) {
        (Some(signed), _) => Proof::Passkey(signed),
        (None, Some(code)) => Proof::RecoveryCode(code),
        (None, None) => Proof::Code(code.unwrap_or_default()),
    }
}

/// The password, and an authenticator code, a recovery code or a passkey; beside a passkey the password may be left out.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordAndProofBody {
    /// The password. Not looked at beside a passkey.
    #[schema(required = false)]
    pub password: String,
    /// Six digits; eight for some authenticators that came along from another product. Spaces are ignored.
    #[schema(nullable = false)]
    pub two_factor_authentication_code: Option<String>,
    /// 24 letters and digits. Hyphens, spaces and case are ignored.
    #[schema(nullable = false)]
    pub recovery_code: Option<String>,
    /// What `navigator.credentials.get` returned, as JSON, for the options of `step-up/passkey`.
    #[schema(value_type = Object, nullable = false, required = false)]
    pub passkey: ForeignObject,
}

impl PasswordAndProofBody {
    /// Validates the password's form, so that its error is reported together with those of other fields.
    pub fn check_password(&self) -> Result<(), AuthError> {
        if self.passkey.text().is_some() {
            return Ok(());
        }
        Password::parse(&self.password).map(drop).map_err(|error| Invalid::from(error).into())
    }

    /// The proofs that are given.
    pub fn given(&self) -> [Option<&str>; 3] {
        [self.two_factor_authentication_code.as_deref(), self.recovery_code.as_deref(), self.passkey.text()]
    }

    /// The given second factor.
    pub fn proof(&self) -> Proof<'_> {
        let [code, recovery_code, _] = self.given();
        proof(code, recovery_code, &self.passkey)
    }

    /// Requires exactly one proof.
    pub fn demand_proof(body: &mut Body<Self>) {
        let typed = body.fields.clone();
        body.demand_one_of(&PROOFS, &typed.given());
    }

    /// Converts to the argument of the deeds.
    pub fn all_factors<'a>(&'a self, visitor: &'a Visitor) -> AllFactors<'a> {
        AllFactors { password: &self.password, proof: self.proof(), client: visitor.client() }
    }
}
