//! Handoffs: data that one page of a session passes to the next when a redirect cannot carry it. Sealed, short-lived, one per
//! kind.

use std::time::Duration;

use crate::{
    Administrator, AuthError, FullSession, Services,
    domain::token::{SignedToken, expose},
    store::{Handoff, HandoffKind},
};

/// Stores a text of the application for a later page. Replaces an earlier one with the same name.
pub async fn keep(
    services: &Services,
    who: &FullSession,
    name: &'static str,
    (text, lives): (&str, Duration),
) -> Result<(), AuthError> {
    put(services, who, HandoffKind::Application(name), (text, lives)).await
}

/// Returns and removes the text with this name.
pub async fn take(services: &Services, who: &FullSession, name: &'static str) -> Result<Option<String>, AuthError> {
    take_kind(services, who, HandoffKind::Application(name)).await
}

/// How long a link waits for the page that shows it.
const LINK: Duration = Duration::from_secs(60);

/// Stores a link that an administrator is shown once, on the next page about this: the id of a person, or a word of its own.
pub async fn keep_link(services: &Services, who: &Administrator, (about, link): (&str, &SignedToken)) -> Result<(), AuthError> {
    put(services, who, HandoffKind::Link, (&format!("{about} {}", expose(link)), LINK)).await
}

/// Removes that link, and returns it on a page about the same alone: on another one it would be handed to somebody else.
pub async fn take_link(services: &Services, who: &Administrator, about: &str) -> Result<Option<String>, AuthError> {
    let kept = take_kind(services, who, HandoffKind::Link).await?;
    Ok(kept.and_then(|kept| kept.strip_prefix(about)?.strip_prefix(' ').map(ToOwned::to_owned)))
}

async fn put(
    services: &Services,
    who: &FullSession,
    kind: HandoffKind,
    (text, lives): (&str, Duration),
) -> Result<(), AuthError> {
    let session_id = who.session.id;
    let body = services.seal_handoff(session_id, text.as_bytes());
    let expires_at = services.now() + lives;
    services.store.put_handoff(&Handoff { session_id, kind, body, expires_at }).await?;
    Ok(())
}

async fn take_kind(services: &Services, who: &FullSession, kind: HandoffKind) -> Result<Option<String>, AuthError> {
    let session = who.session.id;
    let Some(handoff) = services.store.handoff(session, kind, services.now()).await? else { return Ok(None) };
    services.store.drop_handoff(session, kind).await?;
    Ok(Some(services.open_handoff(&handoff)?.to_string()))
}
