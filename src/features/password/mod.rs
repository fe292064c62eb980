//! The password: changing it, and going without.

pub mod api;
pub mod form;
mod page;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page.
pub const PAGE: &str = "/account/password";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::page)
        .form::<form::ChangePassword>(Access::FullSession, PAGE)
        .form::<form::RemovePassword>(Access::FullSession, PAGE)
        .api(Access::FullSession, routes!(api::change_password, api::remove_password))
}
