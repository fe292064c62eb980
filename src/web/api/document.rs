//! The description of this door: OpenAPI 3.1 from the handlers themselves, and a page that shows it.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self, HttpMethod, Ref, RefOr, ResponseBuilder,
        content::ContentBuilder,
        security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
    },
};

use super::{authentication, posts, two_factor};
use crate::{
    ui::{
        parts::page_head,
        shell::{Page, Visit, Width},
    },
    web::access::{self, Access},
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Latchkey", description = "Sign-in with a password and a second factor. Sessions are carried by cookies alone."),
    servers((url = "/api/v1")),
    paths(
        authentication::register, authentication::log_in, authentication::log_out, authentication::refresh,
        authentication::step_up, authentication::me, two_factor::generate, two_factor::turn_on, two_factor::authenticate,
        two_factor::turn_off, two_factor::recovery_codes, posts::list, posts::write, posts::one, posts::change, posts::remove
    ),
    components(schemas(super::problem::Problem)),
    modifiers(&Common)
)]
struct Document;

/// What many operations have in common: refusals, and the cookie that they demand.
struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        for (name, cookie, what) in [
            ("session", "latchkey-access", "The access token. Behind https the name begins with __Host-."),
            (
                "pending",
                "latchkey-pending",
                "A log-in that waits for its second factor. Behind https the name begins with __Host-.",
            ),
        ] {
            components
                .add_security_scheme(name, SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(cookie, what))));
        }
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations(item) {
                refusals(path, method, operation);
            }
        }
    }
}

fn operations(item: &mut openapi::PathItem) -> Vec<(HttpMethod, &mut openapi::path::Operation)> {
    [
        (HttpMethod::Get, item.get.as_mut()),
        (HttpMethod::Post, item.post.as_mut()),
        (HttpMethod::Patch, item.patch.as_mut()),
        (HttpMethod::Delete, item.delete.as_mut()),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.map(|operation| (method, operation)))
    .collect()
}

/// Adds the refusals that come from what a route demands and takes.
fn refusals(path: &str, method: HttpMethod, operation: &mut openapi::path::Operation) {
    let route = format!("{}{path}", super::PREFIX);
    let access = access::TABLE.iter().find(|(known, _)| *known == route).map(|(_, access)| *access);
    let mut add = |status: &str, what: &str| {
        if !operation.responses.responses.contains_key(status) {
            let problem = ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name("Problem")))).build();
            let response = ResponseBuilder::new().description(what).content("application/problem+json", problem).build();
            operation.responses.responses.insert(status.to_owned(), response.into());
        }
    };
    add("401", "Not signed in, or not with what this demands; `type` says which");
    add("500", "Something broke");
    add("503", "Unavailable; see `Retry-After`");
    if method != HttpMethod::Get {
        add("403", "The request came from another site");
        add("413", "The body is too large");
    }
    if access == Some(Access::Protected) {
        add("403", "The service demands two-factor authentication");
    }
    if operation.request_body.is_some() {
        add("400", "Invalid input: all fields at once");
        add("415", "The body is not application/json");
        add("429", "Too many attempts; see `Retry-After`");
    } else if operation.parameters.as_ref().is_some_and(|parameters| !parameters.is_empty()) {
        add("400", "Invalid input");
    } else if method != HttpMethod::Get {
        add("400", "The request did not arrive whole");
    }
    let scheme = match access {
        Some(Access::FullSession | Access::Protected) => Some("session"),
        Some(Access::PendingSignIn) => Some("pending"),
        _ => None,
    };
    operation.security = scheme.map(|name| vec![SecurityRequirement::new::<_, [&str; 0], &str>(name, [])]);
}

/// The document.
pub async fn json() -> Response {
    Json(Document::openapi()).into_response()
}

/// The document as a page.
pub async fn page(visit: Visit) -> Response {
    let document = Document::openapi();
    visit.show(|| Page {
        title: "API",
        width: Width::Normal,
        body: view! {
            {page_head("The API", Some("What the pages do, for programs: JSON in and out, sessions by cookies."))}
            <p>"The whole description for machines: "<a href="/api/v1/openapi.json">"OpenAPI 3.1"</a>"."</p>
            {document.paths.paths.into_iter().map(|(path, mut item)| {
                operations(&mut item).into_iter().map(|(method, operation)| operation_card(&path, &method, operation)).collect_view()
            }).collect_view()}
        }
        .into_any(),
    })
}

fn operation_card(path: &str, method: &HttpMethod, operation: &openapi::path::Operation) -> impl IntoView + use<> {
    let method = match method {
        HttpMethod::Get => "GET",
        HttpMethod::Patch => "PATCH",
        HttpMethod::Delete => "DELETE",
        _ => "POST",
    };
    let id = operation.operation_id.clone().unwrap_or_default();
    let labelled_by = id.clone();
    let summary = operation.summary.clone().or_else(|| operation.description.clone()).unwrap_or_default();
    let answers = operation.responses.responses.iter().map(|(status, answer)| {
        let what = match answer {
            RefOr::T(response) => response.description.clone(),
            RefOr::Ref(reference) => reference.ref_location.clone(),
        };
        view! { <div><dt>{status.clone()}</dt><dd>{what}</dd></div> }
    });
    view! {
        <section class="card" aria-labelledby=labelled_by>
            <header class="card__head"><h2 class="card__title" id=id><span class="badge">{method}</span>" "<code>{format!("{}{path}", super::PREFIX)}</code></h2></header>
            <p>{summary}</p>
            <dl class="facts facts--small">{answers.collect_view()}</dl>
        </section>
    }
}
