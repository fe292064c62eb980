//! The start page.

mod page;

use crate::{
    http::feature::{Access, Feature},
    paths::HOME,
};

/// What the site knows of it.
pub fn feature() -> Feature {
    Feature::new().page(HOME, Access::Everybody, page::page)
}
