//! The page on which a person chooses where push messages go.

use latchkey_core::{
    accounts::{self, PushTarget},
    domain::{
        invalid::field,
        push::{PushAddress, PushHosts},
    },
};
use leptos::prelude::*;

use super::form;
use crate::{
    features::letters,
    http::{
        caller::Full,
        refusal::{Answer, Refusal},
        visitor::Visitor,
    },
    l10n::Locale,
    ui::{
        form::{
            in_place::InPlace,
            view::{FormView, described_by},
        },
        parts::page_head,
        shell::{Page, Width, show},
    },
};

/// Where push messages go now, in words.
pub fn target_in_words(l: &Locale, target: Option<&PushTarget>) -> String {
    match target {
        None => l.push_none(),
        Some(PushTarget { host: None, .. }) => l.push_unreadable(),
        Some(PushTarget { host: Some(host), since }) => l.push_now(host, l.date_time(*since)),
    }
}

/// The page.
pub async fn page(Full(who): Full, visitor: Visitor) -> Answer {
    let l = visitor.locale;
    let target = accounts::push_target(visitor.services(), &who).await?;
    // What is stored can be taken away, also where the operator allows none any more.
    if !visitor.push_hosts().are_any() && target.is_none() {
        return Err(Refusal::not_found());
    }
    let in_place = InPlace::of(&visitor, &who).await?;
    Ok(show(&visitor, || {
        let form = FormView::new::<form::ChoosePush>(&visitor, &l.push_title(), in_place.with(field::PUSH_ADDRESS));
        let (invalid, autofocus) = form.wrong(field::PUSH_ADDRESS);
        let control = view! {
            <input
                class="input" id=field::PUSH_ADDRESS name=field::PUSH_ADDRESS type="text" inputmode="url" autocomplete="off"
                autocapitalize="none" spellcheck="false" dir="ltr" maxlength=PushAddress::MAX_BYTES
                value=visitor.typed(field::PUSH_ADDRESS) aria-invalid=invalid
                aria-describedby=described_by(field::PUSH_ADDRESS, true) autofocus=autofocus
            />
        };
        let hint = Some(l.push_address_hint().into_any());
        let content = view! {
            {form.field(field::PUSH_ADDRESS, (l.push_address_label(), hint), control)}
            {in_place.fields(&visitor, &form)}
            <div class="actions">
                {in_place.submit("button button--primary", l.letters_button(), l.form_checking())}
                <a class="button button--quiet" href=letters::PAGE>{l.cancel()}</a>
            </div>
        };
        let hosts = match visitor.push_hosts() {
            PushHosts::These(hosts) => Some(l.push_hosts(hosts.join(", "))),
            PushHosts::None | PushHosts::Any => None,
        };
        let body = view! {
            {page_head(&l.push_title(), Some(l.push_lede()))}
            <div class="card">
                <p>{target_in_words(l, target.as_ref())}</p>
                <ul class="plain-list">
                    <li>{l.push_private()}</li>
                    {hosts.map(|hosts| view! { <li>{hosts}</li> })}
                </ul>
                {form.live(content)}
            </div>
        };
        Page::new(l.push_title(), Width::Narrow, body).refused(form.is_refused())
    }))
}
