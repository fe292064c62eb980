//! A user, as the API tells of one.

use latchkey_core::domain::account::Account;
use serde::Serialize;
use utoipa::ToSchema;

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
