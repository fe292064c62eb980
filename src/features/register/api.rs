//! Registration in the JSON API.

use axum::{Json, http::StatusCode, response::IntoResponse};
use latchkey_core::{
    accounts::{self, Registration},
    mail::{self, RegistrationRequest},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    features::user::User,
    http::{body::Body, problem::Problem, refusal::Answer, visitor::Visitor},
};

/// The account to create.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterBody {
    /// E-mail address to sign in with: at most 254 bytes. White space around it is trimmed first.
    email: String,
    /// Display name: 1 to 100 characters. White space around it is trimmed first.
    #[schema(min_length = 1)]
    name: String,
    /// At least 15 code points, at most 1,024 bytes. Where the service sends mail it is not given here, but with the letter's link.
    #[schema(nullable = false)]
    password: Option<String>,
    /// The code of an invitation: what its link ends with, behind the `#`. Needed where the service has people invited.
    #[schema(nullable = false)]
    invitation: Option<String>,
}

/// Creates an account. Does not sign in. Where the service sends mail, a letter goes to the address, and its link creates the account; the
/// answer is then the same whether or not the address has one.
#[utoipa::path(post, path = "/authentication/register", tag = "authentication", request_body = RegisterBody,
    responses((status = 201, description = "The user", body = User), (status = 202, description = "A letter is on its way"), (status = 403, description = "Nobody can register here", body = Problem, content_type = "application/problem+json"), (status = 409, description = "The address has an account", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "The invitation is over", body = Problem, content_type = "application/problem+json")))]
pub async fn register(visitor: Visitor, mut body: Body<RegisterBody>) -> Answer {
    let RegisterBody { email, name, password, invitation } = body.fields.clone();
    let invitation = &*invitation.unwrap_or_default();
    if visitor.sends_mail() {
        body.demand_none_of(&[password.as_deref()]);
        let asked = RegistrationRequest { name: &name, email: &email, language: None, next: "", invitation };
        body.checked(asked.check(visitor.services()).await.map(drop))?;
        mail::ask_to_register(visitor.services(), &asked, visitor.client()).await?;
        return Ok(StatusCode::ACCEPTED.into_response());
    }
    let password = password.unwrap_or_default();
    let typed = Registration { name: &name, email: &email, password: &password, language: None, is_confirmed: false, invitation };
    let checked = accounts::check_registration(visitor.services(), &typed, visitor.client()).await;
    let account = accounts::register(visitor.services(), body.checked(checked)?, visitor.client()).await?;
    Ok((StatusCode::CREATED, Json(User::from(&account))).into_response())
}

/// The code of a letter's link, and the password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmRegistrationBody {
    /// What the link of the letter ends with, behind the `#`.
    letter_code: String,
    /// At least 15 code points, at most 1,024 bytes.
    password: String,
}

/// Creates the account of a registration whose letter has arrived. Does not sign in.
#[utoipa::path(post, path = "/authentication/register/confirm", tag = "authentication", request_body = ConfirmRegistrationBody,
    responses((status = 201, description = "The user", body = User),
        (status = 410, description = "The link was used, or has expired", body = Problem, content_type = "application/problem+json")))]
pub async fn confirm_registration(visitor: Visitor, body: Body<ConfirmRegistrationBody>) -> Answer {
    let ConfirmRegistrationBody { letter_code, password } = body.fields.clone();
    let checked = accounts::check_confirmation(visitor.services(), (&letter_code, &password), visitor.client()).await;
    let (checked, _) = body.checked(checked)?;
    let account = accounts::register(visitor.services(), checked, visitor.client()).await?;
    Ok((StatusCode::CREATED, Json(User::from(&account))).into_response())
}
