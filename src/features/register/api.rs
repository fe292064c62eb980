//! Registration in the JSON API.

use axum::{Json, http::StatusCode, response::IntoResponse};
use latchkey_core::accounts::{self, Registration};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    features::user::User,
    http::{body::Body, problem::Problem, refusal::Answer, visitor::Visitor},
};

/// The account to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterBody {
    /// E-mail address to sign in with: at most 254 bytes. White space around it is trimmed first.
    email: String,
    /// Display name: 1 to 100 characters. White space around it is trimmed first.
    #[schema(min_length = 1)]
    name: String,
    /// At least 15 code points, at most 1,024 bytes.
    password: String,
}

/// Creates an account. Does not sign in.
#[utoipa::path(post, path = "/authentication/register", tag = "authentication", request_body = RegisterBody,
    responses((status = 201, description = "The user", body = User), (status = 409, description = "The address has an account", body = Problem, content_type = "application/problem+json")))]
pub async fn register(visitor: Visitor, body: Body<RegisterBody>) -> Answer {
    let RegisterBody { email, name, password } = &body.fields;
    let checked = accounts::check_registration(
        visitor.services(),
        &Registration { name, email, password, language: None },
        visitor.client(),
    )
    .await;
    let account = accounts::register(visitor.services(), body.checked(checked)?, visitor.client()).await?;
    Ok((StatusCode::CREATED, Json(User::from(&account))).into_response())
}
