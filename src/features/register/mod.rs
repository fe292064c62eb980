//! Registration.

mod api;
pub mod form;
mod page;

use crate::{
    http::{feature::Feature, route::Access},
    paths::REGISTER,
};
use utoipa_axum::routes;

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(REGISTER, Access::Everybody, page::page)
        .form::<form::Register>(Access::Everybody, REGISTER)
        .api(Access::Everybody, routes!(api::register))
}
