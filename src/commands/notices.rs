//! Commands for notices to the operator: `latchkey notices test`.

use std::io::{self, Write};

use latchkey_core::domain::{
    letter::LetterId,
    random::OsRandom,
    time::{Clock, SystemClock},
};

use serde::Serialize;

use super::answer::answer;
use crate::{
    config::{AnswerFlags, Config, ConfigError},
    push::Pusher,
};

/// Why a command failed. Each message is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum NoticesError {
    /// Invalid configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Nothing is set up.
    #[error("webhook_url and operator_push_url: neither is set, so the operator is told of nothing (docs/notices.md)")]
    NotSet,
    /// What was sent was not taken: by which settings, and why.
    #[error("{0}")]
    NotTaken(String),
    /// Writing to standard output failed.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

/// The settings of the channels by which a notice was taken.
#[derive(Serialize)]
struct Taken {
    taken: Vec<&'static str>,
}

/// Sends a notice to the operator by each channel that is set up, with the settings of the servers.
pub async fn test(config: &Config, how: AnswerFlags, out: &mut impl Write) -> Result<(), NoticesError> {
    let origin = config.public_url_for(config.listen);
    let all = Pusher::all(config, &origin)?;
    let own: Vec<_> = all.iter().filter_map(|pusher| pusher.setting().map(|setting| (setting, pusher))).collect();
    if own.is_empty() {
        return Err(NoticesError::NotSet);
    }
    let (mut taken, mut failed) = (vec![], vec![]);
    for (setting, pusher) in own {
        let id = LetterId::random(&OsRandom).to_string();
        match pusher.send_test(&id, SystemClock.now()).await {
            Ok(()) => taken.push(setting),
            Err(error) => failed.push(format!("{setting}: the notice was not taken: {error}")),
        }
    }
    answer(out, how, &Taken { taken }, |out, Taken { taken }| {
        taken.iter().try_for_each(|setting| writeln!(out, "{setting}: a notice was taken. Look whether it arrives."))
    })?;
    if failed.is_empty() { Ok(()) } else { Err(NoticesError::NotTaken(failed.join("; "))) }
}
