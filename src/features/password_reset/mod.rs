//! A new password by a one-time link, for somebody who forgot the old one or whose account is sealed. An operator hands out the link.

pub mod api;
pub mod form;
mod page;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page that the link leads to: it takes the code behind the `#`, or has it pasted.
pub const PAGE: &str = "/reset-password";
/// The page of the new password.
const NEW: &str = "/reset-password/new";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::Everybody, page::code)
        .page(NEW, Access::Everybody, page::new_password)
        .form::<form::OpenReset>(Access::Everybody, PAGE)
        .form::<form::ResetPassword>(Access::Everybody, NEW)
        .form::<form::AskToReset>(Access::Everybody, NEW)
        .api(Access::Everybody, routes!(api::reset_password))
        .api(Access::Everybody, routes!(api::ask_to_reset))
}
