//! The page of the checkup.

use axum::response::{IntoResponse, Redirect};
use latchkey_core::{domain::invalid::field, sign_in};
use leptos::{prelude::*, server_fn::ServerFn};

use super::form;
use crate::{
    features::{recovery_codes::form::ReplaceRecoveryCodes, step_up::form::AskToStepUp},
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    paths::ACCOUNT,
    ui::{
        form::view::{FormView, submit},
        parts::page_head,
        passkey,
        shell::{Page, Width, show},
    },
};

/// The page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    if !who.account().two_factor {
        return Ok(Redirect::to(ACCOUNT).into_response());
    }
    let l = visitor.locale;
    let ways = sign_in::ways(visitor.services(), who.account()).await?;
    Ok(show(&visitor, || {
        let form = FormView::new::<form::CheckUp>(&visitor, &l.checkup_title(), &[field::CODE]);
        let content = view! {
            <label class="check">
                <input class="check__box" type="checkbox" name="found" value="true"/>
                <span>{l.checkup_found()}</span>
            </label>
            {ways.code.then(|| form.code_by_hand(l.checkup_code_hint(ways.digits.to_string())))}
            <div class="actions">
                {ways.code.then(|| submit("button button--primary", l.checkup_button(), l.form_checking()))}
                {ways.passkey.then(|| passkey::button(AskToStepUp::PATH, "button", l.passkey_use()))}
                <a class="button button--quiet" href=ACCOUNT>{l.cancel()}</a>
            </div>
        };
        let body = view! {
            {page_head(&l.checkup_title(), Some(l.checkup_lede()))}
            <div class="card">{form.live(content)}</div>
            <div class="card">
                <p>{l.checkup_lost()}</p>
                <div class="actions">
                    <form action=ReplaceRecoveryCodes::PATH method="post">
                        <button class="button" type="submit">{l.account_new_codes()}</button>
                    </form>
                </div>
            </div>
        };
        Page::new(l.checkup_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}
