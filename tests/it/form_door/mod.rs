//! The form door over HTTP, a file for each deed.

mod register;
mod second_factor;
mod sign_in;
