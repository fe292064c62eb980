//! Push messages in the JSON API.

use axum::{Json, http::StatusCode, response::IntoResponse};
use latchkey_core::accounts::{self, PushTarget};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::{body::Body, caller::Full, refusal::Answer, visitor::Visitor};

/// Where the user's push messages go. The address itself holds a secret and is not told again.
#[derive(Serialize, ToSchema)]
pub struct PushMessages {
    /// The host. Missing: there are none, or the address can no longer be used.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    /// When it was set, RFC 3339. Missing: there are none.
    #[schema(format = DateTime, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
}

impl PushMessages {
    /// Describes where they go.
    pub fn of(target: Option<PushTarget>) -> Self {
        let since = target.as_ref().map(|target| target.since.to_string());
        Self { host: target.and_then(|target| target.host), since }
    }
}

/// Where push messages are to go.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PushAddressBody {
    /// The https address of a topic of ntfy, such as `https://ntfy.sh/TOPIC`, or of an application of Gotify, such as
    /// `https://gotify.example.com/message?token=TOKEN`. At most 500 bytes.
    push_address: String,
}

/// Tells where the user's push messages go.
#[utoipa::path(get, path = "/authentication/push-messages", tag = "account", responses((status = 200, description = "Where they go", body = PushMessages)))]
pub async fn push_messages(Full(who): Full, visitor: Visitor) -> Answer {
    let target = accounts::push_target(visitor.services(), &who).await?;
    Ok(Json(PushMessages::of(target)).into_response())
}

/// Chooses where the user's push messages go. A message goes there, and one to where they went before. Needs a full authentication within the
/// last five minutes.
#[utoipa::path(put, path = "/authentication/push-messages", tag = "account", request_body = PushAddressBody,
    responses((status = 204, description = "Noted")))]
pub async fn choose_push_messages(Full(who): Full, visitor: Visitor, body: Body<PushAddressBody>) -> Answer {
    let address = body.fields.push_address.clone();
    body.checked(accounts::check_push_address(visitor.services(), &address))?;
    accounts::set_push_address(visitor.services(), &who, &address, visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Ends the user's push messages. Needs a full authentication within the last five minutes.
#[utoipa::path(delete, path = "/authentication/push-messages", tag = "account", responses((status = 204, description = "Ended")))]
pub async fn end_push_messages(Full(who): Full, visitor: Visitor) -> Answer {
    accounts::remove_push_address(visitor.services(), &who, visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
