//! Handoffs: data that one page of a session passes to the next when a redirect cannot carry it. Sealed, short-lived, one per
//! kind.

use std::time::Duration;

use crate::{
    AuthError, FullSession, Services,
    store::{Handoff, HandoffKind},
};

/// Stores a text of the application for a later page. Replaces an earlier one with the same name.
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

/// Returns and removes the text with this name.
pub async fn take(services: &Services, who: &FullSession, name: &'static str) -> Result<Option<String>, AuthError> {
    let (session, kind) = (who.session.id, HandoffKind::Application(name));
    let Some(handoff) = services.store.handoff(session, kind, services.now()).await? else { return Ok(None) };
    services.store.drop_handoff(session, kind).await?;
    Ok(Some(services.open_handoff(&handoff)?.to_string()))
}
