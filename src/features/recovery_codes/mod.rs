//! Recovery codes: shown once, kept, replaced.

#[cfg(feature = "ssr")]
pub mod api;
pub mod form;
mod island;
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

/// The page that shows them once.
#[cfg(feature = "ssr")]
pub const PAGE: &str = "/account/recovery-codes";
/// The same as a file.
#[cfg(feature = "ssr")]
const FILE: &str = "/account/recovery-codes.txt";

/// Told when they are confirmed as kept.
#[cfg(feature = "ssr")]
pub const RECOVERY_CODES_KEPT: Notice =
    Notice::success("recovery-codes-kept", "Two-factor authentication is on and your recovery codes are kept.");
/// Told when there are none to show.
#[cfg(feature = "ssr")]
pub const CODES_NOT_SHOWN: Notice = Notice::info(
    "codes-not-shown",
    "Recovery codes are shown once, right after they were made. Make new ones if you need to see some.",
);

/// What the site knows of it.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::page)
        .page(FILE, Access::FullSession, page::file)
        .form::<form::ConfirmRecoveryCodes>(Access::FullSession, PAGE)
        .form::<form::ReplaceRecoveryCodes>(Access::FullSession, ACCOUNT)
        .api(Access::FullSession, routes!(api::recovery_codes))
}
