//! Trusted browsers in the JSON API.

use axum::{Json, http::StatusCode, response::IntoResponse};
use latchkey_core::{
    domain::trusted_browser::{TrustedBrowser, TrustedBrowserId},
    second_factors::{self, is_of_browser},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{caller::Full, id::Id, problem::Problem, refusal::Answer, visitor::Visitor};

/// A browser that the user trusts in place of a second factor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrustedBrowserOfUser {
    /// Random, stable.
    #[schema(format = "uuid")]
    id: String,
    /// True for the browser of this request.
    is_this: bool,
    /// Since when, RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last used, RFC 3339.
    #[schema(format = DateTime)]
    last_used_at: String,
    /// Until when, RFC 3339.
    #[schema(format = DateTime)]
    expires_at: String,
    /// IP address of its last use.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// The `User-Agent` header of its last use, at most 200 characters of it.
    user_agent: String,
}

impl TrustedBrowserOfUser {
    /// Describes a trusted browser to a visitor.
    pub fn of(one: &TrustedBrowser, visitor: &Visitor) -> Self {
        Self {
            id: one.id.to_string(),
            is_this: is_of_browser(visitor.client(), one.id),
            created_at: one.created_at.to_string(),
            last_used_at: one.last_used_at.to_string(),
            expires_at: one.expires_at.to_string(),
            address: one.whereabouts.address.map(|address| address.to_string()),
            user_agent: one.whereabouts.user_agent.to_string(),
        }
    }
}

/// Lists the browsers that the user trusts, the last used first. Empty where the service does not allow any.
#[utoipa::path(get, path = "/2fa/trusted-browsers", tag = "2fa", responses((status = 200, description = "The browsers", body = Vec<TrustedBrowserOfUser>)))]
pub async fn trusted_browsers(Full(who): Full, visitor: Visitor) -> Answer {
    let listed = second_factors::trusted_browsers(visitor.services(), &who).await?;
    Ok(Json(listed.iter().map(|one| TrustedBrowserOfUser::of(one, &visitor)).collect::<Vec<_>>()).into_response())
}

/// Ends the trust of all browsers, and the sessions opened by it, this one too.
#[utoipa::path(delete, path = "/2fa/trusted-browsers", tag = "2fa", responses((status = 204, description = "Ended")))]
pub async fn end_all_trust(Full(who): Full, visitor: Visitor) -> Answer {
    second_factors::end_all_trust(visitor.services(), &who, visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Ends the trust of a browser, and the sessions opened by it, this one too.
#[utoipa::path(delete, path = "/2fa/trusted-browsers/{id}", tag = "2fa", params(("id" = String, Path, description = "Its id", format = "uuid")),
    responses((status = 204, description = "Ended"), (status = 404, description = "There is none, or it is somebody else's", body = Problem, content_type = "application/problem+json")))]
pub async fn end_trust(Full(who): Full, visitor: Visitor, Id(id): Id<TrustedBrowserId>) -> Answer {
    second_factors::end_trust(visitor.services(), &who, id, visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
