//! What runs in the browser: each island is HTML from the server first, and comes alive when WebAssembly has loaded. Compiled
//! for both halves, so nothing here may differ between them; browser APIs stand in effects and event handlers alone.
//!
//! A form in an island is an `ActionForm`: without WebAssembly it posts and is redirected, with it the refusal appears in place
//! and what was typed stays.

mod account;
mod browser;
mod codes;
mod enrol;
pub mod fields;
mod posts;
mod sign_in;

pub use account::{ConfirmIdentity, Confirming, Register, TurnOff};
pub use codes::{CodeActions, ConfirmCodes};
pub use enrol::{CopySecret, EnrolmentQr, TurnOn};
pub use posts::WritePost;
pub use sign_in::{SignIn, SignInStage};
