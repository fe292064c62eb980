//! `latchkey session`: where somebody is signed in.

use std::io::Write;

use latchkey_core::domain::session::ListedSession;
use serde::Serialize;

use super::{AtWork, UserError};
use crate::{
    commands::answer::answer,
    config::{EndFlags, SessionCommand, UserFlags},
};

/// A session, as programs are told. Times are RFC 3339.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    id: String,
    created_at: String,
    last_used_at: String,
    /// IP address; null if it is not known.
    address: Option<String>,
    user_agent: String,
    /// The factors that were proved, as in `amr` (RFC 8176).
    amr: Vec<String>,
}

impl Told {
    fn of(ListedSession { session, whereabouts }: &ListedSession) -> Self {
        Self {
            id: session.id.to_string(),
            created_at: session.created_at.to_string(),
            last_used_at: session.last_used_at.to_string(),
            address: whereabouts.address.map(|address| address.to_string()),
            user_agent: whereabouts.user_agent.to_string(),
            amr: session.factors.to_string().split(' ').map(ToOwned::to_owned).collect(),
        }
    }
}

/// Runs a command.
pub async fn run(command: &SessionCommand, out: &mut impl Write) -> Result<(), UserError> {
    match command {
        SessionCommand::List(given) => list(given, out).await,
        SessionCommand::End(given) => end(given, out).await,
    }
}

async fn list(given: &UserFlags, out: &mut impl Write) -> Result<(), UserError> {
    let (work, account) = AtWork::for_one(given).await?;
    let sessions = work.operator.sessions(&account, &work.config.lifetimes()).await?;
    let sessions: Vec<_> = sessions.iter().map(Told::of).collect();
    answer(out, given.service.answer, &sessions, |out, sessions| {
        sessions.iter().try_for_each(|one| {
            let address = one.address.as_deref().unwrap_or("-");
            writeln!(out, "{}  last used {}  {address}  {}", one.id, one.last_used_at, one.user_agent)
        })
    })?;
    Ok(())
}

/// How many sessions ended.
#[derive(Serialize)]
struct Ended {
    ended: u64,
}

async fn end(given: &EndFlags, out: &mut impl Write) -> Result<(), UserError> {
    let (work, account) = AtWork::for_one(&given.user).await?;
    let ended = match &given.id {
        None => work.operator.end_all_sessions(&account).await?,
        Some(id) => {
            let id = id.parse().map_err(|_| UserError::NoSession)?;
            if !work.operator.end_session(&account, id).await? {
                return Err(UserError::NoSession);
            }
            1
        }
    };
    answer(out, given.user.service.answer, &Ended { ended }, |out, done| writeln!(out, "Sessions ended: {}", done.ended))?;
    Ok(())
}
