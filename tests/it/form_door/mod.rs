//! The form door over HTTP, a file for each deed.

mod register;
