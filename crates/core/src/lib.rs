//! Sign-in with a password and a second factor: rules, deeds (what a person can do) and storage, without HTTP.
//!
//! ```text
//!  accounts  sign_in  second_factors  step_up  sessions  operator  keys  ──▶ domain   rules: pure, sync
//!  deeds, each a function over `Services`                                └─▶ store    SQL once, two databases
//! ```
//!
//! A front end opens a [`Database`], creates [`Services`] and calls the deeds. It has no access to the store and cannot claim
//! that a factor was proved: a guard is a type ([`FullSession`], [`Protected`]) that only this crate constructs. Every deed fails
//! with an [`AuthError`]. [`Services::sql`] gives access to the application's own tables.
//!
//! Compiled to WebAssembly, the crate contains only the few rules that forms in the browser need.

pub mod domain;

#[cfg(not(target_family = "wasm"))]
pub mod accounts;
#[cfg(not(target_family = "wasm"))]
pub mod entrance;
#[cfg(not(target_family = "wasm"))]
mod error;
#[cfg(not(target_family = "wasm"))]
pub mod gate;
#[cfg(not(target_family = "wasm"))]
pub mod handoffs;
#[cfg(not(target_family = "wasm"))]
pub mod hashing;
#[cfg(not(target_family = "wasm"))]
pub mod health;
#[cfg(not(target_family = "wasm"))]
pub mod jobs;
#[cfg(not(target_family = "wasm"))]
pub mod keys;
#[cfg(not(target_family = "wasm"))]
pub mod mail;
#[cfg(not(target_family = "wasm"))]
pub mod metrics;
#[cfg(not(target_family = "wasm"))]
pub mod operator;
#[cfg(not(target_family = "wasm"))]
pub mod password_reset;
#[cfg(not(target_family = "wasm"))]
pub mod personal_data;
#[cfg(not(target_family = "wasm"))]
pub mod places;
#[cfg(not(target_family = "wasm"))]
mod seal;
#[cfg(not(target_family = "wasm"))]
pub mod second_factors;
#[cfg(not(target_family = "wasm"))]
pub mod security_log;
#[cfg(not(target_family = "wasm"))]
mod services;
#[cfg(not(target_family = "wasm"))]
pub mod sessions;
#[cfg(not(target_family = "wasm"))]
pub mod sign_in;
#[cfg(not(target_family = "wasm"))]
pub mod step_up;
#[cfg(not(target_family = "wasm"))]
pub mod store;

#[cfg(not(target_family = "wasm"))]
#[doc(hidden)] // For the macro `random_id`.
pub use uuid;

#[cfg(not(target_family = "wasm"))]
pub use error::{AuthError, Complaints, Fault};
#[cfg(not(target_family = "wasm"))]
pub use hashing::Hasher;
#[cfg(not(target_family = "wasm"))]
pub use services::{Environment, Policy, Services};
#[cfg(not(target_family = "wasm"))]
pub use sessions::{Administrator, FullSession, Protected, SessionTokens};
#[cfg(not(target_family = "wasm"))]
pub use sign_in::Client;
#[cfg(not(target_family = "wasm"))]
pub use store::Database;
