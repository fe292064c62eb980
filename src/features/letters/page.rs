//! The page on which notices are chosen.

use axum::response::{IntoResponse, Redirect};
use latchkey_core::accounts;
use leptos::prelude::*;

use super::form;
use crate::{
    features::{
        notices::{LETTERS_CHOSEN, PUSH_CHOSEN, PUSH_ENDED},
        push_messages::{self, target_in_words},
    },
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    paths::ACCOUNT,
    ui::{
        form::{in_place::InPlace, view::FormView},
        notice::notice,
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// The page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    if !visitor.tells_people() {
        return Ok(Redirect::to(ACCOUNT).into_response());
    }
    let l = visitor.locale;
    let pushes = if visitor.push_hosts().are_any() {
        let target = accounts::push_target(visitor.services(), &who).await?;
        Some(target_in_words(l, target.as_ref()))
    } else {
        None
    };
    let in_place = InPlace::of(&visitor, &who).await?;
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
                {in_place.submit("button button--primary", l.letters_button(), l.form_checking())}
                <a class="button button--quiet" href=ACCOUNT>{l.cancel()}</a>
            </div>
        };
        let lede = if visitor.sends_mail() { l.letters_lede(who.account().email.for_people()) } else { l.letters_lede_by_push() };
        let body = view! {
            {page_head(&l.letters_title(), Some(lede))}
            {notice(&visitor, &[LETTERS_CHOSEN, PUSH_CHOSEN, PUSH_ENDED])}
            <div class="card">
                <p>{l.letters_always()}</p>
                {form.live(content)}
            </div>
            {pushes.map(|target| view! {
                <section class="card" aria-labelledby="push">
                    <header class="card__head"><h2 class="card__title" id="push">{l.push_title()}</h2></header>
                    <p>{target}</p>
                    <div class="actions"><a class="button" href=push_messages::PAGE>{l.push_link()}</a></div>
                </section>
            })}
        };
        Page::new(l.letters_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}
