//! Sessions: seeing and ending them, signing out, and renewing in the JSON API.

pub mod api;
pub mod form;
mod page;

use crate::{
    http::{feature::Feature, route::Access},
    paths::{ACCOUNT, SESSIONS},
};
use utoipa_axum::routes;

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(SESSIONS, Access::FullSession, page::page)
        .form::<form::EndSession>(Access::FullSession, SESSIONS)
        .form::<form::EndOtherSessions>(Access::FullSession, SESSIONS)
        .api(Access::FullSession, routes!(api::list, api::end_others))
        .api(Access::FullSession, routes!(api::end_one))
        // Ends whatever exists, so it requires nothing.
        .form::<form::SignOut>(Access::Everybody, ACCOUNT)
        // Both check the refresh cookie themselves.
        .api(Access::Everybody, routes!(api::log_out))
        .api(Access::Everybody, routes!(api::refresh))
}
