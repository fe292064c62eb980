//! A new password by a one-time link, for somebody who forgot the old one or whose account is sealed. An operator hands out the link.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod form;
mod island;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
use crate::http::{feature::Feature, route::Access};
#[cfg(feature = "ssr")]
use utoipa_axum::routes;

/// The page that the link leads to: it takes the code behind the `#`, or has it pasted.
#[cfg(feature = "ssr")]
pub const PAGE: &str = "/reset-password";
/// The page of the new password.
#[cfg(feature = "ssr")]
const NEW: &str = "/reset-password/new";

/// Declares the feature.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::Everybody, page::code)
        .page(NEW, Access::Everybody, page::new_password)
        .form::<form::OpenReset>(Access::Everybody, PAGE)
        .form::<form::ResetPassword>(Access::Everybody, NEW)
        .api(Access::Everybody, routes!(api::reset_password))
}
