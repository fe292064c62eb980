//! The user in the JSON API.

use latchkey_core::domain::account::Account;
use serde::Serialize;
use utoipa::ToSchema;

/// A user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Random, stable.
    #[schema(format = "uuid")]
    id: String,
    /// In canonical form.
    #[schema(format = Email)]
    email: String,
    /// True if the user has shown that the address is theirs.
    is_email_confirmed: bool,
    /// Display name.
    name: String,
    /// False if the user goes without a password: passkeys alone sign in.
    has_password: bool,
    /// True if a second factor is needed to sign in.
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
            is_email_confirmed: account.email_confirmed,
            name: account.name.to_string(),
            has_password: account.has_password,
            is_two_factor_authentication_enabled: account.two_factor,
            created_at: account.created_at.to_string(),
        }
    }
}
