//! Paths of pages and forms that several features link to. All other paths are named only by their feature.

/// The start page.
pub const HOME: &str = "/";
/// Sign-in.
pub const SIGN_IN: &str = "/sign-in";
/// Registration.
pub const REGISTER: &str = "/register";
/// The account page.
pub const ACCOUNT: &str = "/account";
/// Proving all factors again.
pub const CONFIRM: &str = "/account/confirm";
/// The administration.
pub const ADMIN: &str = "/admin";
/// Setting up two-factor authentication.
pub const SET_UP: &str = "/account/two-factor/set-up";
/// Turning two-factor authentication off.
pub const TURN_OFF: &str = "/account/two-factor/turn-off";
/// Recovery codes, shown once.
pub const RECOVERY_CODES: &str = "/account/recovery-codes";
/// The person's sessions.
pub const SESSIONS: &str = "/account/sessions";
/// The security log.
pub const SECURITY_LOG: &str = "/account/security-log";
/// The sign-out form, on every page of a signed-in person.
pub const SIGN_OUT: &str = "/ui/sign_out";
