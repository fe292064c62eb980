//! The settings in force, without secrets. They are changed where they come from.

use leptos::prelude::*;

use super::{SETTINGS, view::sections};
use crate::{
    config::{Setting, Source},
    http::{caller::Admin, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    ui::{
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// The page.
pub async fn page(Admin(_): Admin, visitor: Visitor) -> Answer {
    let l = visitor.locale;
    Ok(show(&visitor, || {
        let rows = visitor.state.site().settings.iter().map(|setting| row(l, setting)).collect_view();
        let body = view! {
            {page_head(&l.admin_settings(), Some(l.admin_settings_lede()))}
            {sections(l, SETTINGS)}
            <div class="card"><dl class="facts">{rows}</dl></div>
        };
        Page::new(l.admin_settings(), Width::Normal, body)
    }))
}

/// What is the same in every language.
fn code(text: String) -> AnyView {
    view! { <code>{text}</code> }.into_any()
}

fn row(l: &Locale, Setting { key, value, hidden, source }: &Setting) -> impl IntoView + use<> {
    let shown = match (value, hidden) {
        (None, true) => l.admin_setting_hidden().into_any(),
        (None, false) => l.admin_setting_none().into_any(),
        (Some(value), _) => code(value.clone()),
    };
    let set_by = match source {
        Source::Default => l.admin_setting_default().into_any(),
        Source::File(name) | Source::Environment(name) => code(name.clone()),
        Source::CommandLine(flag) => code((*flag).to_owned()),
    };
    view! {
        <div data-setting=*key>
            <dt><code>{*key}</code></dt>
            <dd><bdi>{shown}</bdi>" · "{set_by}</dd>
        </div>
    }
}
