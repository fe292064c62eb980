//! Notices that one noun leaves for the page of another.

use crate::{text, ui::notice::Notice};

/// Shown after registering.
pub const REGISTERED: Notice = Notice::success("registered", "Welcome. Your account is ready.");
/// Shown after a sign-in with a recovery code.
pub const RECOVERY_CODE_USED: Notice =
    Notice::warning("recovery-code-used", "You signed in with a recovery code. It does not work again.");
/// Shown on the sign-in page after signing out.
pub const SIGNED_OUT: Notice = Notice::success("signed-out", "You are signed out.");
/// Shown after turning two-factor authentication off.
pub const TWO_FACTOR_OFF: Notice = Notice::success("two-factor-off", "Two-factor authentication is off.");
/// Shown after cancelling the set-up.
pub const SET_UP_CANCELLED: Notice = Notice::info("set-up-cancelled", "Nothing was changed. Two-factor authentication is off.");
/// Shown when the unconfirmed secret is gone.
pub const SET_UP_OVER: Notice = Notice::warning("set-up-over", text::SET_UP_OVER);
/// Shown when the codes are confirmed as kept.
pub const RECOVERY_CODES_KEPT: Notice =
    Notice::success("recovery-codes-kept", "Two-factor authentication is on and your recovery codes are kept.");
/// Shown when there are no codes to show.
pub const CODES_NOT_SHOWN: Notice = Notice::info(
    "codes-not-shown",
    "Recovery codes are shown once, right after they were made. Make new ones if you need to see some.",
);
