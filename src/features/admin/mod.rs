//! The administration: people, invitations, and the log of the service, for administrators with a second factor and a fresh step-up. What is done
//! to an account stands in its log. Nobody sees or sets a password here, and nobody sees a secret.

mod deed;
pub mod form;
mod health;
mod invitations;
mod log;
mod pages;
mod people;
mod person;
mod settings;
mod view;

use crate::{
    http::{feature::Feature, route::Access},
    paths::ADMIN,
};

pub use pages::AdminPage;

/// One person.
const PERSON: &str = "/admin/person";
/// Deleting one.
const DELETE: &str = "/admin/person/delete";
/// Invitations.
const INVITATIONS: &str = "/admin/invitations";
/// The log of the service.
const LOG: &str = "/admin/log";

/// The settings in force.
const SETTINGS: &str = "/admin/settings";
/// How the service is.
const HEALTH: &str = "/admin/health";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(ADMIN, Access::Administrator, people::page)
        .page(PERSON, Access::Administrator, person::page)
        .page(DELETE, Access::Administrator, person::delete)
        .page(INVITATIONS, Access::Administrator, invitations::page)
        .page(LOG, Access::Administrator, log::page)
        .page(SETTINGS, Access::Administrator, settings::page)
        .page(HEALTH, Access::Administrator, health::page)
        .form::<form::Administer>(Access::Administrator, PERSON)
        .form::<form::EndSessionOf>(Access::Administrator, PERSON)
        .form::<form::SetGroups>(Access::Administrator, PERSON)
        .form::<form::Invite>(Access::Administrator, INVITATIONS)
        .form::<form::WithdrawInvitation>(Access::Administrator, INVITATIONS)
}
