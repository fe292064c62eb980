//! The gate before applications: what proxies ask, and the page over which a browser goes to an application.

pub mod apps;
mod contract;
mod page;
pub mod proxy;
#[cfg(test)]
mod tests;

use latchkey_core::{
    domain::{gate::Target, token::expose},
    gate,
};

use crate::http::{base, feature::Feature, next::with_query, route::Access, state::AppState};

/// The page that carries a session to an application.
pub const PAGE: &str = "/gate";
/// The parameter of that page: where the browser came from, signed.
pub const REQUEST: &str = "request";
/// Where a browser comes back to, at every application's host. The gate itself answers there.
pub const CALLBACK: &str = "/.latchkey/callback";
/// Where an application's own link leads that wants somebody to sign in, at its host.
pub const SIGN_IN_HERE: &str = "/.latchkey/sign-in";
/// What Envoy puts before the path that it asks about.
const EXT_AUTHZ: &str = "/api/authz/ext-authz";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .asked_by_machines("/api/authz/auth-request", proxy::auth_request)
        .asked_by_machines("/api/authz/forward-auth", proxy::forward_auth)
        .asked_by_machines("/api/authz/ext-authz", proxy::ext_authz)
        .asked_by_machines("/api/authz/ext-authz/", proxy::ext_authz)
        .asked_by_machines("/api/authz/ext-authz/{*path}", proxy::ext_authz)
        .page(PAGE, Access::SettingUp, page::page)
}

/// The page that carries a session to where this request came from.
pub fn page_for(request: &str) -> String {
    with_query(PAGE, &[(REQUEST, request)])
}

/// The address to which a browser is led at the service's own origin, to come back to the application that shares it. No code has to be
/// carried, and no mark to be known again.
pub fn sign_in_for(state: &AppState, target: &Target, back: &str) -> Option<String> {
    let services = state.services();
    let back = target.at(back).ok()?;
    let place = state.site().origin.ascii() + back.written();
    let request = gate::way_back(services, target, (&place, expose(&gate::new_mark(services))))?;
    Some(base::path(&page_for(expose(&request)), state.site().base()))
}

/// The address at which a browser hands over its code.
fn callback(target: &Target, scheme: &str, code: &str) -> Option<String> {
    let back = target.at(&with_query(CALLBACK, &[("code", code)])).ok()?;
    Some(back.url(scheme))
}
