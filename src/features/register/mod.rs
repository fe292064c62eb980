//! Registration, and how strong a new password is while it is typed, wherever one is asked for.

#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
pub mod form;
pub(crate) mod island;
#[cfg(feature = "ssr")]
mod page;
mod strength;

#[cfg(feature = "ssr")]
use crate::{
    http::{feature::Feature, route::Access},
    paths::REGISTER,
};
#[cfg(feature = "ssr")]
use utoipa_axum::routes;

/// Declares the feature.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new()
        .page(REGISTER, Access::Everybody, page::page)
        .form::<form::Register>(Access::Everybody, REGISTER)
        .api(Access::Everybody, routes!(api::register))
}
