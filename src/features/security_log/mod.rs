//! The security log: what happened to the account, and the warning that somebody knows the password.

pub mod api;
pub mod form;
mod page;
pub mod view;

use crate::{
    http::{feature::Feature, route::Access},
    paths::SECURITY_LOG,
};
use utoipa_axum::routes;

/// The whole log as a file.
const FILE: &str = "/account/security-log.json";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(SECURITY_LOG, Access::FullSession, page::page)
        .page(FILE, Access::FullSession, page::file)
        .form::<form::AnswerWarning>(Access::FullSession, SECURITY_LOG)
        .api(Access::FullSession, routes!(api::security_log))
}
