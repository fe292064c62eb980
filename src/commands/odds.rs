//! `latchkey odds`: the chance of guessing a second factor, by the settings in force.

use std::io::{self, Write};

use latchkey_core::domain::{authenticator::MOST_AUTHENTICATORS, odds::Odds, recovery, totp::Window};

use serde::Serialize;

use super::answer::answer;
use crate::config::{AnswerFlags, Config, ConfigError};

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

/// The chance to guess in so many guesses, by the number of authenticators of the account.
#[derive(Serialize)]
struct Row {
    #[serde(rename = "for")]
    what: &'static str,
    guesses: u32,
    /// In the order of [`Told::authenticators`]. From 0 to 1.
    chances: Vec<f64>,
}

/// The odds, as programs are told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    totp_window: &'static str,
    authenticators: [u32; 3],
    odds: Vec<Row>,
}

/// Prints the odds for somebody who knows the password, over all ways in and all servers.
pub fn print(config: &Config, how: AnswerFlags, out: &mut impl Write) -> Result<(), OddsError> {
    let totp_window = match config.totp_window {
        Window::OneStepEitherWay => "one_step_either_way",
        Window::OneStepBack => "one_step_back",
    };
    let authenticators = [1, 2, MOST_AUTHENTICATORS];
    let rows = [
        ("one guess", 1),
        ("until codes are disabled", Odds::guesses_in_a_row()),
        ("a day with 10 codes of the owner", Odds::guesses_a_day(CODES_OF_OWNER)),
    ];
    let odds = rows.map(|(what, guesses)| {
        let chance = |authenticators| Odds { window: config.totp_window, authenticators }.of(guesses);
        Row { what, guesses, chances: authenticators.map(chance).into() }
    });
    let told = Told { totp_window, authenticators, odds: odds.into() };
    answer(out, how, &told, |out, told| lines(config, told, out))?;
    Ok(())
}

fn lines(config: &Config, told: &Told, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "The chance that somebody who knows a password guesses the code, over all ways in and all servers together.\n\
         totp_window is {}: {} codes of an authenticator are right at any moment, of 1,000,000.\n",
        told.totp_window,
        config.totp_window.steps()
    )?;
    write!(out, "{:<34}{:>8}", "authenticators of the account", "")?;
    told.authenticators.iter().try_for_each(|count| write!(out, "{count:>16}"))?;
    writeln!(out)?;
    for Row { what, guesses, chances } in &told.odds {
        write!(out, "{what:<34}{guesses:>8}")?;
        chances.iter().try_for_each(|chance| write!(out, "{:>16}", one_in(*chance)))?;
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
    )
}

/// A chance as in "1 in 6,667".
fn one_in(chance: f64) -> String {
    let digits = format!("{:.0}", 1.0 / chance);
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    format!("1 in {}", groups.join(","))
}
