//! The name of a second factor, whatever its kind: its field, and the page that gives another one.

use latchkey_core::{
    FullSession,
    domain::{authenticator::AuthenticatorName, invalid::field},
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    http::{refusal::Answer, visitor::Visitor},
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

/// The second factor that gets another name.
pub struct Renamed {
    /// The page's title.
    pub title: String,
    /// The form's field that says which one it is, and its value.
    pub id: (&'static str, String),
    /// Its present name.
    pub name: AuthenticatorName,
    /// What it is called in a sentence.
    pub called: String,
    /// The page of its list.
    pub list: &'static str,
}

/// The page that gives it another name, by the server function `F`.
pub async fn rename_page<F: ServerFn>(visitor: &Visitor, who: &FullSession, one: Renamed) -> Answer {
    let l = visitor.locale;
    let in_place = InPlace::of(visitor, who).await?;
    Ok(show(visitor, || {
        let form = FormView::new::<F>(visitor, &one.title, in_place.with(field::AUTHENTICATOR_NAME));
        let typed = visitor.typed(field::AUTHENTICATOR_NAME);
        let value = if typed.is_empty() { one.name.to_string() } else { typed };
        let (name, id) = one.id;
        let content = view! {
            <input type="hidden" name=name value=id/>
            {name_field(l, &form, value)}
            {in_place.fields(visitor, &form)}
            <div class="actions">
                {in_place.submit("button button--primary", l.authenticators_rename_button(), l.form_checking())}
                <a class="button button--quiet" href=one.list>{l.cancel()}</a>
            </div>
        };
        let body = view! {
            {page_head(&one.title, Some(l.authenticators_rename_lede(one.called)))}
            <div class="card">{form.live(content)}</div>
        };
        Page::new(one.title, Width::Narrow, body).refused(form.is_refused())
    }))
}

/// The field of a second factor's name.
pub fn name_field(l: &Locale, form: &FormView, value: String) -> AnyView {
    let (invalid, autofocus) = form.wrong(field::AUTHENTICATOR_NAME);
    let control = view! {
        <input
            class="input" id=field::AUTHENTICATOR_NAME name=field::AUTHENTICATOR_NAME value=value autocomplete="off"
            maxlength=AuthenticatorName::MAX_CHARS aria-invalid=invalid
            aria-describedby=described_by(field::AUTHENTICATOR_NAME, true) autofocus=autofocus
        />
    };
    form.field(field::AUTHENTICATOR_NAME, (l.authenticators_name(), Some(l.authenticators_name_hint().into_any())), control)
}
