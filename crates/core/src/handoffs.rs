//! What one page of a session hands to its next one, where a redirect cannot carry it: sealed, short-lived, one of a kind.

use std::time::Duration;

use crate::{
    AuthError, FullSession, Services,
    store::{Handoff, HandoffKind},
};

/// Keeps a text of one's own application for a page to come, in place of an earlier one under this name.
pub async fn keep(
    services: &Services,
    who: &FullSession,
    name: &'static str,
    (text, lives): (&str, Duration),
) -> Result<(), AuthError> {
    let session_id = who.session.id;
    let body = services.seal_handoff(session_id, text.as_bytes());
    let expires_at = services.now() + lives;
    services.store.put_handoff(&Handoff { session_id, kind: HandoffKind::Application(name), body, expires_at }).await?;
    Ok(())
}

/// Takes what was kept under this name, once.
pub async fn take(services: &Services, who: &FullSession, name: &'static str) -> Result<Option<String>, AuthError> {
    let (session, kind) = (who.session.id, HandoffKind::Application(name));
    let Some(handoff) = services.store.handoff(session, kind, services.now()).await? else { return Ok(None) };
    services.store.drop_handoff(session, kind).await?;
    Ok(Some(services.open_handoff(&handoff)?.to_string()))
}
