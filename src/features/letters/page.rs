//! The page on which letters are chosen.

use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;

use super::form;
use crate::{
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    paths::ACCOUNT,
    ui::{
        form::{
            in_place::InPlace,
            view::{FormView, submit},
        },
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// The page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    if !visitor.sends_mail() {
        return Ok(Redirect::to(ACCOUNT).into_response());
    }
    let l = visitor.locale;
    let in_place = InPlace::of(&visitor, &who);
    Ok(show(&visitor, || {
        let form = FormView::new::<form::ChooseLetters>(&visitor, &l.letters_title(), in_place.alone());
        let typed = visitor.typed("optional");
        let checked = if typed.is_empty() { who.account().optional_letters } else { typed == "true" };
        let content = view! {
            <label class="check">
                <input class="check__box" type="checkbox" name="optional" value="true" checked=checked/>
                <span>{l.letters_optional()}</span>
            </label>
            {in_place.fields(&visitor, &form)}
            <div class="actions">
                {submit("button button--primary", l.letters_button(), l.form_checking())}
                <a class="button button--quiet" href=ACCOUNT>{l.cancel()}</a>
            </div>
        };
        let body = view! {
            {page_head(&l.letters_title(), Some(l.letters_lede(who.account().email.for_people())))}
            <div class="card">
                <p>{l.letters_always()}</p>
                {form.live(content)}
            </div>
        };
        Page::new(l.letters_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}
