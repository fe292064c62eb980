//! The page that leads to one's data.

use leptos::prelude::*;

use super::form;
use crate::{
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    paths::ACCOUNT,
    ui::{
        form::{in_place::InPlace, view::FormView},
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// The page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    let l = visitor.locale;
    let in_place = InPlace::of(&visitor, &who).await?;
    Ok(show(&visitor, || {
        let form = FormView::new::<form::ExportData>(&visitor, &l.personal_data_title(), in_place.alone());
        // Not an island: the answer is a file, after which the page stays.
        let content = view! {
            {in_place.fields(&visitor, &form)}
            <div class="actions">
                {in_place.submit("button button--primary", l.personal_data_button(), l.form_checking())}
                <a class="button button--quiet" href=ACCOUNT>{l.back_to_account()}</a>
            </div>
        };
        let body = view! {
            {page_head(&l.personal_data_title(), Some(l.personal_data_lede()))}
            <div class="card">{form.plain(content)}</div>
        };
        Page::new(l.personal_data_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}
