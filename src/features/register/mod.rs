//! Registration, and how strong a new password is while it is typed, wherever one is asked for.

#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
pub mod form;
pub(crate) mod island;
#[cfg(feature = "ssr")]
pub mod page;
mod strength;

#[cfg(feature = "ssr")]
use crate::{
    features::notices::{APPROVAL_ASKED, REGISTERED},
    http::{feature::Feature, route::Access},
    paths::{ACCOUNT, REGISTER, SIGN_IN},
    ui::{form::Form, message::Message},
};
#[cfg(feature = "ssr")]
use latchkey_core::SessionTokens;
#[cfg(feature = "ssr")]
use utoipa_axum::routes;

/// The page that the link of a letter leads to: it takes the code behind the `#`, or has it pasted.
#[cfg(feature = "ssr")]
pub const CONFIRM: &str = "/register/confirm";
/// The page of the password, once the address is confirmed.
#[cfg(feature = "ssr")]
const PASSWORD: &str = "/register/password";

/// Goes on once the account exists: signed in, or to the sign-in page, which says that it awaits approval.
#[cfg(feature = "ssr")]
pub async fn registered(form: &Form, tokens: Option<&SessionTokens>, next: &str) -> Result<(), Message> {
    match tokens {
        Some(tokens) => form.sign_in(tokens).await.go_on(next, &REGISTERED.on(ACCOUNT)),
        None => form.go(&APPROVAL_ASKED.on(SIGN_IN)),
    }
}

/// Declares the feature.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new()
        .page(REGISTER, Access::Everybody, page::page)
        .page(CONFIRM, Access::Everybody, page::confirm)
        .page(PASSWORD, Access::Everybody, page::password)
        .form::<form::Register>(Access::Everybody, REGISTER)
        .form::<form::OpenRegistration>(Access::Everybody, CONFIRM)
        .form::<form::ConfirmRegistration>(Access::Everybody, PASSWORD)
        .api(Access::Everybody, routes!(api::register))
        .api(Access::Everybody, routes!(api::confirm_registration))
}
