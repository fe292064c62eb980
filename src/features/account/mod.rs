//! One's account.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
use crate::{
    http::feature::{Access, Feature},
    paths::ACCOUNT,
    ui::notice::Notice,
};
#[cfg(feature = "ssr")]
use utoipa_axum::routes;

/// Told after registering.
#[cfg(feature = "ssr")]
pub const REGISTERED: Notice = Notice::success("registered", "Welcome. Your account is ready.");
/// Told after a sign-in by a recovery code.
#[cfg(feature = "ssr")]
pub const RECOVERY_CODE_USED: Notice =
    Notice::warning("recovery-code-used", "You signed in with a recovery code. It does not work again.");

/// What the site knows of it.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new().page(ACCOUNT, Access::FullSession, page::page).api(Access::FullSession, routes!(api::me))
}
