//! The form door over HTTP, a file for each deed.

mod account_life;
mod attacks;
mod authenticators;
mod checkup;
mod clocks;
mod confirmation;
mod enrolment;
mod half_way;
mod known_devices;
mod languages;
mod leaks;
mod letter_links;
mod mail;
mod password_reset;
mod recovery_codes;
mod recovery_wait;
mod register;
mod requirement;
mod seal;
mod second_factor;
mod sessions;
mod sign_in;
mod step_up;
mod tokens;
mod trusted_browsers;
mod turn_off;
