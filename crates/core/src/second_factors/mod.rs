//! Second factors: setting up an authenticator, recovery codes, turning two-factor authentication off.

mod enrol;
mod recovery_codes;
mod turn_off;

pub use enrol::{Enrolment, begin_enrolment, cancel_enrolment, enrolment, turn_on};
pub use recovery_codes::{Kept, confirm_recovery_codes, recovery_codes_left, replace_recovery_codes, shown_recovery_codes};
pub use turn_off::turn_off;
