//! The pages and forms that more than one place leads to. All others are named by their feature alone.

/// The start page.
pub const HOME: &str = "/";
/// Signing in.
pub const SIGN_IN: &str = "/sign-in";
/// Making an account.
pub const REGISTER: &str = "/register";
/// One's account.
pub const ACCOUNT: &str = "/account";
/// Setting two-factor authentication up.
pub const SET_UP: &str = "/account/two-factor/set-up";
/// Turning it off.
pub const TURN_OFF: &str = "/account/two-factor/turn-off";
/// Recovery codes, shown once.
pub const RECOVERY_CODES: &str = "/account/recovery-codes";
/// The form that signs out, which stands on every page of somebody signed in.
pub const SIGN_OUT: &str = "/ui/sign_out";
