//! Two-factor authentication: setting it up, and turning it off.

#[cfg(feature = "ssr")]
mod api;
pub mod form;
mod island;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
use crate::{
    http::feature::{Access, Feature},
    paths::ACCOUNT,
    text,
    ui::notice::Notice,
};
#[cfg(feature = "ssr")]
use utoipa_axum::routes;

/// The page that shows the secret and takes the first code of it.
#[cfg(feature = "ssr")]
pub const SET_UP: &str = "/account/two-factor/set-up";
/// The page that turns it off.
#[cfg(feature = "ssr")]
pub const TURN_OFF: &str = "/account/two-factor/turn-off";

/// Told after turning it off.
#[cfg(feature = "ssr")]
pub const TWO_FACTOR_OFF: Notice = Notice::success("two-factor-off", "Two-factor authentication is off.");
/// Told after giving the set-up up.
#[cfg(feature = "ssr")]
pub const SET_UP_CANCELLED: Notice = Notice::info("set-up-cancelled", "Nothing was changed. Two-factor authentication is off.");
/// Told when the secret is gone.
#[cfg(feature = "ssr")]
pub const SET_UP_OVER: Notice = Notice::warning("set-up-over", text::SET_UP_OVER);

/// What the site knows of it.
#[cfg(feature = "ssr")]
pub fn feature() -> Feature {
    Feature::new()
        .page(SET_UP, Access::FullSession, page::set_up)
        .page(TURN_OFF, Access::FullSession, page::turn_off)
        .form::<form::BeginTwoFactor>(Access::FullSession, ACCOUNT)
        .form::<form::CancelTwoFactor>(Access::FullSession, ACCOUNT)
        .form::<form::TurnOn>(Access::FullSession, SET_UP)
        .form::<form::TurnOff>(Access::FullSession, TURN_OFF)
        .api(Access::FullSession, routes!(api::generate))
        .api(Access::FullSession, routes!(api::turn_on))
        .api(Access::FullSession, routes!(api::turn_off))
}
