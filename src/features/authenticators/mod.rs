//! Authenticators: an account may have several. Adding, replacing, renaming and removing them.

pub mod api;
pub mod form;
pub mod page;
pub mod view;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page that lists them.
pub const PAGE: &str = "/account/authenticators";
/// The page that gives one another name: `?authenticator=` names it.
pub const RENAME: &str = "/account/authenticators/rename";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::list)
        .page(RENAME, Access::FullSession, page::rename)
        .form::<form::BeginAuthenticator>(Access::FullSession, PAGE)
        .form::<form::ReplaceAuthenticator>(Access::FullSession, PAGE)
        .form::<form::AddAuthenticator>(Access::FullSession, crate::paths::SET_UP)
        .form::<form::RenameAuthenticator>(Access::FullSession, RENAME)
        .form::<form::RemoveAuthenticator>(Access::FullSession, PAGE)
        .api(Access::FullSession, routes!(api::list, api::begin))
        .api(Access::FullSession, routes!(api::confirm))
        .api(Access::FullSession, routes!(api::rename, api::remove))
}
