//! Step-up: proving all factors again before changing them.

pub mod after;
pub mod api;
pub mod form;
mod page;

use self::after::After;
use crate::http::{feature::Feature, next::with_query, route::Access};
use utoipa_axum::routes;

const PAGE: &str = "/account/confirm";

/// Path of the step-up page that continues to a target.
pub fn before(after: After) -> String {
    with_query(PAGE, &[("after", after.name())])
}

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::page)
        .form::<form::ConfirmIdentity>(Access::FullSession, PAGE)
        .api(Access::FullSession, routes!(api::step_up))
}
