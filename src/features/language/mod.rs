//! The language in which a person is addressed.

pub mod form;

use crate::{
    http::{feature::Feature, route::Access},
    paths::HOME,
};

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new().form::<form::ChooseLanguage>(Access::Everybody, HOME)
}
