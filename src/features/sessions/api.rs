//! Sessions in the JSON API: listing, renewing and ending them.

use axum::{Json, http::StatusCode, response::IntoResponse};
use latchkey_core::{
    AuthError,
    domain::session::{ListedSession, SessionId},
    sessions::{self, Renewal},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    features::user::User,
    http::{
        caller::Full,
        cookies::{self, Name},
        id::Id,
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
    match sessions::renew(visitor.services(), token, visitor.client()).await {
        Ok(Renewal::Renewed(who, tokens) | Renewal::Repeated(who, tokens)) => {
            let user = who.full().map(|who| Json(User::from(who.account()))).map_err(Refusal::from);
            Ok(visitor.with_session(&tokens, user))
        }
        Ok(Renewal::Raced(_)) => Err(Refusal::Raced),
        Err(error @ AuthError::NotSignedIn) => Ok(visitor.without(&[Name::Access, Name::Refresh], Refusal::from(error))),
        Err(error) => Err(error.into()),
    }
}

/// A session of the user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionOfUser {
    /// Random, stable.
    #[schema(format = "uuid")]
    id: String,
    /// True for the session of this request.
    is_this: bool,
    /// Authentication method references (RFC 8176): how it was opened.
    amr: &'static [&'static str],
    /// True if a trusted browser stood in place of the second factor.
    by_trusted_browser: bool,
    /// When it was opened, RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// When its tokens were last renewed, RFC 3339.
    #[schema(format = DateTime)]
    last_used_at: String,
    /// When it ends at the latest, RFC 3339.
    #[schema(format = DateTime)]
    expires_at: String,
    /// IP address of its last use.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// The `User-Agent` header of its last use, at most 200 characters of it.
    user_agent: String,
}

impl SessionOfUser {
    /// Describes a session. `here` is that of the request.
    pub fn of(ListedSession { session, whereabouts }: &ListedSession, here: SessionId) -> Self {
        Self {
            id: session.id.to_string(),
            is_this: session.id == here,
            amr: session.factors.amr(),
            by_trusted_browser: session.factors.is_by_trust(),
            created_at: session.created_at.to_string(),
            last_used_at: session.last_used_at.to_string(),
            expires_at: session.expires_at.to_string(),
            address: whereabouts.address.map(|address| address.to_string()),
            user_agent: whereabouts.user_agent.to_string(),
        }
    }
}

/// Lists the user's live sessions, the last used first.
#[utoipa::path(get, path = "/sessions", tag = "account", responses((status = 200, description = "The sessions", body = Vec<SessionOfUser>)))]
pub async fn list(Full(who): Full, visitor: Visitor) -> Answer {
    let listed = sessions::list(visitor.services(), &who).await?;
    Ok(Json(listed.iter().map(|one| SessionOfUser::of(one, who.session().id)).collect::<Vec<_>>()).into_response())
}

/// Ends all sessions of the user but this one. Needs a full authentication within the last five minutes.
#[utoipa::path(delete, path = "/sessions", tag = "account", responses((status = 204, description = "Ended")))]
pub async fn end_others(Full(who): Full, visitor: Visitor) -> Answer {
    sessions::end_others(visitor.services(), &who, visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Ends a session of the user. Needs a full authentication within the last five minutes.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "account", params(("id" = String, Path, description = "Its id", format = "uuid")),
    responses((status = 204, description = "Ended"), (status = 404, description = "There is none, or it is somebody else's", body = Problem, content_type = "application/problem+json")))]
pub async fn end_one(Full(who): Full, visitor: Visitor, Id(id): Id<SessionId>) -> Answer {
    sessions::end_one(visitor.services(), &who, id, visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
