//! Commands for mail: `latchkey mail test`.

use std::io::{self, Write};

use latchkey_core::domain::{
    letter::LetterId,
    random::OsRandom,
    time::{Clock, SystemClock},
};

use serde::Serialize;

use super::answer::answer;
use crate::{
    config::{Config, ConfigError, MailTestFlags},
    mail::{Post, outlet::NotTaken},
};

/// Why a command failed. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Invalid configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// No mail server is set.
    #[error("mail_url: is not set, so nothing is sent: set LATCHKEY_MAIL_URL as for the servers (docs/mail.md)")]
    NotSet,
    /// The letter was not taken.
    #[error("the letter was not taken: {0}")]
    NotTaken(#[from] NotTaken),
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// The address to which a letter was taken.
#[derive(Serialize)]
struct Taken<'a> {
    to: &'a str,
}

/// Sends a letter to this address, with the settings of the servers.
pub async fn test(config: &Config, given: &MailTestFlags, out: &mut impl Write) -> Result<(), MailError> {
    let origin = config.public_url_for(config.listen);
    let post = Post::of(config, &origin)?.filter(|post| post.kept().is_none()).ok_or(MailError::NotSet)?;
    let to = &given.address;
    post.send_test(to, SystemClock.now(), &LetterId::random(&OsRandom).to_string()).await?;
    answer(out, given.ask.answer, &Taken { to }, |out, Taken { to }| {
        writeln!(out, "The mail server has taken a letter to {to}. Look whether it arrives, and not among the unwanted.")
    })?;
    Ok(())
}
