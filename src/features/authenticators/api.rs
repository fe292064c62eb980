//! Authenticators in the JSON API.

use axum::{
    Json,
    http::{StatusCode, header},
    response::IntoResponse,
};
use latchkey_core::{
    AuthError,
    domain::{
        authenticator::{AuthenticatorId, AuthenticatorName},
        invalid::{FieldProblem, Invalid},
    },
    second_factors::{self, ListedAuthenticator},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    features::two_factor::api::{GeneratedSecret, Representation},
    http::{
        body::Body,
        caller::Full,
        id::Id,
        problem::Problem,
        refusal::{Answer, Refusal},
        visitor::Visitor,
    },
};

/// An authenticator of the user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticatorOfUser {
    /// All zeros for one from before a user could have several, until there is another; else stable.
    #[schema(format = "uuid")]
    id: String,
    /// What the user calls it. Empty if it has no name.
    name: String,
    /// When it was added, RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
    /// When a code of it was last taken, RFC 3339.
    #[schema(format = DateTime, nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<String>,
}

impl From<&ListedAuthenticator> for AuthenticatorOfUser {
    fn from(one: &ListedAuthenticator) -> Self {
        Self {
            id: one.id.to_string(),
            name: one.name.to_string(),
            created_at: one.created_at.to_string(),
            last_used_at: one.last_used_at.map(|at| at.to_string()),
        }
    }
}

/// What a new authenticator is for.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAuthenticatorBody {
    /// The authenticator whose place it takes. Absent: it is one more.
    #[schema(format = "uuid", nullable = false)]
    replaces: Option<String>,
}

/// A code of a new authenticator, and its name.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmAuthenticatorBody {
    /// Six digits; eight for some authenticators that came along from another product. Spaces are ignored.
    two_factor_authentication_code: String,
    /// At most 50 characters, on one line. One in the place of another keeps that one's name.
    #[schema(nullable = false)]
    authenticator_name: Option<String>,
}

/// Another name.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuthenticatorNameBody {
    /// At most 50 characters, on one line. Empty: none.
    authenticator_name: String,
}

/// Lists the user's authenticators, the oldest first.
#[utoipa::path(get, path = "/2fa/authenticators", tag = "2fa", responses((status = 200, description = "The authenticators", body = Vec<AuthenticatorOfUser>)))]
pub async fn list(Full(who): Full, visitor: Visitor) -> Answer {
    let listed = second_factors::authenticators(visitor.services(), &who).await?;
    Ok(Json(listed.iter().map(AuthenticatorOfUser::from).collect::<Vec<_>>()).into_response())
}

/// Generates the secret of a further authenticator, or of one in the place of another, which works until the new one is confirmed. Needs
/// `step-up` within the last five minutes. Returns the QR code as PNG, or as SVG or JSON depending on `Accept`.
#[utoipa::path(post, path = "/2fa/authenticators", tag = "2fa", request_body = NewAuthenticatorBody,
    responses((status = 200, description = "The QR code, or what is in it", content((Vec<u8> = "image/png"), (String = "image/svg+xml"), (GeneratedSecret = "application/json"))),
        (status = 404, description = "There is none to replace", body = Problem, content_type = "application/problem+json"),
        (status = 406, description = "None of the three is wanted", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Two-factor authentication is off, or there are ten already", body = Problem, content_type = "application/problem+json")))]
pub async fn begin(Full(who): Full, visitor: Visitor, body: Body<NewAuthenticatorBody>) -> Answer {
    let form = Representation::wanted(visitor.header(&header::ACCEPT)).ok_or(Refusal::NotAcceptable)?;
    let replaces = body.fields.replaces.as_deref().map(str::parse::<AuthenticatorId>).transpose();
    let malformed = Invalid::new("replaces", FieldProblem::Malformed);
    body.checked(replaces.as_ref().map(drop).map_err(|_| AuthError::from(malformed)))?;
    let enrolment = second_factors::begin_authenticator(visitor.services(), &who, replaces.ok().flatten()).await?;
    form.of(&enrolment)
}

/// Confirms a new authenticator with one of its codes. All other sessions of the user end.
#[utoipa::path(post, path = "/2fa/authenticators/confirm", tag = "2fa", request_body = ConfirmAuthenticatorBody,
    responses((status = 200, description = "The authenticators, with new cookies", body = Vec<AuthenticatorOfUser>),
        (status = 409, description = "There is no secret to confirm, or there are ten authenticators", body = Problem, content_type = "application/problem+json")))]
pub async fn confirm(Full(who): Full, visitor: Visitor, body: Body<ConfirmAuthenticatorBody>) -> Answer {
    let typed = body.fields.clone();
    body.checked(Ok(()))?;
    let typed = (&*typed.two_factor_authentication_code, typed.authenticator_name.as_deref().unwrap_or_default());
    let tokens = second_factors::add_authenticator(visitor.services(), &who, typed, visitor.client()).await?;
    let listed = second_factors::authenticators(visitor.services(), &who).await?;
    Ok(visitor.with_session(&tokens, Json(listed.iter().map(AuthenticatorOfUser::from).collect::<Vec<_>>())))
}

/// Gives an authenticator another name. Needs a full authentication within the last five minutes.
#[utoipa::path(patch, path = "/2fa/authenticators/{id}", tag = "2fa", request_body = AuthenticatorNameBody,
    params(("id" = String, Path, description = "Its id", format = "uuid")),
    responses((status = 204, description = "Renamed"), (status = 404, description = "There is none, or it is somebody else's", body = Problem, content_type = "application/problem+json")))]
pub async fn rename(Full(who): Full, visitor: Visitor, Id(id): Id<AuthenticatorId>, body: Body<AuthenticatorNameBody>) -> Answer {
    let name = body.fields.authenticator_name.clone();
    body.checked(AuthenticatorName::parse(&name).map(drop).map_err(AuthError::from))?;
    second_factors::rename_authenticator(visitor.services(), &who, (id, &name), visitor.client()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Removes an authenticator that is not the last: `turn-off` removes that. Needs `step-up` within the last five minutes. All other sessions
/// of the user end.
#[utoipa::path(delete, path = "/2fa/authenticators/{id}", tag = "2fa", params(("id" = String, Path, description = "Its id", format = "uuid")),
    responses((status = 204, description = "Removed, with new cookies"),
        (status = 404, description = "There is none, or it is somebody else's", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is the last one", body = Problem, content_type = "application/problem+json")))]
pub async fn remove(Full(who): Full, visitor: Visitor, Id(id): Id<AuthenticatorId>) -> Answer {
    let tokens = second_factors::remove_authenticator(visitor.services(), &who, id, visitor.client()).await?;
    Ok(visitor.with_session(&tokens, StatusCode::NO_CONTENT))
}
