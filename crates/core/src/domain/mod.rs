//! The rules of signing in. No async, I/O, HTTP or SQL: time and randomness are arguments.
//!
//! # The stages of signing in
//!
//! ```text
//!                        wrong password (counted, then waits)
//!                                 ┌───┐
//!                                 ▼   │
//!   sign out / expiry ──────▶  Anonymous ──── right password, no second factor ────────────┐
//!          ▲                      │  ▲                                                     │
//!          │                      │  └─ 5 minutes, 5 tries, or used                        │
//!          │       right password,│                                                        │
//!          │   two-factor is on   ▼                                                        ▼
//!          │                   Pending ──── code of an unused step, or recovery code ──▶ Session
//!          │                    │   ▲                                                   │      │
//!          │                    └───┘ wrong code (counted per account: 10 → 15 minutes, │      │
//!          │                          50 → codes disabled until a recovery code)        │      │
//!          └────────────────────────────────────────────────────────────────────────────┘      │
//!                                                            all factors again: step-up (5 minutes),
//!                                                            needed to change factors
//! ```
//!
//! A passkey leads from `Anonymous` to a session by itself, and from `Pending` as a code does; it is counted by nobody, since it cannot be
//! guessed. `Pending` is not a session. Only the second-factor check and sign-out accept its token.
//!
//! # The life of an authenticator
//!
//! ```text
//!   none ── begin (step-up) ──▶ pending secret, 10 minutes ── a right code ──▶ active ── password and code ──▶ none
//!                                 (a row of its own: never touches the active one)
//! ```

pub mod invalid;
pub mod typed;

#[cfg(not(target_family = "wasm"))]
pub mod account;
#[cfg(not(target_family = "wasm"))]
pub mod authenticator;
#[cfg(not(target_family = "wasm"))]
pub mod device;
#[cfg(not(target_family = "wasm"))]
pub mod doctor;
#[cfg(not(target_family = "wasm"))]
pub mod email;
#[cfg(not(target_family = "wasm"))]
pub mod event;
#[cfg(not(target_family = "wasm"))]
pub mod gate;
#[cfg(not(target_family = "wasm"))]
pub mod id;
#[cfg(not(target_family = "wasm"))]
mod idn;
#[cfg(not(target_family = "wasm"))]
pub mod invitation;
#[cfg(not(target_family = "wasm"))]
pub mod keys;
#[cfg(not(target_family = "wasm"))]
pub mod language;
#[cfg(not(target_family = "wasm"))]
pub mod letter;
#[cfg(not(target_family = "wasm"))]
pub mod link_token;
#[cfg(not(target_family = "wasm"))]
pub mod name;
#[cfg(not(target_family = "wasm"))]
pub mod network;
#[cfg(not(target_family = "wasm"))]
pub mod odds;
#[cfg(not(target_family = "wasm"))]
pub mod origin;
#[cfg(not(target_family = "wasm"))]
pub mod passkey;
#[cfg(not(target_family = "wasm"))]
pub mod password;
#[cfg(not(target_family = "wasm"))]
pub mod push;
#[cfg(not(target_family = "wasm"))]
pub mod random;
#[cfg(not(target_family = "wasm"))]
pub mod recovery;
#[cfg(not(target_family = "wasm"))]
pub mod refresh_token;
#[cfg(not(target_family = "wasm"))]
pub mod registration;
#[cfg(not(target_family = "wasm"))]
pub mod requirement;
#[cfg(not(target_family = "wasm"))]
pub mod session;
#[cfg(not(target_family = "wasm"))]
pub mod throttle;
#[cfg(not(target_family = "wasm"))]
pub mod time;
#[cfg(not(target_family = "wasm"))]
pub mod token;
#[cfg(not(target_family = "wasm"))]
pub mod totp;
#[cfg(not(target_family = "wasm"))]
pub mod trusted_browser;
#[cfg(not(target_family = "wasm"))]
pub mod whereabouts;

/// Formats an ASCII string in readable groups of four: `ABCDEFGH` becomes `ABCD-EFGH`.
#[cfg(not(target_family = "wasm"))]
fn in_groups_of_four(ascii: &str, separator: &str) -> String {
    ascii.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(separator)
}
