//! The account by the API.

use axum::{Json, response::IntoResponse};
use latchkey_core::domain::account::Account;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{caller::Full, refusal::Answer};

/// A user, as programs see one.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Random, stable.
    #[schema(format = "uuid")]
    id: String,
    /// In canonical form.
    #[schema(format = Email)]
    email: String,
    /// As the person wants to be called.
    name: String,
    /// Whether a second factor is asked for.
    is_two_factor_authentication_enabled: bool,
    /// RFC 3339.
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<&Account> for User {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id.to_string(),
            email: account.email.to_string(),
            name: account.name.to_string(),
            is_two_factor_authentication_enabled: account.two_factor,
            created_at: account.created_at.to_string(),
        }
    }
}

/// The user of a fully signed-in session.
#[utoipa::path(get, path = "/authentication", tag = "authentication", responses((status = 200, description = "The user", body = User)))]
pub async fn me(Full(who): Full) -> Answer {
    Ok(Json(User::from(&who.account)).into_response())
}
