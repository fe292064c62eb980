//! The pages that the frame of every page and the guards lead to. All others are named by their feature alone.

/// The start page.
pub const HOME: &str = "/";
/// Signing in.
pub const SIGN_IN: &str = "/sign-in";
/// Making an account.
pub const REGISTER: &str = "/register";
/// One's account.
pub const ACCOUNT: &str = "/account";
/// The form that signs out, which stands on every page of somebody signed in.
pub const SIGN_OUT: &str = "/ui/sign_out";
