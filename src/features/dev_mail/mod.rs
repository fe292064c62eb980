//! The letters that were kept in place of being sent, for who develops: only where `mail_url` says so, on this machine alone.

mod page;

use leptos::prelude::*;

use crate::http::{feature::Feature, route::Access, visitor::Visitor};

/// The page.
const PAGE: &str = "/dev/mail";

/// Where the letter is that somebody was just told of, for who develops. Nothing where letters are sent.
pub fn hint(visitor: &Visitor) -> Option<AnyView> {
    let keeps = visitor.state.site().post.as_ref().is_some_and(|post| post.kept().is_some());
    keeps.then(|| view! { <p class="below" lang="en">"Letters are kept at "<a href=PAGE>{PAGE}</a>"."</p> }.into_any())
}

/// Declares the feature.
pub fn feature() -> Feature {
    Feature::new().page(PAGE, Access::Everybody, page::page)
}
