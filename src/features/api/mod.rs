//! The OpenAPI document of the JSON API, as JSON and as a page. Also answers unknown paths below its prefix.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use utoipa::openapi::{self, HttpMethod, RefOr};

use crate::{
    http::{
        feature::{Feature, operations},
        route::{API, Access, Kind},
        state::AppState,
        visitor::Visitor,
    },
    ui::{
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// Path of the document.
const DOCUMENT: &str = "/api/v1/openapi.json";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page("/api", Access::Everybody, page)
        .api_document(DOCUMENT, json)
        .nothing_else("/api/", Kind::Api)
        .nothing_else("/api/{*path}", Kind::Api)
        .nothing_else("/ui/{*path}", Kind::Form { page: "/" })
}

/// The document as JSON.
async fn json(State(state): State<AppState>) -> Response {
    Json(state.document()).into_response()
}

/// The document as a page.
async fn page(visitor: Visitor) -> Response {
    let document = visitor.state.document().clone();
    let l = visitor.locale;
    show(&visitor, || {
        let operations = document.paths.paths.into_iter().map(|(path, mut item)| {
            operations(&mut item).into_iter().map(|(method, operation)| operation_card(&path, &method, operation)).collect_view()
        });
        // The document itself is English in all languages.
        let operations = operations.collect_view();
        let body = view! {
            {page_head(&l.api_title(), Some(l.api_lede()))}
            <p>{l.api_for_machines()}" "<a href=DOCUMENT>"OpenAPI 3.1"</a></p>
            <div lang="en" dir="ltr">{operations}</div>
        };
        Page::new(l.api_nav(), Width::Normal, body)
    })
}

fn operation_card(path: &str, method: &HttpMethod, operation: &openapi::path::Operation) -> impl IntoView + use<> {
    let method = match method {
        HttpMethod::Get => "GET",
        HttpMethod::Put => "PUT",
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
            <header class="card__head"><h2 class="card__title" id=id><span class="badge">{method}</span>" "<code>{format!("{}{path}", API)}</code></h2></header>
            <p>{summary}</p>
            <dl class="facts facts--small">{answers.collect_view()}</dl>
        </section>
    }
}
