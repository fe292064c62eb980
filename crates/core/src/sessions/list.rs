//! Seeing and ending one's sessions.

use super::demand_step_up;
use crate::{
    AuthError, Client, FullSession, Services,
    domain::{
        event::EventKind,
        session::{ListedSession, SessionId},
    },
};

/// Returns the person's live sessions, the last used first.
pub async fn list(services: &Services, who: &FullSession) -> Result<Vec<ListedSession>, AuthError> {
    let (now, lifetimes) = (services.now(), &services.policy.lifetimes);
    let listed = services.store.sessions_of(who.account.id, now, lifetimes).await?;
    // Those by trust are over where browsers are no longer trusted.
    Ok(listed.into_iter().filter(|one| one.session.is_live(now, lifetimes)).collect())
}

/// Ends one of the person's sessions. Needs a step-up.
pub async fn end_one(services: &Services, who: &FullSession, id: SessionId, client: Client<'_>) -> Result<(), AuthError> {
    demand_step_up(services, who)?;
    if !services.store.end_session(id, &who.event(services, EventKind::SessionEnded, client)).await? {
        return Err(AuthError::NotFound);
    }
    tracing::info!(account = %who.account.id, session = %id, "session.ended");
    Ok(())
}

/// Ends all of the person's sessions but this one, and all sign-ins under way. Needs a step-up. Returns how many sessions ended.
pub async fn end_others(services: &Services, who: &FullSession, client: Client<'_>) -> Result<u64, AuthError> {
    demand_step_up(services, who)?;
    let event = who.event(services, EventKind::OtherSessionsEnded, client);
    let ended = services.store.end_other_sessions(who.session.id, &event).await?;
    tracing::info!(account = %who.account.id, ended, "session.others_ended");
    Ok(ended)
}
