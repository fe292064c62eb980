//! Latchkey: self-hosted sign-in with a password and a second factor.
//!
//! This file and the `mod.rs` of each feature define what is compiled for which target. Only they name Cargo features. `ssr`
//! builds the server: everything. `hydrate` builds what runs in the browser as WebAssembly: the islands, and the client side of
//! the server functions. Code that needs no HTTP is in the crate `latchkey-core`. See ARCHITECTURE.md.

// View types nest deeper than the compiler's default limit.
#![recursion_limit = "256"]

pub mod app;
#[cfg(feature = "ssr")]
pub mod commands;
#[cfg(feature = "ssr")]
pub mod config;
pub mod features;
#[cfg(feature = "ssr")]
pub mod http;
pub mod paths;
#[cfg(feature = "ssr")]
pub mod site;
#[cfg(feature = "ssr")]
pub mod telemetry;
pub mod text;

/// Building blocks of pages and forms.
pub mod ui {
    pub mod browser;
    pub mod fields;
    #[cfg(feature = "ssr")]
    pub mod form;
    pub mod html;
    pub mod message;
    #[cfg(feature = "ssr")]
    pub mod notice;
    #[cfg(feature = "ssr")]
    pub mod parts;
    pub mod qr;
    #[cfg(feature = "ssr")]
    pub mod refused;
    #[cfg(feature = "ssr")]
    mod shape;
    #[cfg(feature = "ssr")]
    pub mod shell;
    #[cfg(feature = "ssr")]
    pub mod told;
}

/// Entry point of WebAssembly, called by `public/islands.js`, which then starts each island of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
