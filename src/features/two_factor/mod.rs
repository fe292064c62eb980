//! Two-factor authentication: setting it up and turning it off.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod form;
mod island;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
use crate::{
    http::{feature::Feature, route::Access},
    paths::{ACCOUNT, SET_UP, TURN_OFF},
};
#[cfg(feature = "ssr")]
use utoipa_axum::routes;

/// Declares the feature.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new()
        .page(SET_UP, Access::SettingUp, page::set_up)
        .page(TURN_OFF, Access::FullSession, page::turn_off)
        .form::<form::BeginTwoFactor>(Access::SettingUp, ACCOUNT)
        .form::<form::CancelTwoFactor>(Access::SettingUp, ACCOUNT)
        .form::<form::TurnOn>(Access::SettingUp, SET_UP)
        .form::<form::TurnOff>(Access::FullSession, TURN_OFF)
        .api(Access::SettingUp, routes!(api::generate))
        .api(Access::SettingUp, routes!(api::turn_on))
        .api(Access::FullSession, routes!(api::turn_off))
}
