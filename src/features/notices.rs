//! Notices that one noun leaves for the page of another.

use crate::{l10n::Messages, ui::notice::Notice};

/// Shown after registering.
pub const REGISTERED: Notice = Notice::success("registered", Messages::notice_registered);
/// Shown on the sign-in page after registering an account that awaits its approval.
pub const APPROVAL_ASKED: Notice = Notice::success("approval-asked", Messages::notice_approval_asked);
/// Shown after asking for an account, whose address is to be confirmed.
pub const REGISTRATION_ASKED: Notice = Notice::info("registration-asked", Messages::notice_registration_asked);
/// Shown when the link that confirms an address is no longer good.
pub const CONFIRMATION_OVER: Notice = Notice::warning("confirmation-over", Messages::refused_reset_over);
/// Shown after a sign-in with a recovery code.
pub const RECOVERY_CODE_USED: Notice = Notice::warning("recovery-code-used", Messages::notice_recovery_code_used);
/// Shown on the sign-in page after signing out.
pub const SIGNED_OUT: Notice = Notice::success("signed-out", Messages::notice_signed_out);
/// Shown after turning two-factor authentication off.
pub const TWO_FACTOR_OFF: Notice = Notice::success("two-factor-off", Messages::notice_two_factor_off);
/// Shown after cancelling the set-up.
pub const SET_UP_CANCELLED: Notice = Notice::info("set-up-cancelled", Messages::notice_set_up_cancelled);
/// Shown when the unconfirmed secret is gone.
pub const SET_UP_OVER: Notice = Notice::warning("set-up-over", Messages::refused_set_up_over);
/// Shown after adding an authenticator, or replacing one.
pub const AUTHENTICATOR_ADDED: Notice = Notice::success("authenticator-added", Messages::notice_authenticator_added);
/// Shown after giving an authenticator another name.
pub const AUTHENTICATOR_RENAMED: Notice = Notice::success("authenticator-renamed", Messages::notice_authenticator_renamed);
/// Shown after removing an authenticator.
pub const AUTHENTICATOR_REMOVED: Notice = Notice::success("authenticator-removed", Messages::notice_authenticator_removed);
/// Shown after cancelling the set-up of a further authenticator.
pub const AUTHENTICATOR_CANCELLED: Notice = Notice::info("authenticator-cancelled", Messages::notice_authenticator_cancelled);
/// Shown when its unconfirmed secret is gone.
pub const AUTHENTICATOR_SET_UP_OVER: Notice = Notice::warning("authenticator-set-up-over", Messages::refused_set_up_over);
/// Shown after adding a passkey.
pub const PASSKEY_ADDED: Notice = Notice::success("passkey-added", Messages::notice_passkey_added);
/// Shown after giving a passkey another name.
pub const PASSKEY_RENAMED: Notice = Notice::success("passkey-renamed", Messages::notice_passkey_renamed);
/// Shown after removing a passkey.
pub const PASSKEY_REMOVED: Notice = Notice::success("passkey-removed", Messages::notice_passkey_removed);
/// Shown after putting the offer of a passkey off.
pub const PASSKEY_PUT_OFF: Notice = Notice::info("passkey-put-off", Messages::notice_passkey_put_off);
/// Shown after taking the password off.
pub const PASSWORD_REMOVED: Notice = Notice::success("password-removed", Messages::notice_password_removed);
/// Shown after a checkup.
pub const CHECKED_UP: Notice = Notice::success("checked-up", Messages::notice_checked_up);
/// Shown after putting a checkup off.
pub const CHECKUP_PUT_OFF: Notice = Notice::info("checkup-put-off", Messages::notice_checkup_put_off);
/// Shown when the codes are confirmed as kept.
pub const RECOVERY_CODES_KEPT: Notice = Notice::success("recovery-codes-kept", Messages::notice_recovery_codes_kept);
/// Shown when there are no codes to show.
pub const CODES_NOT_SHOWN: Notice = Notice::info("codes-not-shown", Messages::notice_codes_not_shown);
/// Shown when the person has said that what they were warned of was theirs.
pub const WARNING_ANSWERED: Notice = Notice::success("warning-answered", Messages::notice_warning_answered);
/// Shown after ending a session from the list.
pub const SESSION_ENDED_BY_PERSON: Notice = Notice::success("session-ended-by-you", Messages::notice_session_ended_by_person);
/// Shown after ending all other sessions.
pub const OTHER_SESSIONS_ENDED: Notice = Notice::success("other-sessions-ended", Messages::notice_other_sessions_ended);
/// Shown after ending the trust of a browser.
pub const TRUST_ENDED: Notice = Notice::success("trust-ended", Messages::notice_trust_ended);
/// Shown after ending the trust of all browsers.
pub const ALL_TRUST_ENDED: Notice = Notice::success("all-trust-ended", Messages::notice_all_trust_ended);
/// Shown after changing the name.
pub const NAME_CHANGED: Notice = Notice::success("name-changed", Messages::notice_name_changed);
/// Shown after changing the e-mail address.
pub const EMAIL_CHANGED: Notice = Notice::success("email-changed", Messages::notice_email_changed);
/// Shown after asking for another e-mail address, which is to be confirmed.
pub const EMAIL_ASKED: Notice = Notice::info("email-asked", Messages::notice_email_asked);
/// Shown after a former address was put back.
pub const EMAIL_RESTORED: Notice = Notice::success("email-restored", Messages::notice_email_restored);
/// Shown after choosing which letters to get.
pub const LETTERS_CHOSEN: Notice = Notice::success("letters-chosen", Messages::notice_letters_chosen);
/// Shown after choosing where push messages go.
pub const PUSH_CHOSEN: Notice = Notice::info("push-chosen", Messages::notice_push_chosen);
/// Shown after ending push messages.
pub const PUSH_ENDED: Notice = Notice::success("push-ended", Messages::notice_push_ended);
/// Shown after changing the password.
pub const PASSWORD_CHANGED: Notice = Notice::success("password-changed", Messages::notice_password_changed);
/// Shown on the sign-in page after a password reset.
pub const PASSWORD_RESET: Notice = Notice::success("password-reset", Messages::notice_password_reset);
/// Shown after asking for a letter with a link to a new password.
pub const RESET_ASKED: Notice = Notice::info("reset-asked", Messages::notice_reset_asked);
/// Shown when the link of a password reset is no longer good.
pub const RESET_OVER: Notice = Notice::warning("reset-over", Messages::refused_reset_over);
/// Shown on the sign-in page after asking for the letter by which the wait for lost second factors begins.
pub const RECOVERY_ASKED: Notice = Notice::info("recovery-asked", Messages::notice_recovery_asked);
/// Shown on the sign-in page once the wait for lost second factors has begun.
pub const RECOVERY_BEGUN: Notice = Notice::warning("recovery-begun", Messages::notice_recovery_begun);
/// Shown after stopping it.
pub const RECOVERY_STOPPED: Notice = Notice::success("recovery-stopped", Messages::notice_recovery_stopped);
/// Shown after opening the seal.
pub const UNSEALED: Notice = Notice::success("unsealed", Messages::notice_unsealed);
