//! Signing in with the JSON API: one step, or two with a second factor.

use axum::{Json, http::header, response::IntoResponse};
use latchkey_core::sign_in::{self, Credentials, SecondStep, SignedIn};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    features::{
        proof::{CODE, RECOVERY_CODE, proof},
        user::User,
    },
    http::{
        body::Body,
        cookies::{self, Name},
        refusal::Answer,
        visitor::Visitor,
    },
};

/// Methods of the second factor.
const METHODS: [&str; 2] = ["totp", "recoveryCode"];

/// The credentials.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogInBody {
    /// The e-mail address.
    email: String,
    /// The password.
    password: String,
}

/// The second factor is needed. Contains nothing about the user yet.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SecondFactorRequired {
    /// Always true.
    second_factor_required: bool,
    /// Accepted methods: `totp`, `recoveryCode`.
    methods: [&'static str; 2],
}

/// The account is sealed: the second factor and a new password are needed, at `/authentication/unseal`.
#[derive(Serialize, ToSchema)]
pub struct AccountSealed {
    /// Always true.
    sealed: bool,
    /// Accepted methods: `totp`, `recoveryCode`.
    methods: [&'static str; 2],
}

/// A user, or the request for a second factor.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum LogInAnswer {
    /// Signed in.
    User(User),
    /// The second factor is needed.
    SecondFactorRequired(SecondFactorRequired),
    /// The account is sealed.
    Sealed(AccountSealed),
}

/// Signs in. With two-factor authentication on, this is the first of two steps.
#[utoipa::path(post, path = "/authentication/log-in", tag = "authentication", request_body = LogInBody,
    responses((status = 200, description = "The user with the cookies of a session, or the request for the second factor with a pending cookie", body = LogInAnswer)))]
pub async fn log_in(visitor: Visitor, body: Body<LogInBody>) -> Answer {
    let LogInBody { email, password } = body.fields.clone();
    let typed = Credentials { email: &email, password: &password };
    body.checked(typed.check())?;
    let signed_in = sign_in::by_password(visitor.services(), typed, visitor.client()).await?;
    visitor.end_former_session().await;
    match signed_in {
        SignedIn::Fully(account, tokens) => Ok(visitor.with_session(&tokens, Json(User::from(&*account)))),
        SignedIn::SecondFactorRequired(pending) => {
            let answer = SecondFactorRequired { second_factor_required: true, methods: METHODS };
            let cookie = cookies::pending(&pending, visitor.origin());
            Ok(([(header::SET_COOKIE, cookie)], Json(answer)).into_response())
        }
        SignedIn::Sealed(pending) => {
            let answer = AccountSealed { sealed: true, methods: METHODS };
            let cookie = cookies::pending(&pending, visitor.origin());
            Ok(([(header::SET_COOKIE, cookie)], Json(answer)).into_response())
        }
    }
}

/// An authenticator code or a recovery code, but not both.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuthenticateBody {
    /// Six digits. Spaces are ignored.
    #[schema(nullable = false)]
    two_factor_authentication_code: Option<String>,
    /// 24 letters and digits. Hyphens, spaces and case are ignored.
    #[schema(nullable = false)]
    recovery_code: Option<String>,
    /// True to trust this client in place of the second factor from now on, as long as the service allows: a cookie tells it. Nothing comes
    /// of it where the service allows none.
    #[serde(default)]
    trust_browser: bool,
}

/// The second step of signing in.
#[utoipa::path(post, path = "/2fa/authenticate", tag = "2fa", request_body = AuthenticateBody,
    responses((status = 200, description = "The user, with the cookies of a session", body = User)))]
pub async fn authenticate(visitor: Visitor, mut body: Body<AuthenticateBody>) -> Answer {
    let pending = visitor.pending()?;
    let typed = body.fields.clone();
    body.demand_one_of([CODE, RECOVERY_CODE], [typed.two_factor_authentication_code.as_deref(), typed.recovery_code.as_deref()]);
    body.checked(Ok(()))?;
    let proof = proof(&typed.two_factor_authentication_code, &typed.recovery_code);
    let typed = SecondStep { proof, trusts_browser: typed.trust_browser };
    let (account, tokens) = sign_in::by_second_factor(visitor.services(), &pending, typed, visitor.client()).await?;
    let answer = visitor.without(&[Name::Pending], Json(User::from(&account)));
    Ok(visitor.with_session(&tokens, answer))
}
