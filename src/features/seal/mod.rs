//! The seal: "it was not me". Closing an account at once, and opening it again.

pub mod api;
pub mod form;
mod page;
pub mod view;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page that seals.
pub const PAGE: &str = "/account/seal";
/// The page after that.
pub const SEALED: &str = "/sealed";
/// The page that opens the seal: the second step of signing in to a sealed account.
pub const OPEN: &str = "/sign-in/unseal";
/// The page that the link of a letter leads to.
pub const BY_LINK: &str = "/seal";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::seal)
        .page(SEALED, Access::Everybody, page::sealed)
        .page(OPEN, Access::PendingSignIn, page::open)
        .form::<form::SealAccount>(Access::FullSession, PAGE)
        .page(BY_LINK, Access::Everybody, page::by_link)
        .form::<form::SealByLink>(Access::Everybody, BY_LINK)
        .form::<form::OpenSeal>(Access::PendingSignIn, OPEN)
        .api(Access::FullSession, routes!(api::seal))
        .api(Access::PendingSignIn, routes!(api::unseal))
}
