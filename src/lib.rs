//! Latchkey: self-hosted sign-in with a password and a second factor.
//!
//! This file is the map of what is compiled where, and the only one that names the features. `ssr` builds the server:
//! everything. `hydrate` builds what runs in the browser as WebAssembly: the islands, and the server functions' client side.
//! See ARCHITECTURE.md.

// The types of views nest deeper than the compiler's default.
#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub mod auth;
#[cfg(feature = "ssr")]
pub mod config;
#[cfg(feature = "ssr")]
pub mod db;
#[cfg(feature = "ssr")]
pub mod domain;
/// Of the rules, the few that the browser's half knows too.
#[cfg(not(feature = "ssr"))]
pub mod domain {
    pub mod invalid;
    pub mod typed;
}
#[cfg(feature = "ssr")]
pub mod keys;
#[cfg(feature = "ssr")]
pub mod listen;
#[cfg(feature = "ssr")]
pub mod places;
#[cfg(feature = "ssr")]
pub mod posts;
#[cfg(feature = "ssr")]
pub mod serve;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod telemetry;
#[cfg(feature = "ssr")]
pub mod web;

/// What a person sees.
pub mod ui {
    pub mod forms;
    pub mod html;
    pub mod islands;
    pub mod message;
    #[cfg(feature = "ssr")]
    pub mod pages;
    #[cfg(feature = "ssr")]
    pub mod parts;
    pub mod qr;
    #[cfg(feature = "ssr")]
    mod shape;
    #[cfg(feature = "ssr")]
    pub mod shell;
}

/// Where WebAssembly begins: called by `public/islands.js`, which then starts each island of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
