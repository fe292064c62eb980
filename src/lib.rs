//! Latchkey: self-hosted sign-in with a password and a second factor.
//!
//! This file and the `mod.rs` of each feature define what is compiled for which target. Only they name Cargo features. `ssr`
//! builds the server: everything. `hydrate` builds what runs in the browser as WebAssembly: the islands. Code that needs no HTTP is in the crate `latchkey-core`. See ARCHITECTURE.md.

// View types nest deeper than the compiler's default limit.
#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod commands;
#[cfg(feature = "ssr")]
pub mod config;
pub mod features;
#[cfg(feature = "ssr")]
pub mod guard;
#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod l10n;
#[cfg(feature = "ssr")]
pub mod mail;
#[cfg(feature = "ssr")]
pub mod metrics;
#[cfg(feature = "ssr")]
pub mod moving;
#[cfg(feature = "ssr")]
pub mod outbox;
#[cfg(feature = "ssr")]
pub mod paths;
#[cfg(feature = "ssr")]
pub mod push;
#[cfg(feature = "ssr")]
pub mod site;
#[cfg(feature = "ssr")]
pub mod telemetry;

/// Building blocks of pages and forms.
pub mod ui {
    #[cfg(feature = "ssr")]
    pub mod form;
    #[cfg(feature = "ssr")]
    pub mod html;
    pub mod island;
    #[cfg(feature = "ssr")]
    pub mod message;
    #[cfg(feature = "ssr")]
    pub mod notice;
    #[cfg(feature = "ssr")]
    pub mod parts;
    #[cfg(feature = "ssr")]
    pub mod passkey;
    pub mod qr;
    #[cfg(feature = "ssr")]
    pub mod refused;
    #[cfg(feature = "ssr")]
    pub mod shell;
    #[cfg(feature = "ssr")]
    pub mod still;
    #[cfg(feature = "ssr")]
    pub mod told;
}

/// Entry point of WebAssembly, called by `public/islands.js`, which then starts each island of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
