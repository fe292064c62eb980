//! Signing in with the JSON API: one step, or two with a second factor.

use axum::{Json, http::header, response::IntoResponse};
use latchkey_core::sign_in::{self, Credentials, SecondStep, SignedIn, Ways};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    features::{
        passkeys::api::PasskeyRequest,
        proof::{PROOFS, proof},
        user::User,
    },
    http::{
        body::{Body, ForeignObject},
        cookies::{self, Name},
        problem::Problem,
        refusal::Answer,
        visitor::Visitor,
    },
};

/// Methods of the second factor by these ways.
fn methods(ways: Ways) -> Vec<&'static str> {
    let of_account = [(ways.passkey, "passkey"), (ways.code, "totp"), (true, "recoveryCode")];
    of_account.into_iter().filter_map(|(has, name)| has.then_some(name)).collect()
}

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
    /// Accepted methods of this account: `passkey`, `totp`, `recoveryCode`.
    methods: Vec<&'static str>,
}

/// The account is sealed: the second factor and a new password are needed, at `/authentication/unseal`.
#[derive(Serialize, ToSchema)]
pub struct AccountSealed {
    /// Always true.
    sealed: bool,
    /// Accepted methods of this account: `passkey`, `totp`, `recoveryCode`.
    methods: Vec<&'static str>,
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
        SignedIn::SecondFactorRequired(pending, ways) => {
            let answer = SecondFactorRequired { second_factor_required: true, methods: methods(ways) };
            let cookie = cookies::pending(&pending, visitor.origin());
            Ok(([(header::SET_COOKIE, cookie)], Json(answer)).into_response())
        }
        SignedIn::Sealed(pending, ways) => {
            let answer = AccountSealed { sealed: true, methods: methods(ways) };
            let cookie = cookies::pending(&pending, visitor.origin());
            Ok(([(header::SET_COOKIE, cookie)], Json(answer)).into_response())
        }
    }
}

/// What a passkey has signed.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyBody {
    /// What `navigator.credentials.get` returned, as JSON.
    #[schema(value_type = Object)]
    pub passkey: ForeignObject,
}

/// What a passkey is asked, to log in by it alone. Says nothing of any account. Good for five minutes, once.
#[utoipa::path(post, path = "/authentication/log-in/passkey/options", tag = "authentication",
    responses((status = 200, description = "Options for `navigator.credentials.get`", body = PasskeyRequest),
        (status = 409, description = "This service can have no passkeys at its address", body = Problem, content_type = "application/problem+json")))]
pub async fn ask_anybody(visitor: Visitor) -> Answer {
    let asked = sign_in::ask_anybody(visitor.services(), visitor.client()).await?;
    Ok(Json(PasskeyRequest::from(&asked)).into_response())
}

/// Logs in by a passkey alone: its authenticator has recognised its person, so it is both factors.
#[utoipa::path(post, path = "/authentication/log-in/passkey", tag = "authentication", request_body = PasskeyBody,
    responses((status = 200, description = "The user with the cookies of a session", body = User),
        (status = 403, description = "The account is sealed: its password and a second factor open it; or the request came from another site", body = Problem, content_type = "application/problem+json")))]
pub async fn log_in_by_passkey(visitor: Visitor, body: Body<PasskeyBody>) -> Answer {
    let signed = body.fields.passkey.clone();
    body.checked(Ok(()))?;
    let answer = signed.text().unwrap_or_default();
    let (account, tokens) = sign_in::by_passkey(visitor.services(), answer, visitor.client()).await?;
    visitor.end_former_session().await;
    Ok(visitor.with_session(&tokens, Json(User::from(&account))))
}

/// What a passkey of the user is asked for the second step: its answer goes to `authenticate` or `unseal`. Good for five minutes, once.
#[utoipa::path(post, path = "/2fa/authenticate/passkey", tag = "2fa",
    responses((status = 200, description = "Options for `navigator.credentials.get`", body = PasskeyRequest),
        (status = 404, description = "The user has no passkey", body = Problem, content_type = "application/problem+json")))]
pub async fn ask_for_second_step(visitor: Visitor) -> Answer {
    let pending = visitor.pending()?;
    let asked = sign_in::ask_for_second_step(visitor.services(), &pending, visitor.client()).await?;
    Ok(Json(PasskeyRequest::from(&asked)).into_response())
}

/// An authenticator code, a recovery code or what a passkey has signed: one of them.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuthenticateBody {
    /// Six digits; eight for some authenticators that came along from another product. Spaces are ignored.
    #[schema(nullable = false)]
    two_factor_authentication_code: Option<String>,
    /// 24 letters and digits. Hyphens, spaces and case are ignored.
    #[schema(nullable = false)]
    recovery_code: Option<String>,
    /// What `navigator.credentials.get` returned, as JSON, for the options of `authenticate/passkey`.
    #[schema(value_type = Object, nullable = false, required = false)]
    passkey: ForeignObject,
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
    let (code, recovery_code) = (typed.two_factor_authentication_code.as_deref(), typed.recovery_code.as_deref());
    body.demand_one_of(&PROOFS, &[code, recovery_code, typed.passkey.text()]);
    body.checked(Ok(()))?;
    let proof = proof(code, recovery_code, &typed.passkey);
    let typed = SecondStep { proof, trusts_browser: typed.trust_browser };
    let (account, tokens) = sign_in::by_second_factor(visitor.services(), &pending, typed, visitor.client()).await?;
    let answer = visitor.without(&[Name::Pending], Json(User::from(&account)));
    Ok(visitor.with_session(&tokens, answer))
}
