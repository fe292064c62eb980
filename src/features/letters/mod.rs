//! Which notices the person gets, by mail and push message: those about safety always, the others if they want.

pub mod api;
pub mod form;
mod page;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page.
pub const PAGE: &str = "/account/letters";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::page)
        .form::<form::ChooseLetters>(Access::FullSession, PAGE)
        .api(Access::FullSession, routes!(api::letters, api::choose_letters))
}
