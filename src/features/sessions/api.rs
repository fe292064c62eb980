//! Sessions in the JSON API: renewing and ending them.

use axum::{Json, http::StatusCode};
use latchkey_core::{
    AuthError,
    sessions::{self, Renewal},
};

use crate::{
    features::user::User,
    http::{
        cookies::{self, Name},
        problem::Problem,
        refusal::{Answer, Refusal},
        visitor::Visitor,
    },
};

/// Signs out: ends the session or the pending sign-in. Also works with an expired access token.
#[utoipa::path(post, path = "/authentication/log-out", tag = "authentication",
    responses((status = 200, description = "Logged out; the cookies are taken away")))]
pub async fn log_out(visitor: Visitor) -> Answer {
    if visitor.end_everything().await? {
        Ok(visitor.without(&Name::ENDING, (StatusCode::OK, [cookies::clear_site_data()])))
    } else {
        Err(AuthError::NotSignedIn.into())
    }
}

/// Renews a session by its refresh cookie. The factors proved for it stay the same.
/// If the response was lost, another call returns the same new cookie.
#[utoipa::path(post, path = "/authentication/refresh", tag = "authentication",
    responses((status = 200, description = "The user, with new cookies", body = User), (status = 409, description = "Another call was just ahead and has the new cookies", body = Problem, content_type = "application/problem+json")))]
pub async fn refresh(visitor: Visitor) -> Answer {
    let token = visitor.cookie(Name::Refresh).ok_or(AuthError::NotSignedIn)?;
    match sessions::renew(visitor.services(), token).await {
        Ok(Renewal::Renewed(who, tokens) | Renewal::Repeated(who, tokens)) => {
            let user = who.full().map(|who| Json(User::from(who.account()))).map_err(Refusal::from);
            Ok(visitor.with_session(&tokens, user))
        }
        Ok(Renewal::Raced(_)) => Err(Refusal::Raced),
        Err(error @ AuthError::NotSignedIn) => Ok(visitor.without(&[Name::Access, Name::Refresh], Refusal::from(error))),
        Err(error) => Err(error.into()),
    }
}
