//! Trust in a browser, in place of the second factor: given after one was proved, and used after a right password.

use super::Client;
use crate::{
    AuthError, Services, SessionTokens,
    domain::{
        account::Account,
        event::{Actor, Event, EventKind},
        keys::Fingerprint,
        session::Factors,
        token::SignedToken,
        trusted_browser::{TrustToken, TrustedBrowserId, bound_to},
    },
    sessions,
    store::{SessionWrite, Settlement, Trust, TrustUse},
};

/// Opens a session for an account whose password was right if it trusts this browser, and replaces the browser's token. `None` if it does
/// not: the second factor is asked.
pub(super) async fn open(
    services: &Services,
    account: &Account,
    (settlement, told): (&Settlement, &Event),
    client: Client<'_>,
) -> Result<Option<SessionTokens>, AuthError> {
    let (presented, lifetime) = (TrustToken::all_in(client.trust), services.policy.lifetimes.trust);
    if presented.is_empty() || lifetime.is_zero() || account.sealed {
        return Ok(None);
    }
    let (mut opening, mut tokens) =
        sessions::new_session(services, account, (Factors::PasswordInTrustedBrowser, told.id), client);
    opening.event = services.noticed(Event { is_new_device: told.is_new_device, ..opening.event });
    let secret = TrustToken::random(TrustedBrowserId::random(services.random()), services.random());
    let usage = TrustUse {
        presented: presented.iter().map(|token| (token.id, token.fingerprint())).collect(),
        next: secret.fingerprint(),
        bound_to: factors_of(services, account).await?,
        given_after: services.now() - lifetime,
        reused: services.event(EventKind::TrustReused, account.id, (Actor::Somebody, client)),
    };
    let Some(id) = services.store.open_session_by_trust(&usage, &opening, settlement).await? else { return Ok(None) };
    tokens.trust = Some(secret.of(id).with_others(&presented));
    tracing::info!(account = %account.id, session = %opening.session.id, "sign_in.done_by_trust");
    Ok(Some(tokens))
}

/// Trusts the browser of a session that was opened just now with every factor. Returns its cookie. `None` where that is not allowed, or did
/// not work: the sign-in is done whatever becomes of this.
pub(super) async fn give(
    services: &Services,
    account: &Account,
    opening: &SessionWrite,
    client: Client<'_>,
) -> Option<SignedToken> {
    let lifetime = services.policy.lifetimes.trust;
    if lifetime.is_zero() {
        return None;
    }
    let kept = TrustToken::all_in(client.trust);
    let token = TrustToken::random(TrustedBrowserId::random(services.random()), services.random());
    let given = async {
        let (session_id, factors) = (Some(opening.session.id), Some(opening.session.factors));
        let event = services.event(EventKind::BrowserTrusted, account.id, (Actor::Person, client));
        let trust = Trust {
            id: token.id,
            fingerprint: token.fingerprint(),
            bound_to: factors_of(services, account).await?,
            expires_at: services.now() + lifetime,
            presented: kept.iter().map(|token| token.id).collect(),
        };
        Ok::<_, AuthError>(services.store.trust_browser(&trust, &Event { session_id, factors, ..event }).await?)
    };
    match given.await {
        Ok(others) => others.map(|others| token.with_others(kept.iter().filter(|token| others.contains(&token.id)))),
        Err(error) => {
            tracing::warn!(%error, account = %account.id, "sign_in.browser_not_trusted");
            None
        }
    }
}

/// What trust of this account is bound to now.
async fn factors_of(services: &Services, account: &Account) -> Result<Fingerprint, AuthError> {
    let found = services.store.authenticators(account.id).await?;
    let (_, authenticators) = found.ok_or_else(|| AuthError::Broken(format!("account {} is gone", account.id)))?;
    Ok(bound_to(account.password_changed_at, authenticators.iter().map(|one| (one.id, one.created_at))))
}
