//! Second factors: authenticators, passkeys, recovery codes, the browsers that are not asked for one, turning two-factor authentication off.

mod authenticators;
mod checkup;
mod enrol;
mod passkeys;
mod recovery_codes;
mod trusted_browsers;
mod turn_off;

pub use authenticators::{
    ListedAuthenticator, add_authenticator, authenticators, begin_authenticator, remove_authenticator, rename_authenticator,
};
pub use checkup::{check_up, checkup_is_due, put_checkup_off};
pub use enrol::{Enrolment, begin_enrolment, cancel_enrolment, enrolment, turn_on};
pub use passkeys::{
    Accepted, Creation, ListedPasskey, OtherRpId, PasskeyAdded, accepted_passkeys, add_passkey, begin_passkey, check_rp_id,
    may_add_passkey, passkeys, remove_passkey, rename_passkey,
};
pub use recovery_codes::{Kept, confirm_recovery_codes, recovery_codes_left, replace_recovery_codes, shown_recovery_codes};
pub use trusted_browsers::{end_all_trust, end_trust, is_of_browser, trusted_browsers};
pub use turn_off::turn_off;

pub(crate) use authenticators::demand_lasting;
