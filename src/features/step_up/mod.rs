//! Step-up: proving all factors again before changing them.

pub mod after;
pub mod api;
pub mod form;
mod page;

use self::after::After;
use crate::{
    http::{feature::Feature, next::with_query, route::Access},
    paths::CONFIRM,
    ui::{form::Form, message::Message},
};
use latchkey_core::{AuthError, FullSession};
use utoipa_axum::routes;

/// Does an action and goes on to its page, or to the step-up page first, which then does it.
pub async fn then(form: &Form, who: &FullSession, action: After) -> Result<(), Message> {
    match action.clone().run(form, who).await {
        Ok(page) => form.go(&page),
        Err(AuthError::StepUpNeeded) => form.go(&page_before(action)),
        Err(error) => form.answer(Err(error)),
    }
}

/// The step-up page that then does this.
pub fn page_before(action: After) -> String {
    with_query(CONFIRM, &[("after", action.name()), ("id", &action.id())])
}

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(CONFIRM, Access::SettingUp, page::page)
        .form::<form::ConfirmIdentity>(Access::SettingUp, CONFIRM)
        .form::<form::AskToStepUp>(Access::SettingUp, CONFIRM)
        .api(Access::SettingUp, routes!(api::ask))
        .api(Access::SettingUp, routes!(api::step_up))
}
