//! The page that shows the recovery codes once, and the file.

use axum::{
    http::header,
    response::{IntoResponse, Redirect},
};
use latchkey_core::{domain::recovery::RecoveryCode, second_factors};
use leptos::prelude::*;

use super::{
    FILE, form,
    island::{CodeActions, ConfirmCodesForm},
};
use crate::{
    features::notices::CODES_NOT_SHOWN,
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    paths::ACCOUNT,
    ui::{
        parts::{day, logo, page_head},
        shell::{Page, Width, show, told},
    },
};

/// The page with the new codes. Available until they are confirmed as kept.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    let Some(codes) = second_factors::shown_recovery_codes(visitor.services(), &who).await? else {
        return Ok(Redirect::to(&CODES_NOT_SHOWN.on(ACCOUNT)).into_response());
    };
    let codes: Vec<String> = codes.iter().map(RecoveryCode::grouped).collect();
    let before = told::<form::ConfirmRecoveryCodes>(&visitor);
    let (email, now) = (who.account().email.for_people(), visitor.services().now());
    let app_name = visitor.services().policy().app_name.clone();
    Ok(show(&visitor, || {
        Page {
        title: "Recovery codes",
        width: Width::Normal,
        body: view! {
            {page_head("Keep your recovery codes", Some("Two-factor authentication is on. If you lose your phone, one of these codes lets you in instead. Each works once."))}
            <div class="alert alert--warning" role="status">
                <p class="alert__title">"They are not shown again."</p>
                <p>"Put them where you keep important papers, or into a password manager. Not on the phone that they stand in for."</p>
            </div>
            <section class="card code-sheet" aria-labelledby="codes-title">
                <h2 class="visually-hidden" id="codes-title">"Your codes"</h2>
                <div class="code-sheet__print" aria-hidden="true"><p class="code-sheet__app">{logo()}{format!("{app_name} recovery codes")}</p></div>
                <p class="code-sheet__meta"><span>{email}</span>" "{day(now)}</p>
                <ol class="codes" id="codes">
                    {codes.iter().map(|code| view! { <li class="codes__item"><code>{code.clone()}</code></li> }).collect_view()}
                </ol>
                <CodeActions codes=codes.join("\n") file=FILE.to_owned()/>
            </section>
            <section class="card" aria-labelledby="kept">
                <header class="card__head"><h2 class="card__title" id="kept">"Are they kept?"</h2></header>
                <ConfirmCodesForm before/>
            </section>
        }
        .into_any(),
    }
    }))
}

/// The same codes as a text file.
pub async fn file(Full(who): Full, visitor: Visitor) -> Answer {
    let Some(codes) = second_factors::shown_recovery_codes(visitor.services(), &who).await? else {
        return Ok(Redirect::to(&CODES_NOT_SHOWN.on(ACCOUNT)).into_response());
    };
    let list: String = codes.iter().map(|code| format!("{}\r\n", code.grouped())).collect();
    let app_name = &visitor.services().policy().app_name;
    let text = format!(
        "{app_name} recovery codes for {}\r\nmade on {}\r\n\r\nEach of them lets you in once in place of a code from your phone.\r\n\r\n{list}",
        who.account().email.for_people(),
        visitor.services().now(),
    );
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"latchkey-recovery-codes.txt\""),
    ];
    Ok((headers, text).into_response())
}
