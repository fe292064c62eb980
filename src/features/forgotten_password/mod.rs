//! A forgotten password: a letter with a one-time link, where mail is set up. `password_reset` takes the new password.

pub mod api;
pub mod form;
mod page;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page that asks for the address.
pub const PAGE: &str = "/forgot-password";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::Everybody, page::page)
        .form::<form::AskForReset>(Access::Everybody, PAGE)
        .api(Access::Everybody, routes!(api::ask_for_reset))
}
