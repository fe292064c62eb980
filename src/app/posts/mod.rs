//! Posts: the example of a protected resource. This file declares its routes, and what the browser uses: the server functions and
//! the form's island. `deeds` has its rules and SQL, `web` its page and its part of the JSON API.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

#[cfg(feature = "ssr")]
mod deeds;
#[cfg(feature = "ssr")]
mod web;

use leptos::{form::ActionForm, prelude::*};

use crate::ui::{
    fields::{Alert, FieldError, Submit, busy, described, focus_when_refused, hold_while, told},
    html::escaped,
    message::Message,
};
#[cfg(feature = "ssr")]
use crate::{
    http::{feature::Feature, route::Access},
    ui::notice::Notice,
};
#[cfg(feature = "ssr")]
use latchkey_core::domain::invalid::FieldProblem;
#[cfg(feature = "ssr")]
use utoipa_axum::routes;

#[cfg(feature = "ssr")]
const PAGE: &str = "/posts";
const TITLE: &str = "title";
const CONTENT: &str = "content";
const NO_TITLE: &str = "Give your post a title.";
const NO_CONTENT: &str = "Write something.";

#[cfg(feature = "ssr")]
const WRITTEN: Notice = Notice::success("post-written", "Your post is published.");
#[cfg(feature = "ssr")]
const REMOVED: Notice = Notice::success("post-removed", "Your post is removed.");

/// Maximum body size: a post of 10,000 characters has up to 120,000 bytes when percent-encoded.
#[cfg(feature = "ssr")]
const MAX_BODY: usize = 128 * 1024;

/// Declares the feature.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new()
        .link("Posts", PAGE)
        .page(PAGE, Access::Protected, web::page)
        .form::<WritePost>(Access::Protected, PAGE)
        .max_body(MAX_BODY)
        .form::<RemovePost>(Access::Protected, PAGE)
        .api(Access::Protected, routes!(web::list, web::write))
        .max_body(MAX_BODY)
        .api(Access::Protected, routes!(web::one, web::change, web::remove))
        .max_body(MAX_BODY)
        .sentence(TITLE, FieldProblem::Empty, NO_TITLE)
        .sentence(CONTENT, FieldProblem::Empty, NO_CONTENT)
        .table(&deeds::TABLE)
}

/// Creates a post.
#[server(prefix = "/ui", endpoint = "write_post")]
pub async fn write_post(title: String, content: String) -> Result<(), Message> {
    use crate::ui::form::Form;
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
    use crate::ui::form::Form;
    let form = Form::received()?;
    let author = form.answer(form.protected())?;
    let id = id.parse().map_err(|_| Message::NotFound)?;
    form.answer(deeds::remove(form.services(), &author, id).await)?;
    form.go(&REMOVED.on(PAGE))
}

/// The form that creates a post.
#[island]
pub fn PostForm(
    /// The form's message from before this page.
    before: Option<Message>,
    /// The previous input of the title.
    title: String,
    /// The previous input of the text.
    content: String,
) -> impl IntoView {
    let action = ServerAction::<WritePost>::new();
    let told = told(action, before);
    let busy = busy(action);
    focus_when_refused(told, TITLE);
    let (title_invalid, title_described_by) = described(told, TITLE, false);
    let (content_invalid, content_described_by) = described(told, CONTENT, false);
    view! {
        <ActionForm action attr:class="form" on:submit:capture=hold_while(busy)>
            <Alert told fields=vec![TITLE, CONTENT]/>
            <div class="field">
                <label class="field__label" for="title">"Title"</label>
                <input
                    class="input" id="title" name="title" value=title required maxlength="200"
                    aria-invalid=move || title_invalid.get() aria-describedby=move || title_described_by.get()
                />
                <FieldError told field=TITLE when_empty=NO_TITLE/>
            </div>
            <div class="field">
                <label class="field__label" for="content">"Text"</label>
                <textarea
                    class="input input--area" id="content" name="content" rows="6" required maxlength="10000"
                    aria-invalid=move || content_invalid.get() aria-describedby=move || content_described_by.get()
                    inner_html=text_of(&content)
                ></textarea>
                <FieldError told field=CONTENT when_empty=NO_CONTENT/>
            </div>
            <div class="actions"><Submit label="Publish" waiting="Publishing…" busy class="button button--primary"/></div>
        </ActionForm>
    }
}

/// Text for a `textarea`. The parser drops the first line break.
fn text_of(content: &str) -> String {
    format!("\n{}", escaped(content))
}
