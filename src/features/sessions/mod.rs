//! Sessions: signing out, and renewing by the API.

#[cfg(feature = "ssr")]
mod api;
pub mod form;

#[cfg(feature = "ssr")]
use crate::{
    http::{feature::Feature, route::Access},
    paths::ACCOUNT,
};
#[cfg(feature = "ssr")]
use utoipa_axum::routes;

/// What the site knows of it.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new()
        // It ends whatever there is, so nothing needs to be there.
        .form::<form::SignOut>(Access::Everybody, ACCOUNT)
        // Both look at the refresh cookie themselves.
        .api(Access::Everybody, routes!(api::log_out))
        .api(Access::Everybody, routes!(api::refresh))
}
