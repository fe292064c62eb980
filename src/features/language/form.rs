//! Server function for the language switch in the footer.

#![expect(missing_docs, reason = "the macro makes a struct with undocumented fields of each function's arguments")]

use latchkey_core::accounts;
use leptos::prelude::*;

use crate::{
    http::{
        cookies,
        next::{own_referer, path_of},
    },
    l10n::Locale,
    paths::HOME,
    ui::{form::Form, message::Message},
};

/// Chooses a language, for this browser and, if somebody is signed in, for the account. Goes back to the page.
#[server(prefix = "/ui", endpoint = "language")]
pub async fn choose_language(language: String) -> Result<(), Message> {
    let form = Form::received()?;
    let mut here = Locale::all(form.state.site().pseudo_locales);
    let locale = here.find(|locale| locale.tag().as_str() == language).ok_or(Message::NotFound)?;
    if let Ok(who) = form.full_session() {
        form.answer(accounts::set_language(form.services(), &who, locale.tag()).await)?;
    }
    form.set_cookie(cookies::language(locale.tag(), form.origin()));
    let page = own_referer(&form.headers, form.origin()).map_or_else(|| HOME.to_owned(), path_of);
    form.go(&page)
}
