//! Step-up: proving all factors again before changing them.

pub mod after;
pub mod api;
pub mod form;
mod page;

use self::after::After;
use crate::{
    http::{feature::Feature, next::with_query, route::Access},
    ui::{form::Form, message::Message},
};
use latchkey_core::{AuthError, FullSession};
use utoipa_axum::routes;

const PAGE: &str = "/account/confirm";

/// Does an action and goes on to its page, or to the step-up page first, which then does it.
pub async fn then(form: &Form, who: &FullSession, action: After) -> Result<(), Message> {
    match action.run(form, who).await {
        Ok(page) => form.go(&page),
        Err(AuthError::StepUpNeeded) => form.go(&with_query(PAGE, &[("after", action.name()), ("id", &action.id())])),
        Err(error) => form.answer(Err(error)),
    }
}

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::SettingUp, page::page)
        .form::<form::ConfirmIdentity>(Access::SettingUp, PAGE)
        .api(Access::SettingUp, routes!(api::step_up))
}
