//! Step-up: proving all factors again before changing them.

pub mod after;
#[cfg(feature = "ssr")]
pub mod api;
pub mod form;
mod island;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
use self::after::After;
#[cfg(feature = "ssr")]
use crate::http::{feature::Feature, next::with_query, route::Access};
#[cfg(feature = "ssr")]
use utoipa_axum::routes;

#[cfg(feature = "ssr")]
const PAGE: &str = "/account/confirm";

/// Path of the step-up page that continues to a target.
#[cfg(feature = "ssr")]
pub fn before(after: After) -> String {
    with_query(PAGE, &[("after", after.name())])
}

/// Declares the feature.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::page)
        .form::<form::ConfirmIdentity>(Access::FullSession, PAGE)
        .api(Access::FullSession, routes!(api::step_up))
}
