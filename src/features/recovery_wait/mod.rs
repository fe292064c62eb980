//! A way back for whoever has lost phone and recovery codes: a wait, of which the owner is told, and which any second factor stops.

pub mod api;
pub mod form;
mod page;
pub mod view;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page of somebody at the second step who has lost everything for it.
pub const PAGE: &str = "/sign-in/lost";
/// The page that the link of a letter leads to, by which a wait begins.
pub const BY_LINK: &str = "/begin-recovery";
/// The page that the link of a letter leads to, by which a wait ends.
pub const STOP: &str = "/stop-recovery";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::PendingSignIn, page::lost)
        .page(BY_LINK, Access::Everybody, page::by_link)
        .page(STOP, Access::Everybody, page::stop)
        .form::<form::BeginRecovery>(Access::PendingSignIn, PAGE)
        .form::<form::BeginRecoveryByLink>(Access::Everybody, BY_LINK)
        .form::<form::StopRecovery>(Access::FullSession, crate::paths::ACCOUNT)
        .form::<form::StopRecoveryByLink>(Access::Everybody, STOP)
        .api(Access::PendingSignIn, routes!(api::begin_recovery))
        .api(Access::Everybody, routes!(api::begin_recovery_by_link))
        .api(Access::FullSession, routes!(api::recovery, api::stop_recovery))
}
