//! Trusted browsers: seeing them, and ending their trust. The second step of signing in gives it.

pub mod api;
pub mod form;
mod page;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page.
pub const PAGE: &str = "/account/trusted-browsers";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::page)
        .form::<form::EndTrust>(Access::FullSession, PAGE)
        .form::<form::EndAllTrust>(Access::FullSession, PAGE)
        .api(Access::FullSession, routes!(api::trusted_browsers, api::end_all_trust))
        .api(Access::FullSession, routes!(api::end_trust))
}
