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
    use crate::domain::{
        throttle::{Counter, Limit},
        time::Timestamp,
    };

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

    /// What may happen next to the codes of an account.
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Next {
        /// A wrong code at a server whose clock is off by so many seconds.
        Wrong(i64),
        /// The owner's code.
        Right,
        /// A wrong recovery code: counted apart, and never refused.
        WrongRecovery,
        /// A right one, which begins the count of codes anew.
        RightRecovery,
        /// Time passes, in seconds.
        Wait(i64),
    }

    const ALL: [Next; 8] = [
        Next::Wrong(-2),
        Next::Wrong(0),
        Next::Wrong(2),
        Next::Right,
        Next::WrongRecovery,
        Next::RightRecovery,
        Next::Wait(1),
        Next::Wait(15 * 60 + 4),
    ];

    /// Every sequence of six of them, from counts around each wait and around the end: no order of events on three servers lets more
    /// guesses through than the bound says.
    #[test]
    fn no_interleaving_lets_more_guesses_through_than_the_bound() {
        const LENGTH: u32 = 6;
        for start in [0, 4, 8, 39, 44, 48] {
            for number in 0..8_usize.pow(LENGTH) {
                let order = (0..LENGTH).map(|place| ALL[(number >> (3 * place)) & 7]);
                let at = |seconds| Timestamp::from_seconds(1_800_000_000 + seconds);
                let before = Counter { misses: start, blocked_until: at(-1000), counted_at: at(-1000) };
                let (mut now, mut codes, mut recovery) = (0, Some(before).filter(|_| start > 0), None);
                // Since the owner was there: guesses, and when a wait began.
                let (mut guesses, mut waits_since) = (start, None);
                for next in order {
                    match next {
                        Next::Wrong(off) => {
                            let settled = codes.map(|counter| Limit::Totp.settled(counter, at(now + off)));
                            let Ok(counter) = Limit::Totp.count(settled, at(now + off)) else { continue };
                            codes = Some(counter);
                            guesses += 1;
                            assert!(guesses <= SECOND_FACTOR_CAP, "{start} {number}");
                            // Ten at once. Clocks may differ by four seconds in all.
                            let begun: Option<i64> = waits_since;
                            assert!(begun.is_none_or(|begun| now - begun >= 15 * 60 - 4), "{start} {number}");
                            waits_since = guesses.is_multiple_of(10).then_some(now);
                        }
                        Next::Right => {
                            if Limit::Totp.count(codes, at(now)).is_ok() {
                                (codes, guesses, waits_since) = (None, 0, None);
                            }
                        }
                        Next::WrongRecovery => recovery = Some(Limit::RecoveryCode.count(recovery, at(now)).unwrap()),
                        Next::RightRecovery => (codes, recovery, guesses, waits_since) = (None, None, 0, None),
                        Next::Wait(seconds) => now += seconds,
                    }
                }
            }
        }
    }
}
