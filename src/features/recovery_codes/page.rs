//! The page that shows the recovery codes once, and the file.

use axum::{
    http::header,
    response::{IntoResponse, Redirect},
};
use latchkey_core::{
    domain::{invalid::field, recovery::RecoveryCode, time::Timestamp},
    second_factors,
};
use leptos::prelude::*;

use super::{FILE, form};
use crate::{
    features::notices::CODES_NOT_SHOWN,
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    l10n::Locale,
    paths::ACCOUNT,
    ui::{
        form::view::{FormView, submit},
        island::Tools,
        parts::{day, logo, page_head},
        shell::{Page, Width, show},
    },
};

/// The page with the new codes. Available until they are confirmed as kept.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    let Some(codes) = second_factors::shown_recovery_codes(visitor.services(), &who).await? else {
        return Ok(Redirect::to(&CODES_NOT_SHOWN.on(ACCOUNT)).into_response());
    };
    let codes: Vec<String> = codes.iter().map(RecoveryCode::grouped).collect();
    let (email, now) = (who.account().email.for_people(), visitor.services().now());
    let l = visitor.locale;
    Ok(show(&visitor, || {
        let form = FormView::new::<form::ConfirmRecoveryCodes>(&visitor, &l.recovery_title(), &[field::RECOVERY_CODE]);
        let body = view! {
            {page_head(&l.recovery_heading(), Some(l.recovery_lede()))}
            <div class="alert alert--warning" role="status">
                <p class="alert__title">{l.recovery_once_title()}</p>
                <p>{l.recovery_once_text()}</p>
            </div>
            <section class="card code-sheet" aria-labelledby="codes-title">
                <h2 class="visually-hidden" id="codes-title">{l.recovery_codes_label()}</h2>
                {sheet(&visitor, &codes, (email, now))}
            </section>
            <section class="card" aria-labelledby="kept">
                <header class="card__head"><h2 class="card__title" id="kept">{l.recovery_kept_title()}</h2></header>
                {form.live(confirmation(l, &form))}
            </section>
        };
        Page::new(l.recovery_title(), Width::Normal, body).refused(form.is_refused()).secret()
    }))
}

/// The codes, as they are printed, too; and the ways to keep them. Downloading is a link and works without WebAssembly.
fn sheet(visitor: &Visitor, codes: &[String], (email, now): (String, Timestamp)) -> impl IntoView + use<> {
    let l = visitor.locale;
    let title = l.recovery_sheet_title(&visitor.services().policy().app_name);
    let codes = codes.iter().map(|code| view! { <li class="codes__item"><code>{code.clone()}</code></li> }).collect_view();
    let actions = view! {
        <div class="actions">
            <button class="button alive" type="button" data-copies="codes" data-copied=l.copied() data-by-hand=l.copy_by_hand()>
                <span aria-live="polite">{l.recovery_copy()}</span>
            </button>
            <a class="button" href=FILE download=file_name(l)>{l.recovery_download()}</a>
            <button class="button alive" type="button" data-prints>{l.recovery_print()}</button>
        </div>
    };
    view! {
        <div class="code-sheet__print" aria-hidden="true"><p class="code-sheet__app">{logo()}{title}</p></div>
        <p class="code-sheet__meta"><span>{email}</span>" "{day(l, now)}</p>
        <ol class="codes" id="codes" dir="ltr" translate="no">{codes}</ol>
        <Tools>{actions}</Tools>
    }
}

fn confirmation(l: &Locale, form: &FormView) -> impl IntoView + use<> {
    view! {
        {form.recovery_code((l.recovery_type_one(), l.recovery_type_one_hint()), false)}
        <div class="either">{l.recovery_or()}</div>
        <label class="check">
            <input class="check__box" type="checkbox" name="stored" value="true"/>
            <span>{l.recovery_stored()}</span>
        </label>
        <div class="actions">{submit("button button--primary", l.recovery_continue(), l.form_checking())}</div>
    }
}

fn file_name(l: &Locale) -> String {
    format!("{}.txt", l.recovery_file_name())
}

/// The same codes as a text file.
pub async fn file(Full(who): Full, visitor: Visitor) -> Answer {
    let Some(codes) = second_factors::shown_recovery_codes(visitor.services(), &who).await? else {
        return Ok(Redirect::to(&CODES_NOT_SHOWN.on(ACCOUNT)).into_response());
    };
    let l = visitor.locale;
    let list: String = codes.iter().map(|code| format!("{}\r\n", code.grouped())).collect();
    let title = l.recovery_file_title(&visitor.services().policy().app_name, who.account().email.for_people());
    let made = l.recovery_file_made(l.date_time(visitor.services().now()));
    let text = format!("{title}\r\n{made}\r\n\r\n{}\r\n\r\n{list}", l.recovery_file_text());
    // The name in the link, in the person's language, comes first where the browser honours it.
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"recovery-codes.txt\""),
    ];
    Ok((headers, text).into_response())
}
