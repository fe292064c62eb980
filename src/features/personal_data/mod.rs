//! Downloading everything that is held of a person.

mod export;
pub mod form;
mod page;

use crate::http::{feature::Feature, route::Access};
use utoipa_axum::routes;

/// The page.
pub const PAGE: &str = "/account/data";
/// The file.
pub const FILE: &str = "/account/data.json";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new()
        .page(PAGE, Access::FullSession, page::page)
        .page(FILE, Access::FullSession, export::file)
        .form::<form::ExportData>(Access::FullSession, PAGE)
        .api(Access::FullSession, routes!(export::personal_data))
}
