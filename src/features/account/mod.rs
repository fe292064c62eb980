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
    // Changes check for themselves that nothing has to be set up first.
    Feature::new().page(ACCOUNT, Access::SettingUp, page::page).api(Access::SettingUp, routes!(api::me, api::change))
}
