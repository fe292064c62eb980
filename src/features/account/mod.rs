//! The account page.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
use crate::{
    http::{feature::Feature, route::Access},
    paths::ACCOUNT,
};
#[cfg(feature = "ssr")]
use utoipa_axum::routes;

/// Declares the feature.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new().page(ACCOUNT, Access::FullSession, page::page).api(Access::FullSession, routes!(api::me))
}
