//! The pages of the deletion.

use std::time::Duration;

use axum::response::Response;
use leptos::prelude::*;

use super::form;
use crate::{
    features::personal_data,
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::{ACCOUNT, HOME},
    ui::{
        form::{in_place::InPlace, view::FormView},
        parts::page_head,
        shell::{Page, Width, show},
    },
};

fn days(notice: Duration) -> u64 {
    notice.as_secs() / 86_400
}

fn lede(l: &Locale, notice: Duration) -> String {
    if notice.is_zero() { l.deletion_lede_at_once() } else { l.deletion_lede(days(notice)) }
}

/// What deleting does, and the form.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    let l = visitor.locale;
    let in_place = InPlace::of(&visitor, &who).await?;
    let notice = visitor.services().policy().deletion_notice;
    Ok(show(&visitor, || {
        let form = FormView::new::<form::DeleteAccount>(&visitor, &l.deletion_title(), in_place.alone());
        let content = view! {
            <p>{l.deletion_text()}" "<a href=personal_data::PAGE>{l.personal_data_title()}</a></p>
            {in_place.fields(&visitor, &form)}
            <div class="actions">
                {in_place.submit("button button--danger", l.deletion_button(), l.form_checking())}
                <a class="button button--quiet" href=ACCOUNT>{l.cancel()}</a>
            </div>
        };
        let body = view! {
            {page_head(&l.deletion_title(), Some(lede(l, notice)))}
            <div class="card card--danger">{form.live(content)}</div>
        };
        Page::new(l.deletion_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}

/// What happens now.
pub async fn ordered(visitor: Visitor) -> Response {
    let l = visitor.locale;
    let notice = visitor.services().policy().deletion_notice;
    show(&visitor, || {
        let text = if notice.is_zero() { l.deleted_at_once() } else { l.deletion_ordered(days(notice)) };
        let body = view! {
            {page_head(&l.deletion_ordered_title(), Some(text))}
            <div class="actions"><a class="button" href=HOME>{l.to_start_page()}</a></div>
        };
        Page::new(l.deletion_ordered_title(), Width::Narrow, body)
    })
}
