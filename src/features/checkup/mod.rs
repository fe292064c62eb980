//! The checkup: whether code and recovery codes are at hand, asked while the person can still mend it.

pub mod api;
pub mod form;
mod page;
pub mod view;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page.
pub const PAGE: &str = "/account/checkup";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::page)
        .form::<form::CheckUp>(Access::FullSession, PAGE)
        .form::<form::PutCheckupOff>(Access::FullSession, PAGE)
        .api(Access::FullSession, routes!(api::checkup, api::check_up))
        .api(Access::FullSession, routes!(api::put_off))
}
