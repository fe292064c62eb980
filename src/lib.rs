//! Latchkey: self-hosted sign-in with a password and a second factor.
//!
//! This file is the map of what is compiled where. `ssr` builds the server: everything. `hydrate` builds what runs in the
//! browser as WebAssembly: the islands, and the server functions' client side. See ARCHITECTURE.md.

#[cfg(feature = "ssr")]
pub mod auth;
#[cfg(feature = "ssr")]
pub mod domain;
#[cfg(feature = "ssr")]
pub mod posts;
#[cfg(feature = "ssr")]
pub mod store;
