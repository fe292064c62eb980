//! Recovery codes: showing, confirming, replacing.

pub mod api;
pub mod form;
mod page;

use crate::{
    http::{feature::Feature, route::Access},
    paths::{ACCOUNT, RECOVERY_CODES},
};
use utoipa_axum::routes;

/// The codes as a file.
const FILE: &str = "/account/recovery-codes.txt";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(RECOVERY_CODES, Access::FullSession, page::page)
        .page(FILE, Access::FullSession, page::file)
        .form::<form::ConfirmRecoveryCodes>(Access::FullSession, RECOVERY_CODES)
        .form::<form::ReplaceRecoveryCodes>(Access::FullSession, ACCOUNT)
        .api(Access::FullSession, routes!(api::recovery_codes))
}
