//! Recovery codes: showing, confirming, replacing.

#[cfg(feature = "ssr")]
pub mod api;
pub mod form;
mod island;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
use crate::{
    http::{feature::Feature, route::Access},
    paths::{ACCOUNT, RECOVERY_CODES},
};
#[cfg(feature = "ssr")]
use utoipa_axum::routes;

/// The codes as a file.
#[cfg(feature = "ssr")]
const FILE: &str = "/account/recovery-codes.txt";

/// Declares the feature.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new()
        .page(RECOVERY_CODES, Access::FullSession, page::page)
        .page(FILE, Access::FullSession, page::file)
        .form::<form::ConfirmRecoveryCodes>(Access::FullSession, RECOVERY_CODES)
        .form::<form::ReplaceRecoveryCodes>(Access::FullSession, ACCOUNT)
        .api(Access::FullSession, routes!(api::recovery_codes))
}
