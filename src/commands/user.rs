//! Commands for people's accounts: `latchkey user seal`, `reset-password` and `reset-second-factor`.
//!
//! ```text
//!  forgot the password        reset-password ──> a link for the person, who is still asked for the second factor
//!  lost every second factor   reset-second-factor
//!  lost both, or it is sealed reset-second-factor, then reset-password: the new password opens the seal
//!  somebody else is in it     seal, then reset-password
//! ```

use std::{
    io::{self, Write},
    sync::Arc,
};

use latchkey_core::{
    Environment,
    domain::{account::Account, random::OsRandom, session::Lifetimes, time::SystemClock},
    keys::{self, NoInstallation},
    operator::{Operator, OperatorError},
};
use secrecy::ExposeSecret;

use crate::{
    config::{Config, ConfigError},
    features::password_reset,
};

const SECONDS_AN_HOUR: u64 = 3600;

/// Why a command failed. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// Invalid configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database could not be opened.
    #[error(transparent)]
    NoInstallation(#[from] NoInstallation),
    /// The operator's deed was refused.
    #[error(transparent)]
    Operator(#[from] OperatorError),
    /// Where pages are is not known.
    #[error(
        "public_url: is needed for the link: set LATCHKEY_PUBLIC_URL or --public-url to the address that browsers use, as for the servers"
    )]
    NoPublicUrl,
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// Seals an account.
pub async fn seal(config: &Config, email: &str, out: &mut impl Write) -> Result<(), UserError> {
    let (operator, account) = open(config, email).await?;
    let sealed = operator.seal(&account).await?;
    let email = account.email.for_people();
    if !sealed {
        writeln!(out, "{email} is sealed already.")?;
        return Ok(());
    }
    writeln!(
        out,
        "{email} is sealed: everybody is signed out, and the password opens nothing.\n\
         With two-factor authentication the person opens it by a code and a new password. Otherwise: latchkey user reset-password"
    )?;
    Ok(())
}

/// Prints a one-time link by which the person chooses a new password.
pub async fn reset_password(config: &Config, email: &str, out: &mut impl Write) -> Result<(), UserError> {
    let origin = config.known_public_url().ok_or(UserError::NoPublicUrl)?;
    let (operator, account) = open(config, email).await?;
    let token = operator.issue_password_reset(&account).await?;
    let asks = if account.two_factor { ", and asks for the second factor" } else { "" };
    writeln!(
        out,
        "{}\n\n\
         Give this link to the person behind {}, and to nobody else. It works once, for {} hours{asks}.\n\
         An earlier link no longer works. The present password works until the new one is chosen.",
        token.link(&format!("{origin}{}", password_reset::PAGE)).expose_secret(),
        account.email.for_people(),
        Lifetimes::RESET_LINK.as_secs() / SECONDS_AN_HOUR,
    )?;
    Ok(())
}

/// Removes the second factors of an account.
pub async fn reset_second_factor(config: &Config, email: &str, out: &mut impl Write) -> Result<(), UserError> {
    let (operator, account) = open(config, email).await?;
    let removed = operator.reset_second_factors(&account).await?;
    let email = account.email.for_people();
    if removed && account.sealed {
        writeln!(
            out,
            "{email} has no second factor any more. It is still sealed; what opens it now: latchkey user reset-password"
        )?;
    } else if removed {
        writeln!(
            out,
            "{email} has no second factor any more, and everybody is signed out. Until a new one is set up, the password alone opens \
             the account."
        )?;
    } else {
        writeln!(out, "{email} has no second factor.")?;
    }
    Ok(())
}

/// Opens the database of an existing installation, and finds the account in it.
async fn open(config: &Config, email: &str) -> Result<(Operator, Account), UserError> {
    let url = config.database_url();
    let database = keys::installation(url.expose_secret()).await?;
    let environment = Environment { clock: Arc::new(SystemClock), random: Arc::new(OsRandom) };
    let operator = Operator::of(database, environment, config.mail_url.is_some());
    let account = operator.find(email).await?;
    Ok((operator, account))
}
