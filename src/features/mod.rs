//! Latchkey's own features, one folder per noun. A folder's `mod.rs` declares its routes, each with its access. Beside it are its
//! pages (`page`), server functions (`form`), islands (`island`) and its part of the JSON API (`api`). Files beside the folders
//! are shared by several nouns.

#[cfg(feature = "ssr")]
pub mod account;
#[cfg(feature = "ssr")]
pub mod admin;
#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod authenticators;
#[cfg(feature = "ssr")]
pub mod checkup;
#[cfg(feature = "ssr")]
pub mod deletion;
#[cfg(feature = "ssr")]
pub mod dev_mail;
#[cfg(feature = "ssr")]
pub mod first_administrator;
#[cfg(feature = "ssr")]
pub mod forgotten_password;
#[cfg(feature = "ssr")]
pub mod gate;
#[cfg(feature = "ssr")]
pub mod health;
#[cfg(feature = "ssr")]
pub mod home;
#[cfg(feature = "ssr")]
pub mod language;
#[cfg(feature = "ssr")]
pub mod letter_code;
#[cfg(feature = "ssr")]
pub mod letters;
#[cfg(feature = "ssr")]
mod naming;
#[cfg(feature = "ssr")]
pub mod notices;
#[cfg(feature = "ssr")]
pub mod passkeys;
#[cfg(feature = "ssr")]
pub mod password;
#[cfg(feature = "ssr")]
pub mod password_reset;
#[cfg(feature = "ssr")]
pub mod personal_data;
#[cfg(feature = "ssr")]
pub mod profile;
#[cfg(feature = "ssr")]
pub mod proof;
#[cfg(feature = "ssr")]
pub mod push_messages;
#[cfg(feature = "ssr")]
pub mod recovery_codes;
#[cfg(feature = "ssr")]
pub mod recovery_wait;
pub mod register;
#[cfg(feature = "ssr")]
pub mod seal;
#[cfg(feature = "ssr")]
pub mod security_log;
#[cfg(feature = "ssr")]
pub mod sessions;
pub mod sign_in;
#[cfg(feature = "ssr")]
pub mod step_up;
#[cfg(feature = "ssr")]
pub mod trusted_browsers;
pub mod two_factor;
#[cfg(feature = "ssr")]
pub mod user;

#[cfg(feature = "ssr")]
use crate::http::feature::Feature;

/// All of them, in the order of the API's description.
#[cfg(feature = "ssr")]
pub fn all() -> Vec<Feature> {
    vec![
        health::feature(),
        home::feature(),
        language::feature(),
        register::feature(),
        first_administrator::feature(),
        sign_in::feature(),
        sessions::feature(),
        step_up::feature(),
        account::feature(),
        profile::feature(),
        password::feature(),
        forgotten_password::feature(),
        password_reset::feature(),
        security_log::feature(),
        seal::feature(),
        personal_data::feature(),
        letters::feature(),
        push_messages::feature(),
        recovery_wait::feature(),
        deletion::feature(),
        two_factor::feature(),
        authenticators::feature(),
        passkeys::feature(),
        recovery_codes::feature(),
        trusted_browsers::feature(),
        checkup::feature(),
        admin::feature(),
        gate::feature(),
        dev_mail::feature(),
        api::feature(),
    ]
}
