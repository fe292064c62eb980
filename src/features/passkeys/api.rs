//! Passkeys in the JSON API: the ceremonies of WebAuthn Level 3, with its JSON forms.

use axum::{Json, http::StatusCode, response::IntoResponse};
use latchkey_core::{
    AuthError,
    domain::{authenticator::AuthenticatorName, passkey::PasskeyId, recovery::RecoveryCode, session::PasskeyKind},
    second_factors::{self, Kept, ListedPasskey},
    sign_in::Request,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::view::{creation_options, request_options};
use crate::http::{
    body::{Body, ForeignObject},
    caller::Full,
    id::Id,
    problem::Problem,
    refusal::Answer,
    visitor::Visitor,
};

/// A passkey of the user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PasskeyOfUser {
    /// Stable. Not the id by which authenticators know it.
    #[schema(format = "uuid")]
    id: String,
    /// What the user calls it. Empty if it has no name.
    name: String,
    /// True if it is on several devices of the user, as its authenticator says; false if it never leaves one.
    is_synced: bool,
    /// When it was added, RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last used, RFC 3339.
    #[schema(format = DateTime, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<String>,
}

impl From<&ListedPasskey> for PasskeyOfUser {
    fn from(one: &ListedPasskey) -> Self {
        Self {
            id: one.id.to_string(),
            name: one.name.to_string(),
            is_synced: one.kind == PasskeyKind::Synced,
            created_at: one.created_at.to_string(),
            last_used_at: one.last_used_at.map(|at| at.to_string()),
        }
    }
}

/// What a passkey is asked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PasskeyRequest {
    /// `PublicKeyCredentialRequestOptionsJSON`, for `PublicKeyCredential.parseRequestOptionsFromJSON`.
    #[schema(value_type = Object)]
    public_key: Value,
}

impl From<&Request> for PasskeyRequest {
    fn from(asked: &Request) -> Self {
        Self { public_key: request_options(asked) }
    }
}

/// What an authenticator is asked to make.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PasskeyCreation {
    /// `PublicKeyCredentialCreationOptionsJSON`, for `PublicKeyCredential.parseCreationOptionsFromJSON`.
    #[schema(value_type = Object)]
    public_key: Value,
}

/// What an authenticator has made, and its name.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPasskeyBody {
    /// What `navigator.credentials.create` returned, as JSON.
    #[schema(value_type = Object)]
    passkey: ForeignObject,
    /// At most 50 characters, on one line. Absent: the name of what made it, where that is well known.
    #[schema(nullable = false)]
    authenticator_name: Option<String>,
}

/// The user's passkeys and, with the first second factor, recovery codes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PasskeyAdded {
    /// All passkeys.
    passkeys: Vec<PasskeyOfUser>,
    /// Recovery codes, told once, if it was the first second factor.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_codes: Option<Vec<String>>,
}

/// Another name.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasskeyNameBody {
    /// At most 50 characters, on one line. Empty: none.
    authenticator_name: String,
}

/// Lists the user's passkeys, the oldest first.
#[utoipa::path(get, path = "/2fa/passkeys", tag = "2fa", responses((status = 200, description = "The passkeys", body = Vec<PasskeyOfUser>)))]
pub async fn list_passkeys(Full(who): Full, visitor: Visitor) -> Answer {
    let listed = second_factors::passkeys(visitor.services(), &who).await?;
    Ok(Json(listed.iter().map(PasskeyOfUser::from).collect::<Vec<_>>()).into_response())
}

/// Asks for a new passkey: good for five minutes, once, in this session. Needs `step-up` within the last five minutes; as the first second
/// factor, a full authentication.
#[utoipa::path(post, path = "/2fa/passkeys/options", tag = "2fa",
    responses((status = 200, description = "Options for `navigator.credentials.create`", body = PasskeyCreation),
        (status = 409, description = "There are twenty already, or this service can have no passkeys at its address", body = Problem, content_type = "application/problem+json")))]
pub async fn begin_passkey(Full(who): Full, visitor: Visitor) -> Answer {
    let asked = second_factors::begin_passkey(visitor.services(), &who, visitor.client()).await?;
    Ok(Json(PasskeyCreation { public_key: creation_options(&asked) }).into_response())
}

/// Adds the passkey that an authenticator has made. The first second factor turns two-factor authentication on. All other sessions of the
/// user end.
#[utoipa::path(post, path = "/2fa/passkeys/confirm", tag = "2fa", request_body = NewPasskeyBody,
    responses((status = 200, description = "The passkeys, with new cookies", body = PasskeyAdded),
        (status = 409, description = "An account has it already, or there are twenty", body = Problem, content_type = "application/problem+json")))]
pub async fn add_passkey(Full(who): Full, visitor: Visitor, body: Body<NewPasskeyBody>) -> Answer {
    let typed = body.fields.clone();
    body.checked(Ok(()))?;
    let made = (typed.passkey.text().unwrap_or_default(), typed.authenticator_name.as_deref().unwrap_or_default());
    let added = second_factors::add_passkey(visitor.services(), &who, made, visitor.client()).await?;
    let recovery_codes = match &added.codes {
        Some(codes) => {
            // The response contains the codes, so no page needs to show them.
            second_factors::confirm_recovery_codes(visitor.services(), &who, Kept::Ticked).await?;
            Some(codes.iter().map(RecoveryCode::grouped).collect())
        }
        None => None,
    };
    let listed = second_factors::passkeys(visitor.services(), &who).await?;
    let passkeys = listed.iter().map(PasskeyOfUser::from).collect();
    Ok(visitor.with_session(&added.tokens, Json(PasskeyAdded { passkeys, recovery_codes })))
}

/// Gives a passkey another name. Needs a full authentication within the last five minutes.
#[utoipa::path(patch, path = "/2fa/passkeys/{id}", tag = "2fa", request_body = PasskeyNameBody,
    params(("id" = String, Path, description = "Its id", format = "uuid")),
    responses((status = 204, description = "Renamed"), (status = 404, description = "There is none, or it is somebody else's", body = Problem, content_type = "application/problem+json")))]
pub async fn rename_passkey(Full(who): Full, visitor: Visitor, Id(id): Id<PasskeyId>, body: Body<PasskeyNameBody>) -> Answer {
    let name = body.fields.authenticator_name.clone();
    body.checked(AuthenticatorName::parse(&name).map(drop).map_err(AuthError::from))?;
    second_factors::rename_passkey(visitor.services(), &who, (id, &name), visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Removes a passkey. Needs `step-up` within the last five minutes. All other sessions of the user end.
#[utoipa::path(delete, path = "/2fa/passkeys/{id}", tag = "2fa", params(("id" = String, Path, description = "Its id", format = "uuid")),
    responses((status = 204, description = "Removed, with new cookies"),
        (status = 404, description = "There is none, or it is somebody else's", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is the last second factor, or the user has no password and too few passkeys would be left", body = Problem, content_type = "application/problem+json")))]
pub async fn remove_passkey(Full(who): Full, visitor: Visitor, Id(id): Id<PasskeyId>) -> Answer {
    let tokens = second_factors::remove_passkey(visitor.services(), &who, id, visitor.client()).await?;
    Ok(visitor.with_session(&tokens, StatusCode::NO_CONTENT))
}
