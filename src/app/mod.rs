//! The application: its features, declared like Latchkey's own. `posts` is the example. docs/your-own-application.md walks
//! through a resource and explains how to remove the example.

pub mod posts;

use crate::http::feature::Feature;

/// All of its features, in the order of the navigation and of `db copy`.
pub fn all() -> Vec<Feature> {
    vec![posts::feature()]
}
