//! The applications that a person may open, as the account page lists them.

use latchkey_core::domain::{account::Account, gate::AppRule};
use leptos::prelude::*;

use super::proxy::scheme;
use crate::{http::state::AppState, l10n::Locale};

/// The list, if there is any.
pub fn list(state: &AppState, l: &Locale, account: &Account) -> Option<impl IntoView + use<>> {
    let rules = &state.site().gate.0;
    let open = rules.iter().enumerate().filter(|(_, rule)| rule.is_open_to(&account.groups));
    let items: Vec<_> = open.filter_map(|(number, rule)| item(state, number, rule)).collect();
    let listed = !items.is_empty();
    listed.then(|| {
        view! {
            <section class="card" aria-labelledby="apps">
                <header class="card__head"><h2 class="card__title" id="apps">{l.apps_title()}</h2></header>
                <div class="actions">{items}</div>
            </section>
        }
    })
}

fn item(state: &AppState, number: usize, rule: &AppRule) -> Option<impl IntoView + use<>> {
    let (name, (host, path)) = (rule.name.clone()?, rule.opens_at()?);
    let port = state.site().origin.port().map_or_else(String::new, |port| format!(":{port}"));
    let href = format!("{}://{host}{port}{path}", scheme(state));
    let icon = state.site().brand.icon_of_app(number).map(|file| state.site().assets.address(&file.name));
    let icon = icon.map(|address| view! { <img src=address alt="" width="24" height="24"/> });
    Some(view! { <a class="button" href=href>{icon}<bdi>{name}</bdi></a> })
}
