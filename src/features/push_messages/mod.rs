//! Where the person's push messages go, where the operator allows any.

pub mod api;
pub mod form;
mod page;

pub use page::target_in_words;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page.
pub const PAGE: &str = "/account/push-messages";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::page)
        .form::<form::ChoosePush>(Access::FullSession, PAGE)
        .api(Access::FullSession, routes!(api::push_messages, api::choose_push_messages, api::end_push_messages))
}
