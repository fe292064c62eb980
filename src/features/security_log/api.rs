//! The security log in the JSON API.

use axum::{
    Json,
    extract::{Query, rejection::QueryRejection},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use latchkey_core::{
    domain::event::{Event, EventGroup},
    security_log,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::{
    caller::Full,
    field_error::FieldError,
    refusal::{Answer, Refusal, broken},
    route::API,
    visitor::Visitor,
};

/// Something that happened to the account.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoggedEvent {
    /// Random, stable.
    #[schema(format = "uuid")]
    id: String,
    /// RFC 3339.
    #[schema(format = DateTime)]
    at: String,
    /// What happened, such as `signed_in`. There may be more kinds in later versions.
    kind: &'static str,
    /// `person`, `somebody` (not signed in), `operator` or `service`.
    actor: &'static str,
    /// The session in which it was done, or which began or ended.
    #[schema(format = "uuid", nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
    /// Authentication method references (RFC 8176) of that session.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    amr: Option<&'static [&'static str]>,
    /// True if a trusted browser stood in place of the second factor of that session.
    by_trusted_browser: bool,
    /// IP address.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// The `User-Agent` header, at most 200 characters of it.
    user_agent: String,
    /// True if no sign-in had been completed in this browser before.
    is_new_device: bool,
}

impl LoggedEvent {
    /// Describes an event.
    pub fn of(event: &Event) -> Self {
        Self {
            id: event.id.to_string(),
            at: event.at.to_string(),
            kind: event.kind.name(),
            actor: event.actor.name(),
            session: event.session_id.map(|id| id.to_string()),
            amr: event.factors.map(|factors| factors.amr()),
            by_trusted_browser: event.factors.is_some_and(|factors| factors.is_by_trust()),
            address: event.whereabouts.address.map(|address| address.to_string()),
            user_agent: event.whereabouts.user_agent.to_string(),
            is_new_device: event.is_new_device,
        }
    }
}

/// Selects a page of the log.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LogQuery {
    /// Only `sign-ins`, `misses` or `changes`.
    #[param(nullable = false, pattern = "^(sign-ins|misses|changes)$")]
    show: Option<String>,
    /// Start of the page: the value in the `Link` header of the previous page.
    #[param(nullable = false)]
    before: Option<String>,
    /// Maximum number of events, 1 to 100. 30 if it is missing.
    #[param(nullable = false, minimum = 1, maximum = 100)]
    limit: Option<u16>,
}

/// Lists what happened to the account, newest first. The `Link` header names the next page (RFC 8288).
#[utoipa::path(get, path = "/security-log", tag = "account", params(LogQuery),
    responses((status = 200, description = "A page of the log", body = Vec<LoggedEvent>, headers(("Link" = String, description = "The next page, if there is one")))))]
pub async fn security_log(Full(who): Full, visitor: Visitor, query: Result<Query<LogQuery>, QueryRejection>) -> Answer {
    let bad = |field, message| Refusal::Fields(vec![FieldError::new(field, message)]);
    let Query(query) = query.map_err(|_| bad("limit", "The query holds something that cannot be read."))?;
    let named = |name: &str| EventGroup::named(name).ok_or_else(|| bad("show", "This must be sign-ins, misses or changes."));
    let group = query.show.as_deref().map(named).transpose()?;
    let read = |text: &str| text.parse().map_err(|()| bad("before", "This is no place in the list."));
    let before = query.before.as_deref().map(read).transpose()?;
    let limit = query.limit.unwrap_or(30);
    if !(1..=100).contains(&limit) {
        return Err(bad("limit", "This must be between 1 and 100."));
    }
    let page = security_log::page(visitor.services(), &who, group, (before, limit)).await?;
    let events: Vec<_> = page.events.iter().map(LoggedEvent::of).collect();
    let mut response = Json(events).into_response();
    if let Some(next) = page.next {
        let show = group.map(|group| format!("&show={}", group.name())).unwrap_or_default();
        let link = format!("<{API}/security-log?before={next}&limit={limit}{show}>; rel=\"next\"");
        response.headers_mut().insert(header::LINK, HeaderValue::from_str(&link).map_err(broken)?);
    }
    Ok(response)
}
