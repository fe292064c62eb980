//! The odds of guessing a second factor, for somebody who knows the password. The arithmetic is in SECURITY.md.
//!
//! Every way in (signing in, step-up, turning off, a new password, opening a seal, a link) and every server share one counter of codes for
//! an account. A guess that is told as the time of a clock that is off is counted like any other, and its step is burnt: it never opens
//! anything.

use super::{
    throttle::{SECOND_FACTOR_CAP, guesses_a_day},
    totp::Window,
};

/// How many codes of six digits there are.
const CODES: f64 = 1_000_000.0;

/// The odds for one account.
#[derive(Clone, Copy, Debug)]
pub struct Odds {
    /// Which steps of an authenticator are accepted.
    pub window: Window,
    /// Number of its authenticators.
    pub authenticators: u32,
}

impl Odds {
    /// At most so many of all codes are right at any moment.
    pub fn right_codes(self) -> u32 {
        self.window.steps() * self.authenticators
    }

    /// The chance that one of so many different guesses opens the account.
    pub fn of(self, guesses: u32) -> f64 {
        1.0 - (1.0 - f64::from(self.right_codes()) / CODES).powf(f64::from(guesses))
    }

    /// Number of guesses until codes are disabled: for ever, as long as the owner does not sign in with a code. The owner's sign-in begins
    /// the count anew, and is told of the guesses.
    pub const fn guesses_in_a_row() -> u32 {
        SECOND_FACTOR_CAP
    }

    /// The most guesses in a day in which the owner gives so many codes: waits hold up the rest. A recovery code of the owner's makes ten more.
    pub fn guesses_a_day(codes_of_owner: u32) -> u32 {
        guesses_a_day(codes_of_owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_in(chance: f64) -> u32 {
        (1.0 / chance).round() as u32
    }

    #[test]
    fn the_numbers_of_the_security_page() {
        let odds = |window, authenticators| Odds { window, authenticators };
        let either_way = odds(Window::OneStepEitherWay, 1);
        assert_eq!((Odds::guesses_in_a_row(), Odds::guesses_a_day(0), Odds::guesses_a_day(10)), (50, 970, 1060));
        assert_eq!(one_in(either_way.of(1)), 333_333);
        assert_eq!(one_in(either_way.of(50)), 6_667);
        assert_eq!(one_in(either_way.of(1060)), 315);
        assert_eq!(one_in(odds(Window::OneStepBack, 1).of(50)), 10_000);
        assert_eq!(one_in(odds(Window::OneStepEitherWay, 10).of(50)), 667);
    }
}
