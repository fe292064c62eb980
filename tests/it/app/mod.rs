//! One's own application, in the product's harness: `House::built(Plan::with_application())`.

mod posts;

/// Routes of one's own that are for everybody, or for any session: on purpose, so they are listed here once more.
pub const OPEN_ON_PURPOSE: &[&str] = &[];
