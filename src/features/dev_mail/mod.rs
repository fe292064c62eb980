//! The letters that were kept in place of being sent, for who develops: only where `mail_url` says so, on this machine alone.

mod page;

use crate::http::{feature::Feature, route::Access};

/// The page.
const PAGE: &str = "/dev/mail";

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new().page(PAGE, Access::Everybody, page::page)
}
