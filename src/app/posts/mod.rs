//! Posts: the example of a protected resource. This file declares its routes and its server functions. `deeds` has its rules and
//! SQL, `web` its page and its part of the JSON API.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

mod deeds;
mod web;

use latchkey_core::domain::invalid::FieldProblem;
use leptos::prelude::*;
use utoipa_axum::routes;

use crate::{
    http::{feature::Feature, route::Access},
    l10n::Messages,
    ui::{form::Form, message::Message, notice::Notice},
};

const PAGE: &str = "/posts";
const TITLE: &str = "title";
const CONTENT: &str = "content";

const WRITTEN: Notice = Notice::success("post-written", Messages::posts_published);
const REMOVED: Notice = Notice::success("post-removed", Messages::posts_removed);

/// Maximum body size: a post of 10,000 characters has up to 120,000 bytes when percent-encoded.
const MAX_BODY: usize = 128 * 1024;

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .link(Messages::posts_nav, PAGE)
        .page(PAGE, Access::Protected, web::page)
        .form::<WritePost>(Access::Protected, PAGE)
        .max_body(MAX_BODY)
        .form::<RemovePost>(Access::Protected, PAGE)
        .api(Access::Protected, routes!(web::list, web::write))
        .max_body(MAX_BODY)
        .api(Access::Protected, routes!(web::one, web::change, web::remove))
        .max_body(MAX_BODY)
        .sentence(TITLE, FieldProblem::Empty, Messages::posts_title_empty)
        .sentence(CONTENT, FieldProblem::Empty, Messages::posts_text_empty)
        .table(&deeds::TABLE)
}

/// Creates a post.
#[server(prefix = "/ui", endpoint = "write_post")]
pub async fn write_post(title: String, content: String) -> Result<(), Message> {
    let form = Form::received()?;
    let author = form.answer(form.protected())?;
    let written = deeds::write(form.services(), &author, &title, &content).await;
    if written.is_err() && form.is_plain() {
        form.answer(deeds::keep_draft(form.services(), &author, &title, &content).await)?;
    }
    form.answer(written)?;
    form.go(&WRITTEN.on(PAGE))
}

/// Deletes a post.
#[server(prefix = "/ui", endpoint = "remove_post")]
pub async fn remove_post(id: String) -> Result<(), Message> {
    let form = Form::received()?;
    let author = form.answer(form.protected())?;
    let id = id.parse().map_err(|_| Message::NotFound)?;
    form.answer(deeds::remove(form.services(), &author, id).await)?;
    form.go(&REMOVED.on(PAGE))
}
