//! The form that creates a post.

use leptos::{form::ActionForm, prelude::*};

use super::fields::{Alert, FieldError, Submit, busy, described, focus_when_refused, hold_while, told};
use crate::ui::{forms, html::escaped, message::Message};

/// The form that creates a post.
#[island]
pub fn WritePost(
    /// The form's message from before this page.
    before: Option<Message>,
    /// The previous input of the title.
    title: String,
    /// The previous input of the text.
    content: String,
) -> impl IntoView {
    let action = ServerAction::<forms::WritePost>::new();
    let told = told(action, before);
    let busy = busy(action);
    focus_when_refused(told, "title");
    let (title_invalid, title_described_by) = described(told, "title", false);
    let (content_invalid, content_described_by) = described(told, "content", false);
    view! {
        <ActionForm action attr:class="form" on:submit:capture=hold_while(busy)>
            <Alert told fields=vec!["title", "content"]/>
            <div class="field">
                <label class="field__label" for="title">"Title"</label>
                <input
                    class="input" id="title" name="title" value=title required maxlength="200"
                    aria-invalid=move || title_invalid.get() aria-describedby=move || title_described_by.get()
                />
                <FieldError told field="title"/>
            </div>
            <div class="field">
                <label class="field__label" for="content">"Text"</label>
                <textarea
                    class="input input--area" id="content" name="content" rows="6" required maxlength="10000"
                    aria-invalid=move || content_invalid.get() aria-describedby=move || content_described_by.get()
                    inner_html=text_of(&content)
                ></textarea>
                <FieldError told field="content"/>
            </div>
            <div class="actions"><Submit label="Publish" waiting="Publishing…" busy class="button button--primary"/></div>
        </ActionForm>
    }
}

/// Text for a `textarea`. The parser drops the first line break.
fn text_of(content: &str) -> String {
    format!("\n{}", escaped(content))
}
