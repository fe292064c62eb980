//! Logging in by the API, in two steps where there is a second factor.

use axum::{Json, http::header, response::IntoResponse};
use latchkey_core::sign_in::{self, Credentials, SignedIn};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    features::{
        proof::{CODE, ProofBody, proof},
        user::User,
    },
    http::{
        body::Body,
        cookies::{self, Name},
        refusal::Answer,
        visitor::Visitor,
    },
};

/// What logs in.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogInBody {
    /// The address.
    email: String,
    /// The password.
    password: String,
}

/// The second factor is asked for: nothing about the user yet.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SecondFactorRequired {
    /// Always true.
    second_factor_required: bool,
    /// What will do: `totp`, `recoveryCode`.
    methods: [&'static str; 2],
}

/// A user, or the request for a second factor.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum LogInAnswer {
    /// Logged in.
    User(User),
    /// The second factor is asked for.
    SecondFactorRequired(SecondFactorRequired),
}

/// Logs in. Where two-factor authentication is on, this is the first of two steps.
#[utoipa::path(post, path = "/authentication/log-in", tag = "authentication", request_body = LogInBody,
    responses((status = 200, description = "The user with the cookies of a session, or the request for the second factor with a pending cookie", body = LogInAnswer)))]
pub async fn log_in(visitor: Visitor, body: Body<LogInBody>) -> Answer {
    let LogInBody { email, password } = body.fields.clone();
    let typed = Credentials { email: &email, password: &password };
    body.checked(typed.check())?;
    let signed_in = sign_in::by_password(visitor.services(), typed, visitor.client()).await?;
    visitor.end_former_session().await?;
    match signed_in {
        SignedIn::Fully(account, tokens) => Ok(visitor.with_session(&tokens, Json(User::from(&account)))),
        SignedIn::SecondFactorRequired(pending) => {
            let answer = SecondFactorRequired { second_factor_required: true, methods: ["totp", "recoveryCode"] };
            let cookie = cookies::pending(&pending, visitor.origin());
            Ok(([(header::SET_COOKIE, cookie)], Json(answer)).into_response())
        }
    }
}

/// The second step of logging in.
#[utoipa::path(post, path = "/2fa/authenticate", tag = "2fa", request_body = ProofBody,
    responses((status = 200, description = "The user, with the cookies of a session", body = User)))]
pub async fn authenticate(visitor: Visitor, mut body: Body<ProofBody>) -> Answer {
    let pending = visitor.pending()?;
    let typed = body.fields.clone();
    body.demand_one_of(CODE, typed.two_factor_authentication_code.as_deref(), typed.recovery_code.as_deref());
    body.checked(Ok(()))?;
    let proof = proof(&typed.two_factor_authentication_code, &typed.recovery_code);
    let (account, tokens) = sign_in::by_second_factor(visitor.services(), &pending, proof, visitor.client()).await?;
    let answer = visitor.without(&[Name::Pending], Json(User::from(&account)));
    Ok(visitor.with_session(&tokens, answer))
}
