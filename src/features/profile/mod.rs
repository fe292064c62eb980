//! Name and e-mail address: changing them.

mod api;
pub mod form;
mod page;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page that changes the name.
pub const NAME: &str = "/account/name";
/// The page that changes the e-mail address.
pub const EMAIL: &str = "/account/email";

/// The page that the link of a letter leads to, which confirms another address.
pub const CONFIRM: &str = "/confirm-email";
/// The page that the link of a letter leads to, which puts the former address back.
pub const UNDO: &str = "/undo-email";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(NAME, Access::FullSession, page::name)
        .page(EMAIL, Access::FullSession, page::email)
        .form::<form::ChangeName>(Access::FullSession, NAME)
        .form::<form::ChangeEmail>(Access::FullSession, EMAIL)
        .page(CONFIRM, Access::Everybody, page::confirm)
        .form::<form::ConfirmEmail>(Access::FullSession, CONFIRM)
        .api(Access::FullSession, routes!(api::confirm_email))
        .page(UNDO, Access::Everybody, page::undo)
        .form::<form::UndoEmail>(Access::Everybody, UNDO)
}
