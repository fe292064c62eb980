//! The page that changes the password, or takes it off.

use latchkey_core::{
    domain::invalid::field,
    sign_in::{self, Ways},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::form;
use crate::{
    features::step_up::form::AskToStepUp,
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    paths::ACCOUNT,
    ui::{
        form::view::{Asks, FormView, known_username, submit, told},
        parts::{page_head, refused},
        shell::{Page, Width, show},
    },
};

/// The page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    let l = visitor.locale;
    let ways = sign_in::ways(visitor.services(), who.account()).await?;
    let told = told::<form::RemovePassword>(&visitor);
    Ok(show(&visitor, || {
        let fields: Vec<_> = [field::NEW_PASSWORD].into_iter().chain(Asks::Everything.fields(ways)).collect();
        let (title, lede) = match ways.password {
            true => (l.password_title(), l.password_lede()),
            false => (l.password_choose_title(), l.password_choose_lede()),
        };
        let form = FormView::new::<form::ChangePassword>(&visitor, &title, fields);
        let is_refused = told.is_some() || form.is_refused();
        let content = view! {
            {known_username(who.account().email.to_string())}
            {form.new_password(&visitor)}
            {form.proofs(ways, Asks::Everything, AskToStepUp::PATH)}
            <div class="actions">
                {Asks::Everything.typed(ways).then(|| submit("button button--primary", l.password_button(), l.form_checking()))}
                <a class="button button--quiet" href=ACCOUNT>{l.cancel()}</a>
            </div>
        };
        let body = view! {
            {page_head(&title, Some(lede))}
            {refused(told)}
            <div class="card">{form.live(content)}</div>
            {without(&visitor, ways)}
        };
        Page::new(title.clone(), Width::Narrow, body).refused(is_refused)
    }))
}

/// Going without a password, for whoever has a passkey.
fn without(visitor: &Visitor, ways: Ways) -> Option<impl IntoView + use<>> {
    let l = visitor.locale;
    let by_letter = visitor.sends_mail();
    (ways.password && ways.passkey).then(|| {
        view! {
            <section class="card" aria-labelledby="without">
                <header class="card__head"><h2 class="card__title" id="without">{l.password_without_title()}</h2></header>
                <p>{l.password_without_text()}</p>
                {(!by_letter).then(|| view! { <p>{l.password_without_letters()}</p> })}
                <div class="actions">
                    <form action=form::RemovePassword::PATH method="post">
                        <button class="button button--danger-quiet" type="submit">{l.password_without_button()}</button>
                    </form>
                </div>
            </section>
        }
    })
}
