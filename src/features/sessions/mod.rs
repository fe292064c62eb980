//! Sessions: signing out, and renewing in the JSON API.

mod api;
pub mod form;

use crate::{
    http::{feature::Feature, route::Access},
    paths::ACCOUNT,
};
use utoipa_axum::routes;

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        // Ends whatever exists, so it requires nothing.
        .form::<form::SignOut>(Access::Everybody, ACCOUNT)
        // Both check the refresh cookie themselves.
        .api(Access::Everybody, routes!(api::log_out))
        .api(Access::Everybody, routes!(api::refresh))
}
