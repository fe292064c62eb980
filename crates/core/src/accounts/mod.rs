//! Accounts: registration, changes by the person, the seal, deletion.

mod change;
mod language;
mod leave;
mod new_password;
mod no_password;
mod push;
mod register;

pub use change::{
    Changes, EmailChange, PasswordChange, change, change_email, change_name, change_password, check_changes, choose_letters,
    confirm_email,
};
pub use language::set_language;
pub use leave::{delete_due, order_deletion, seal};
pub use no_password::remove_password;
pub use push::{PushTarget, check_push_address, push_target, remove_push_address, set_push_address};
pub use register::{
    CheckedRegistration, Registration, check_confirmation, check_first_administrator, check_registration, register,
    register_and_sign_in,
};

pub(crate) use change::count_change;
pub(crate) use new_password::NewPassword;
