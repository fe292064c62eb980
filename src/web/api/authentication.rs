//! Registering, logging in and out, refreshing, stepping up.

use axum::{
    Json,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Answer, Call, User, body::Body, problem::Problem, two_factor};
use crate::{
    auth::{AuthError, Credentials, Registration, Renewal, SignedIn},
    web::cookies::{self, Name},
};

/// What makes an account.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "described for the document; read by `Body`")]
pub struct RegisterBody {
    /// The address to sign in with: at most 254 bytes; white space around them is taken away first.
    email: String,
    /// How the person wants to be called: 1 to 100 characters; white space around them is taken away first.
    #[schema(min_length = 1)]
    name: String,
    /// At least 15 code points, at most 1,024 bytes.
    password: String,
}

/// What logs in.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "described for the document; read by `Body`")]
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
#[expect(dead_code, reason = "described for the document")]
pub enum LogInAnswer {
    /// Logged in.
    User(User),
    /// The second factor is asked for.
    SecondFactorRequired(SecondFactorRequired),
}

/// Makes an account. Does not log in.
#[utoipa::path(post, path = "/authentication/register", tag = "authentication", request_body = RegisterBody,
    responses((status = 201, description = "The user", body = User), (status = 409, description = "The address has an account", body = Problem, content_type = "application/problem+json")))]
pub async fn register(call: Call, mut body: Body) -> Answer {
    let (email, name, password) = (body.text("email"), body.text("name"), body.text("password"));
    let typed = Registration { name: &name, email: &email, password: &password };
    let checked = body.done(call.auth().check_registration(&typed, call.client()).await)?;
    let account = call.auth().register(checked).await?;
    Ok((StatusCode::CREATED, Json(User::from(&account))).into_response())
}

/// Logs in. Where two-factor authentication is on, this is the first of two steps.
#[utoipa::path(post, path = "/authentication/log-in", tag = "authentication", request_body = LogInBody,
    responses((status = 200, description = "The user with the cookies of a session, or the request for the second factor with a pending cookie", body = LogInAnswer)))]
pub async fn log_in(call: Call, mut body: Body) -> Answer {
    let (email, password) = (body.text("email"), body.text("password"));
    let typed = Credentials { email: &email, password: &password };
    body.done(typed.check())?;
    let signed_in = call.auth().sign_in(typed, call.client()).await?;
    call.end_former_session().await?;
    match signed_in {
        SignedIn::Fully(account, tokens) => Ok(call.with_session(&tokens, Json(User::from(&account)))),
        SignedIn::SecondFactorRequired(pending) => {
            let answer = SecondFactorRequired { second_factor_required: true, methods: ["totp", "recoveryCode"] };
            let cookie = cookies::pending(&pending, &call.state.site().origin);
            Ok(([(header::SET_COOKIE, cookie)], Json(answer)).into_response())
        }
    }
}

/// Logs out: ends the session or the pending log-in, also with an expired access token.
#[utoipa::path(post, path = "/authentication/log-out", tag = "authentication",
    responses((status = 200, description = "Logged out; the cookies are taken away")))]
pub async fn log_out(call: Call) -> Answer {
    if call.auth().end_everything(call.held()).await? {
        Ok(call.without(&Name::ENDING, (StatusCode::OK, [cookies::clear_site_data()])))
    } else {
        Err(AuthError::NotSignedIn.into())
    }
}

/// Renews a session by its refresh cookie. Called again, because the answer was lost, it brings the same new cookie. What was
/// proved to open it stays the same.
#[utoipa::path(post, path = "/authentication/refresh", tag = "authentication",
    responses((status = 200, description = "The user, with new cookies", body = User), (status = 409, description = "Another call was just ahead and has the new cookies", body = Problem, content_type = "application/problem+json")))]
pub async fn refresh(call: Call) -> Answer {
    let token = cookies::read(&call.headers, Name::Refresh, &call.state.site().origin).ok_or(AuthError::NotSignedIn)?;
    match call.auth().renew(token).await {
        Ok(Renewal::Renewed(who, tokens) | Renewal::Repeated(who, tokens)) => {
            let user = who.clone().full().map(|who| Json(User::from(&who.account))).map_err(Problem::from);
            Ok(call.with_session(&tokens, user))
        }
        Ok(Renewal::Raced(_)) => Err(Problem::refresh_raced()),
        Err(error @ AuthError::NotSignedIn) => Ok(call.without(&[Name::Access, Name::Refresh], Problem::from(error))),
        Err(error) => Err(error.into()),
    }
}

/// Proves every factor afresh, which allows factors to be changed for five minutes.
#[utoipa::path(post, path = "/authentication/step-up", tag = "authentication", request_body = two_factor::PasswordAndProofBody,
    responses((status = 200, description = "The user, with new cookies", body = User)))]
pub async fn step_up(call: Call, mut body: Body) -> Answer {
    let who = call.full_session()?;
    let password = body.text("password");
    // Without a second factor the password is all there is to prove.
    let proof = if who.account.two_factor { two_factor::TypedProof::take(&mut body) } else { two_factor::TypedProof::default() };
    body.done(two_factor::check_password(&password))?;
    let (who, tokens) = call.auth().step_up(&who, call.all_factors(&password, &proof)).await?;
    Ok(call.with_session(&tokens, Json(User::from(&who.account))))
}

/// The user of a fully signed-in session.
#[utoipa::path(get, path = "/authentication", tag = "authentication", responses((status = 200, description = "The user", body = User)))]
pub async fn me(call: Call) -> Answer {
    Ok(Json(User::from(&call.full_session()?.account)).into_response())
}
