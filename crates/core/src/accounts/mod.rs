//! Accounts: registration, and the language in which a person is addressed.

mod language;
mod register;

pub use language::set_language;
pub use register::{CheckedRegistration, Registration, check_registration, register, register_and_sign_in};
