//! Passkeys: an account may have several. Adding, renaming and removing them, and offering them at the right moment. Where a passkey is
//! used, that noun asks it: `sign_in`, `step_up`, `password_reset`.

pub mod api;
pub mod form;
pub mod page;
mod related;
pub mod view;

use crate::{
    http::{feature::Feature, route::Access},
    paths::ACCOUNT,
};
use utoipa_axum::routes;

/// The page that lists them.
pub const PAGE: &str = "/account/passkeys";
/// The page that adds one.
pub const NEW: &str = "/account/passkeys/new";
/// The page that gives one another name: `?passkey=` names it.
pub const RENAME: &str = "/account/passkeys/rename";
/// Where browsers look for origins that belong to an RP ID (WebAuthn Level 3, §5.11.1).
const RELATED: &str = "/.well-known/webauthn";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::list)
        .page(NEW, Access::SettingUp, page::new)
        .page(RENAME, Access::FullSession, page::rename)
        .form::<form::BeginPasskey>(Access::SettingUp, ACCOUNT)
        .form::<form::AskForPasskey>(Access::SettingUp, NEW)
        .form::<form::AddPasskey>(Access::SettingUp, NEW)
        .form::<form::RenamePasskey>(Access::FullSession, RENAME)
        .form::<form::RemovePasskey>(Access::FullSession, PAGE)
        .form::<form::PutPasskeyOff>(Access::FullSession, ACCOUNT)
        .api(Access::FullSession, routes!(api::list_passkeys))
        .api(Access::SettingUp, routes!(api::begin_passkey))
        .api(Access::SettingUp, routes!(api::add_passkey))
        .api(Access::FullSession, routes!(api::rename_passkey, api::remove_passkey))
        .machine(RELATED, related::origins)
}
