//! The start page.

mod page;

use crate::{
    http::{feature::Feature, route::Access},
    paths::HOME,
};

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new().page(HOME, Access::Everybody, page::page)
}
