//! Recovery codes: the page that shows them once, and the file.

use axum::{http::header, response::IntoResponse};
use leptos::prelude::*;

use super::{PageResult, go};
use crate::{
    domain::recovery::RecoveryCode,
    ui::{
        islands::{CodeActions, ConfirmCodes},
        parts::{day, logo, page_head},
        shell::{Page, Visit, Width},
    },
    web::caller::Full,
};

/// The codes that were just made, until they are confirmed as kept.
pub async fn page(Full(who): Full, visit: Visit) -> PageResult {
    let Some(codes) = visit.answer(visit.state.auth().shown_recovery_codes(&who).await)? else {
        return go("/account?notice=codes-not-shown");
    };
    let codes: Vec<String> = codes.iter().map(RecoveryCode::grouped).collect();
    let (before, email, now) =
        (visit.told("/ui/confirm_recovery_codes"), who.account.email.for_people(), visit.state.auth().now());
    let app_name = visit.state.auth().policy().app_name.clone();
    Ok(visit.show(|| Page {
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
                <CodeActions codes=codes.join("\n")/>
            </section>
            <section class="card" aria-labelledby="kept">
                <header class="card__head"><h2 class="card__title" id="kept">"Are they kept?"</h2></header>
                <ConfirmCodes before/>
            </section>
        }
        .into_any(),
    }))
}

/// The same as a text file.
pub async fn file(Full(who): Full, visit: Visit) -> PageResult {
    let Some(codes) = visit.answer(visit.state.auth().shown_recovery_codes(&who).await)? else {
        return go("/account?notice=codes-not-shown");
    };
    let list: String = codes.iter().map(|code| format!("{}\r\n", code.grouped())).collect();
    let app_name = &visit.state.auth().policy().app_name;
    let text = format!(
        "{app_name} recovery codes for {}\r\nmade on {}\r\n\r\nEach of them lets you in once in place of a code from your phone.\r\n\r\n{list}",
        who.account.email.for_people(),
        visit.state.auth().now(),
    );
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"latchkey-recovery-codes.txt\""),
    ];
    Ok((headers, text).into_response())
}
