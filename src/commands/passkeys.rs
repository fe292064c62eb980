//! `latchkey passkeys forget`: what is left of an RP ID that is no longer the service's.

use std::{
    io::{self, Write},
    sync::Arc,
};

use latchkey_core::{
    Environment,
    domain::{random::OsRandom, time::SystemClock},
    keys::{self, NoInstallation},
    operator::{Operator, OperatorError},
};
use secrecy::ExposeSecret;

use serde::Serialize;

use super::answer::answer;
use crate::config::{Config, ConfigError, ForgetFlags};

/// Why the command failed. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum PasskeysError {
    /// Invalid configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database could not be opened.
    #[error(transparent)]
    NoInstallation(#[from] NoInstallation),
    /// It was refused.
    #[error(transparent)]
    Operator(#[from] OperatorError),
    /// Browsers still offer them.
    #[error("{0} is the RP ID of this service as it is set: its passkeys work")]
    InUse(String),
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// How many are gone.
#[derive(Serialize)]
struct Forgotten {
    forgotten: u64,
}

/// Removes all passkeys for an RP ID.
pub async fn forget(config: &Config, given: &ForgetFlags, out: &mut impl Write) -> Result<(), PasskeysError> {
    let rp_id = &*given.rp_id;
    let own = config.known_public_url().and_then(|origin| config.relying_party(&origin).ok());
    if own.is_some_and(|party| party.id() == rp_id) {
        return Err(PasskeysError::InUse(rp_id.to_owned()));
    }
    let database = keys::installation(config.database_url().expose_secret()).await?;
    let environment = Environment { clock: Arc::new(SystemClock), random: Arc::new(OsRandom) };
    let forgotten = Operator::of(database, environment, config.tells()).forget_passkeys(rp_id).await?;
    answer(out, given.ask.answer, &Forgotten { forgotten }, |out, Forgotten { forgotten }| {
        writeln!(
            out,
            "{forgotten} passkeys for {rp_id} are removed. Whoever has no other second factor signs in with a recovery code; whoever went \
             without a password needs: latchkey user reset-password"
        )
    })?;
    Ok(())
}
