//! Deleting one's account.

pub mod api;
pub mod form;
mod page;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page.
pub const PAGE: &str = "/account/delete";
/// The page after that.
const ORDERED: &str = "/deleted";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::page)
        .page(ORDERED, Access::Everybody, page::ordered)
        .form::<form::DeleteAccount>(Access::FullSession, PAGE)
        .api(Access::FullSession, routes!(api::delete))
}
