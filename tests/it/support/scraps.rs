//! The harness' own protected resource: what stands behind the guard in tests, so that the product's do not need the example. A scrap
//! lives in its session alone.

use std::time::Duration;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use latchkey::{
    http::{
        body::Body,
        caller::Guarded,
        feature::Feature,
        refusal::{Answer, Refusal},
        route::Access,
        visitor::Visitor,
    },
    ui::{
        form::{Form, view::told},
        message::Message,
        shell::{Page, Width, show},
    },
};
use latchkey_core::{
    AuthError, Protected, Services,
    domain::invalid::{FieldProblem, Invalid},
    handoffs,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

const PAGE: &str = "/scraps";
const LARGE: usize = 128 * 1024;

/// What the site knows of it.
pub fn feature() -> Feature {
    Feature::new()
        .link(|_| "Scraps".into(), PAGE)
        .page(PAGE, Access::Protected, page)
        .form::<WriteScrap>(Access::Protected, PAGE)
        .max_body(LARGE)
        .api(Access::Protected, routes!(list, write))
        .max_body(LARGE)
        .api(Access::Protected, routes!(one, change, remove))
        .max_body(LARGE)
}

/// Writes a scrap.
#[server(prefix = "/ui", endpoint = "write_scrap")]
pub async fn write_scrap(title: String, content: String) -> Result<(), Message> {
    let form = Form::received()?;
    let author = form.answer(form.protected())?;
    form.answer(keep(form.services(), &author, &title, &content).await)?;
    form.go(PAGE)
}

fn check(title: &str, content: &str) -> Result<(), AuthError> {
    let empty = [("title", title), ("content", content)].into_iter().filter(|(_, text)| text.trim().is_empty());
    let invalid: Vec<_> = empty.map(|(field, _)| Invalid::new(field, FieldProblem::Empty)).collect();
    if invalid.is_empty() { Ok(()) } else { Err(AuthError::Invalid(invalid)) }
}

async fn keep(services: &Services, author: &Protected, title: &str, content: &str) -> Result<(), AuthError> {
    check(title, content)?;
    handoffs::keep(services, author, "scrap", (&format!("{title}\n{content}"), Duration::from_secs(3600))).await
}

async fn kept(services: &Services, author: &Protected) -> Result<Vec<Scrap>, AuthError> {
    let Some(text) = handoffs::take(services, author, "scrap").await? else { return Ok(vec![]) };
    let (title, content) = text.split_once('\n').unwrap();
    keep(services, author, title, content).await?;
    Ok(vec![Scrap { title: title.to_owned(), content: content.to_owned() }])
}

async fn page(Guarded(author): Guarded, visitor: Visitor) -> Answer {
    let scraps = kept(visitor.services(), &author).await?;
    let refused = told::<WriteScrap>(&visitor).and_then(|told| told.above(&[]));
    Ok(show(&visitor, || {
        let body = view! {
            {refused.map(|text| view! { <p role="alert">{text}</p> })}
            {scraps.into_iter().map(|scrap| view! { <h1>{scrap.title}</h1> <p>{scrap.content}</p> }).collect_view()}
        };
        Page::new("Scraps".into(), Width::Normal, body)
    }))
}

/// A scrap.
#[derive(Serialize, ToSchema)]
struct Scrap {
    title: String,
    content: String,
}

/// A scrap to be written.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScrapBody {
    #[schema(min_length = 1)]
    title: String,
    #[schema(min_length = 1)]
    content: String,
}

/// What of a scrap is to be changed.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScrapChangeBody {
    #[schema(nullable = false)]
    title: Option<String>,
    #[schema(nullable = false)]
    content: Option<String>,
}

/// The scraps.
#[utoipa::path(get, path = "/scraps", tag = "scraps", responses((status = 200, description = "All", body = Vec<Scrap>)))]
async fn list(Guarded(author): Guarded, visitor: Visitor) -> Answer {
    Ok(Json(kept(visitor.services(), &author).await?).into_response())
}

/// Writes a scrap.
#[utoipa::path(post, path = "/scraps", tag = "scraps", request_body = ScrapBody, responses((status = 201, description = "Written", body = Scrap)))]
async fn write(Guarded(author): Guarded, visitor: Visitor, body: Body<ScrapBody>) -> Answer {
    let ScrapBody { title, content } = body.fields.clone();
    body.checked(check(&title, &content))?;
    keep(visitor.services(), &author, &title, &content).await?;
    Ok((StatusCode::CREATED, Json(Scrap { title, content })).into_response())
}

/// No scrap has an id.
#[utoipa::path(get, path = "/scraps/{id}", tag = "scraps", params(("id" = String, Path, format = "uuid")),
    responses((status = 404, description = "There is none")))]
async fn one(Guarded(_): Guarded) -> Result<Response, Refusal> {
    Err(Refusal::not_found())
}

/// No scrap has an id.
#[utoipa::path(patch, path = "/scraps/{id}", tag = "scraps", params(("id" = String, Path, format = "uuid")), request_body = ScrapChangeBody,
    responses((status = 404, description = "There is none")))]
async fn change(Guarded(_): Guarded, body: Body<ScrapChangeBody>) -> Result<Response, Refusal> {
    let ScrapChangeBody { title, content } = body.fields.clone();
    body.checked(Ok(()))?;
    let _ = (title, content);
    Err(Refusal::not_found())
}

/// No scrap has an id.
#[utoipa::path(delete, path = "/scraps/{id}", tag = "scraps", params(("id" = String, Path, format = "uuid")),
    responses((status = 404, description = "There is none")))]
async fn remove(Guarded(_): Guarded) -> Result<Response, Refusal> {
    Err(Refusal::not_found())
}
