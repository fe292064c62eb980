//! The guard: an application behind the gate at the service's own address. What is the service's own is below [`BASE`], everything else is
//! the application's.
//!
//! ```text
//!  browser ──▶ listener ──┬─ /.latchkey/… ──▶ the site, as it is elsewhere
//!                         └─ else ──▶ who is it? ──▶ the gate's rules ──▶ upstream ──▶ the application
//! ```
//!
//! [`BASE`]: crate::http::base::BASE

pub mod body;
pub mod door;
pub mod hop;
pub mod planted;
pub mod pool;
pub mod refuse;
pub mod stream;
pub mod upgrade;
pub mod upstream;

pub use upgrade::Stays;
pub use upstream::{Failure, Passing, Patience, Upstream};
