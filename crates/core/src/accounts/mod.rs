//! Accounts: registration.

mod register;

pub use register::{CheckedRegistration, Registration, check_registration, register, register_and_sign_in};
