//! `latchkey odds`: the chance of guessing a second factor, by the settings in force.

use std::io::{self, Write};

use latchkey_core::domain::{authenticator::MOST_AUTHENTICATORS, odds::Odds, recovery, totp::Window};

use crate::config::{Config, ConfigError};

/// How often a busy owner gives a code in a day.
const CODES_OF_OWNER: u32 = 10;

/// Why the command failed. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OddsError {
    /// Invalid configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// Prints the odds for somebody who knows the password, over all ways in and all servers.
pub fn print(config: &Config, out: &mut impl Write) -> Result<(), OddsError> {
    let window = match config.totp_window {
        Window::OneStepEitherWay => "one_step_either_way",
        Window::OneStepBack => "one_step_back",
    };
    writeln!(
        out,
        "The chance that somebody who knows a password guesses the code, over all ways in and all servers together.\n\
         totp_window is {window}: {} codes of an authenticator are right at any moment, of 1,000,000.\n",
        config.totp_window.steps()
    )?;
    let counts = [1, 2, MOST_AUTHENTICATORS];
    write!(out, "{:<34}{:>8}", "authenticators of the account", "")?;
    counts.iter().try_for_each(|count| write!(out, "{count:>16}"))?;
    writeln!(out)?;
    for (what, guesses) in [
        ("one guess", 1),
        ("until codes are disabled", Odds::guesses_in_a_row()),
        ("a day with 10 codes of the owner", Odds::guesses_a_day(CODES_OF_OWNER)),
    ] {
        write!(out, "{what:<34}{guesses:>8}")?;
        for authenticators in counts {
            let chance = Odds { window: config.totp_window, authenticators }.of(guesses);
            write!(out, "{:>16}", one_in(chance))?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "\nAfter {} misses in a row codes are disabled, for ever, until a recovery code: so the second line is also the chance for ever,\n\
         unless the owner signs in with a code meanwhile, which begins the count anew. The first guess at a sign-in is told to the owner at\n\
         the next one, and every guess stands in the security log.\n\
         A recovery code has {} bits: it cannot be guessed.",
        Odds::guesses_in_a_row(),
        recovery::BITS
    )?;
    Ok(())
}

/// A chance as in "1 in 6,667".
fn one_in(chance: f64) -> String {
    let digits = format!("{:.0}", 1.0 / chance);
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    format!("1 in {}", groups.join(","))
}
