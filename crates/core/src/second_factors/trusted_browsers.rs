//! Seeing and ending the trust of browsers, which [`by_second_factor`](crate::sign_in::by_second_factor) gives.

use crate::{
    AuthError, Client, FullSession, Services,
    domain::{
        event::EventKind,
        trusted_browser::{TrustToken, TrustedBrowser, TrustedBrowserId},
    },
};

/// Returns the browsers that the person's account trusts, the last used first. None where the operator does not allow it.
pub async fn trusted_browsers(services: &Services, who: &FullSession) -> Result<Vec<TrustedBrowser>, AuthError> {
    let now = services.now();
    Ok(services.store.trusted_browsers(who.account.id, now, now - services.policy.lifetimes.trust).await?)
}

/// True if a trust is that of the client's browser.
pub fn is_of_browser(client: Client<'_>, id: TrustedBrowserId) -> bool {
    TrustToken::all_in(client.trust).iter().any(|token| token.id == id)
}

/// Ends the trust of a browser, and the sessions by it, this one too. Needs no step-up: it takes rights away alone.
pub async fn end_trust(
    services: &Services,
    who: &FullSession,
    id: TrustedBrowserId,
    client: Client<'_>,
) -> Result<(), AuthError> {
    if services.store.end_trust(Some(id), &who.event(services, EventKind::TrustEnded, client)).await? == 0 {
        return Err(AuthError::NotFound);
    }
    tracing::info!(account = %who.account.id, trust = %id, "trusted_browser.ended");
    Ok(())
}

/// Ends the trust of all browsers, and the sessions by it, this one too. Needs no step-up.
pub async fn end_all_trust(services: &Services, who: &FullSession, client: Client<'_>) -> Result<(), AuthError> {
    let ended = services.store.end_trust(None, &who.event(services, EventKind::TrustEnded, client)).await?;
    tracing::info!(account = %who.account.id, ended, "trusted_browser.all_ended");
    Ok(())
}
