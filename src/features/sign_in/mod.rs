//! Signing in: one step, or two with a second factor.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod form;
mod island;
#[cfg(feature = "ssr")]
mod page;
mod steps;

#[cfg(feature = "ssr")]
use crate::{
    http::{feature::Feature, route::Access},
    paths::{ACCOUNT, SIGN_IN},
};
#[cfg(feature = "ssr")]
use utoipa_axum::routes;

/// Page of the second step with a code.
#[cfg(feature = "ssr")]
const CODE: &str = "/sign-in/code";
/// Page of the second step with a recovery code.
#[cfg(feature = "ssr")]
const RECOVERY_CODE: &str = "/sign-in/recovery-code";

/// Declares the feature.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new()
        .page(SIGN_IN, Access::Everybody, page::password)
        .page(CODE, Access::PendingSignIn, page::code)
        .page(RECOVERY_CODE, Access::PendingSignIn, page::recovery_code)
        .form::<form::SignIn>(Access::Everybody, SIGN_IN)
        .form::<form::AskToSignIn>(Access::Everybody, SIGN_IN)
        .form::<form::AskForSecondStep>(Access::PendingSignIn, CODE)
        .form::<form::SignInCode>(Access::PendingSignIn, CODE)
        .form::<form::SignInRecoveryCode>(Access::PendingSignIn, RECOVERY_CODE)
        // Ends whatever exists, so it requires nothing.
        .form::<form::StartOver>(Access::Everybody, ACCOUNT)
        .api(Access::Everybody, routes!(api::log_in))
        .api(Access::Everybody, routes!(api::log_in_by_passkey))
        .api(Access::Everybody, routes!(api::ask_anybody))
        .api(Access::PendingSignIn, routes!(api::ask_for_second_step))
        .api(Access::PendingSignIn, routes!(api::authenticate))
}
