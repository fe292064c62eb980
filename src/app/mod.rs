//! One's own application: its features, as the product's own are declared. `posts` is the example; docs/your-own-application.md walks
//! through a resource and says how the example is taken out.

pub mod posts;

#[cfg(feature = "ssr")]
use crate::http::feature::Feature;

/// All of them, in the order of the navigation and of `db copy`.
#[cfg(feature = "ssr")]
pub fn all() -> Vec<Feature> {
    vec![posts::feature()]
}
