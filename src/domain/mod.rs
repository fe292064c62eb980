//! The rules of signing in. No async, no I/O, no HTTP, no SQL: time and randomness are arguments.
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
//!                                                            every factor afresh: step-up (5 minutes),
//!                                                            which a change of factors demands
//! ```
//!
//! `Pending` is no session: its token is accepted by the second-factor check and by sign-out alone.
//!
//! # The life of an authenticator
//!
//! ```text
//!   none ── begin (step-up) ──▶ pending secret, 10 minutes ── a right code ──▶ active ── password and code ──▶ none
//!                                 (a row of its own: never touches the active one)
//! ```

pub mod account;
pub mod device;
mod idn;
pub mod invalid;
pub mod keys;
pub mod network;
pub mod password;
mod password_hash;
pub mod random;
pub mod recovery;
pub mod refresh_token;
pub mod session;
pub mod throttle;
pub mod time;
pub mod token;
pub mod totp;
pub mod typed;

/// `ABCDEFGH` as `ABCD-EFGH`: what is ASCII, in groups that an eye can keep.
fn in_groups_of_four(ascii: &str, separator: &str) -> String {
    ascii.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(separator)
}
