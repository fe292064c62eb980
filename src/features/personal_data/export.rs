//! One's data as JSON: as a file, and in the API.

use axum::{
    Json,
    http::header,
    response::{IntoResponse, Redirect},
};
use latchkey_core::{
    AuthError, FullSession,
    personal_data::{self, NamedRow},
    store::Cell,
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::PAGE;
use crate::{
    features::{
        authenticators::api::AuthenticatorOfUser, passkeys::api::PasskeyOfUser, push_messages::api::PushMessages,
        security_log::api::LoggedEvent, sessions::api::SessionOfUser, trusted_browsers::api::TrustedBrowserOfUser, user::User,
    },
    http::{caller::Full, problem::Problem, refusal::Answer, visitor::Visitor},
};

/// Everything that is held of a user, secrets aside.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonalData {
    /// The user.
    user: User,
    /// The language that the user chose, as a tag of BCP 47.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// What the account is there for: `person` or `administrator`.
    role: &'static str,
    /// Whether a file of the operator's declares the account.
    declared: bool,
    /// The groups in which an operator has put the account.
    groups: Vec<String>,
    /// Whether the user also gets the letters that are not about safety.
    optional_letters: bool,
    /// The authenticators, the oldest first.
    authenticators: Vec<AuthenticatorOfUser>,
    /// The passkeys, the oldest first.
    passkeys: Vec<PasskeyOfUser>,
    /// Number of unused recovery codes.
    recovery_codes_left: u32,
    /// The browsers that the user trusts in place of a second factor.
    trusted_browsers: Vec<TrustedBrowserOfUser>,
    /// Where the user's push messages go.
    push_messages: PushMessages,
    /// Live sessions.
    sessions: Vec<SessionOfUser>,
    /// The security log, newest first.
    security_log: Vec<LoggedEvent>,
    /// What the application holds, by its tables. Times are milliseconds since 1970.
    application: Map<String, Value>,
}

async fn collected(visitor: &Visitor, who: &FullSession) -> Result<PersonalData, AuthError> {
    let tables = visitor.state.tables();
    let held = personal_data::collect(visitor.services(), who, tables, visitor.client()).await?;
    let here = who.session().id;
    let rows = |rows: Vec<NamedRow>| Value::Array(rows.into_iter().map(object).collect());
    Ok(PersonalData {
        user: User::from(who.account()),
        language: who.account().language.as_ref().map(ToString::to_string),
        role: who.account().role.name(),
        declared: who.account().declared,
        groups: who.account().groups.names().map(ToOwned::to_owned).collect(),
        optional_letters: who.account().optional_letters,
        authenticators: held.authenticators.iter().map(AuthenticatorOfUser::from).collect(),
        passkeys: held.passkeys.iter().map(PasskeyOfUser::from).collect(),
        recovery_codes_left: held.recovery_codes_left,
        trusted_browsers: held.trusted_browsers.iter().map(|one| TrustedBrowserOfUser::of(one, visitor)).collect(),
        push_messages: PushMessages::of(held.push_target),
        sessions: held.sessions.iter().map(|session| SessionOfUser::of(session, here)).collect(),
        security_log: held.events.iter().map(LoggedEvent::of).collect(),
        application: held.application.into_iter().map(|(table, found)| (table.to_owned(), rows(found))).collect(),
    })
}

fn object(row: NamedRow) -> Value {
    let cell = |cell| match cell {
        Cell::Text(text) => Value::from(text),
        Cell::Integer(number) => Value::from(number),
        Cell::Bytes(_) => Value::Null,
    };
    Value::Object(row.into_iter().map(|(name, value)| (name.to_owned(), cell(value))).collect())
}

/// The file. Without a fresh step-up, the page that asks for one.
pub async fn file(Full(who): Full, visitor: Visitor) -> Answer {
    let data = match collected(&visitor, &who).await {
        Err(AuthError::StepUpNeeded) => return Ok(Redirect::to(PAGE).into_response()),
        data => data?,
    };
    let attachment = [(header::CONTENT_DISPOSITION, "attachment; filename=\"account.json\"")];
    Ok((attachment, Json(data)).into_response())
}

/// Returns everything that is held of the user, secrets aside. Needs a full authentication within the last five minutes.
#[utoipa::path(get, path = "/authentication/data", tag = "account",
    responses((status = 200, description = "The data", body = PersonalData),
        (status = 429, description = "Too many attempts; see `Retry-After`", body = Problem, content_type = "application/problem+json")))]
pub async fn personal_data(Full(who): Full, visitor: Visitor) -> Answer {
    Ok(Json(collected(&visitor, &who).await?).into_response())
}
