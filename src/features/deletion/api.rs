//! Deleting one's account in the JSON API.

use axum::{Json, http::StatusCode};
use latchkey_core::accounts;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{
    caller::Full,
    cookies::{self, Name},
    refusal::Answer,
    visitor::Visitor,
};

/// An ordered deletion.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deletion {
    /// When the account is deleted, RFC 3339. A log-in until then takes the order back. Missing if it is deleted already.
    #[schema(format = DateTime, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<String>,
}

/// Deletes the account, after the service's notice. All its sessions end, this one too. Needs a full authentication within the last
/// five minutes.
#[utoipa::path(delete, path = "/authentication/account", tag = "account",
    responses((status = 202, description = "Ordered; the cookies are taken away", body = Deletion)))]
pub async fn delete(Full(who): Full, visitor: Visitor) -> Answer {
    let at = accounts::order_deletion(visitor.services(), &who, visitor.client()).await?;
    let answer = Json(Deletion { deleted_at: at.map(|at| at.to_string()) });
    Ok(visitor.without(&Name::ENDING, (StatusCode::ACCEPTED, [cookies::clear_site_data()], answer)))
}
