//! The page that asks a person to confirm their identity.

use latchkey_core::sign_in;
use leptos::{prelude::*, server_fn::ServerFn};

use super::{after::After, form};
use crate::{
    http::{caller::Full, refusal::Answer, visitor::Visitor},
    paths::ACCOUNT,
    ui::{
        form::view::{Asks, FormView, known_username, submit},
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// The step-up page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    let (l, two_factor) = (visitor.locale, who.account().two_factor);
    let asked = |name| visitor.query(name).unwrap_or_default();
    let after = After::named(&asked("after"), &asked("id")).possible(two_factor);
    let (lede, button) = (after.lede(l), after.button(l));
    let ways = sign_in::ways(visitor.services(), who.account()).await?;
    Ok(show(&visitor, || {
        let fields = Asks::Everything.fields(ways);
        let form = FormView::new::<form::ConfirmIdentity>(&visitor, &l.confirm_title(), fields);
        let content = view! {
            {known_username(who.account().email.to_string())}
            {form.proofs(ways, Asks::Everything, form::AskToStepUp::PATH)}
            <input type="hidden" name="after" value=after.name()/>
            <input type="hidden" name="id" value=after.id()/>
            <div class="actions">
                {Asks::Everything.typed(ways).then(|| submit("button button--primary", button, l.form_checking()))}
                <a class="button button--quiet" href=ACCOUNT>{l.cancel()}</a>
            </div>
        };
        let body = view! {
            {page_head(&l.confirm_title(), Some(lede))}
            <div class="card">{form.live(content)}</div>
        };
        Page::new(l.confirm_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}
