//! The account page.

pub mod api;
mod page;

use crate::{
    http::{feature::Feature, route::Access},
    paths::ACCOUNT,
};
use utoipa_axum::routes;

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new().page(ACCOUNT, Access::FullSession, page::page).api(Access::FullSession, routes!(api::me, api::change))
}
