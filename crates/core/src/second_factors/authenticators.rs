//! Several authenticators of an account: adding, replacing, renaming and removing them.

use super::enrol::{Enrolment, confirmed, show_new};
use crate::{
    AuthError, Client, FullSession, Services, SessionTokens,
    accounts::count_change,
    domain::{
        authenticator::{AuthenticatorId, AuthenticatorName, MOST_AUTHENTICATORS},
        event::EventKind,
        invalid::Invalid,
        throttle::{Limit, Subject},
        time::Timestamp,
        totp::TotpCode,
    },
    error::Complaints,
    sessions::{demand_step_up, retokened},
    sign_in::open_secret,
    store::{Attempt, AuthenticatorChanged, AuthenticatorWrite},
};

/// An authenticator as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAuthenticator {
    /// Its id.
    pub id: AuthenticatorId,
    /// What the person calls it. Empty if they gave it no name.
    pub name: AuthenticatorName,
    /// When it was added.
    pub created_at: Timestamp,
    /// When a code of it was last taken. `None`: not since that is noted.
    pub last_used_at: Option<Timestamp>,
}

/// Returns the person's authenticators, the oldest first.
pub async fn authenticators(services: &Services, who: &FullSession) -> Result<Vec<ListedAuthenticator>, AuthError> {
    let found = services.store.authenticators(who.account.id).await?;
    let listed = found.into_iter().flat_map(|(_, all)| all);
    Ok(listed
        .map(|one| ListedAuthenticator { id: one.id, name: one.name, created_at: one.created_at, last_used_at: one.last_used_at })
        .collect())
}

/// Generates the secret of a further authenticator, or of one in the place of another, for this session to confirm. Until then nothing
/// changes. Needs all factors proved again, as new recovery codes do: it outlives the session.
pub async fn begin_authenticator(
    services: &Services,
    who: &FullSession,
    replaces: Option<AuthenticatorId>,
) -> Result<Enrolment, AuthError> {
    demand_lasting(services, who)?;
    let present = authenticators(services, who).await?;
    match replaces {
        Some(id) if !present.iter().any(|one| one.id == id) => return Err(AuthError::NotFound),
        None if present.len() >= MOST_AUTHENTICATORS as usize => return Err(full()),
        _ => {}
    }
    show_new(services, who, replaces).await
}

/// Confirms it with one of its codes. All other sessions end, and this one gets new tokens.
pub async fn add_authenticator(
    services: &Services,
    who: &FullSession,
    (code, name): (&str, &str),
    client: Client<'_>,
) -> Result<SessionTokens, AuthError> {
    let mut complaints = Complaints::default();
    let code = complaints.take(TotpCode::parse(code).map_err(Invalid::from));
    let name = complaints.take(AuthenticatorName::parse(name));
    let (Some(code), Some(name)) = (code, name) else { return Err(complaints.refuse()) };
    if !who.account.two_factor {
        return Err(AuthError::NotOn);
    }
    // The person sees the secret: there is nothing to guess, and no miss at other codes is counted or forgiven.
    let attempt = Attempt::of(&Subject::Changes(who.account.id), Limit::Changes);
    let (pending, step) = confirmed(services, who, (&code, attempt)).await?;
    if pending.replaces.is_none() {
        give_first_an_id(services, who).await?;
    }
    let kind = if pending.replaces.is_some() { EventKind::AuthenticatorReplaced } else { EventKind::AuthenticatorAdded };
    let (opening, tokens) = retokened(services, who, who.event(services, kind, client));
    let write = AuthenticatorWrite { confirmed: pending, name, step, opening };
    match services.store.add_authenticator(&write).await? {
        AuthenticatorChanged::Done => {}
        AuthenticatorChanged::Over => return Err(AuthError::EnrolmentOver),
        AuthenticatorChanged::Refused => return Err(full()),
    }
    tracing::info!(account = %who.account.id, event = %kind, "authenticator.confirmed");
    Ok(tokens)
}

/// Seals the authenticator from before an account could have several for itself, too, before there is another. A server of that version,
/// which marks a step as used for all of an account, can then no longer open it, and lets nobody in by it.
async fn give_first_an_id(services: &Services, who: &FullSession) -> Result<(), AuthError> {
    let (account, first) = (who.account.id, AuthenticatorId::first());
    let found = services.store.authenticators(account).await?;
    let Some(one) = found.into_iter().flat_map(|(_, all)| all).find(|one| one.id == first) else { return Ok(()) };
    let secret = open_secret(services, account, (first, &one.secret))?;
    let id = AuthenticatorId::random(services.random());
    let anew = services.keys.seal(&secret.to_bytes(), &id.sealed_for(account), services.random());
    services.store.reseal_authenticator(account, (first, &one.secret), (id, &anew)).await?;
    Ok(())
}

/// Gives an authenticator another name. Needs a step-up.
pub async fn rename_authenticator(
    services: &Services,
    who: &FullSession,
    (id, name): (AuthenticatorId, &str),
    client: Client<'_>,
) -> Result<(), AuthError> {
    let name = AuthenticatorName::parse(name)?;
    demand_step_up(services, who)?;
    count_change(services, who).await?;
    let event = who.event(services, EventKind::AuthenticatorRenamed, client);
    if !services.store.rename_authenticator(id, &name, &event).await? {
        return Err(AuthError::NotFound);
    }
    Ok(())
}

/// Removes an authenticator that is not the last: that one turns two-factor authentication off, with all that this asks. Needs all factors
/// proved again. All other sessions end, and this one gets new tokens.
pub async fn remove_authenticator(
    services: &Services,
    who: &FullSession,
    id: AuthenticatorId,
    client: Client<'_>,
) -> Result<SessionTokens, AuthError> {
    demand_lasting(services, who)?;
    let (opening, tokens) = retokened(services, who, who.event(services, EventKind::AuthenticatorRemoved, client));
    match services.store.remove_authenticator(id, &opening).await? {
        AuthenticatorChanged::Done => {}
        AuthenticatorChanged::Over => return Err(AuthError::NotFound),
        AuthenticatorChanged::Refused => return Err(AuthError::LastAuthenticator),
    }
    tracing::info!(account = %who.account.id, "authenticator.removed");
    Ok(tokens)
}

/// Refuses unless two-factor authentication is on and all factors were proved again, not only by the sign-in: whoever copied the cookies
/// of a person who has just signed in must not gain what lasts.
pub(crate) fn demand_lasting(services: &Services, who: &FullSession) -> Result<(), AuthError> {
    if !who.account.two_factor {
        return Err(AuthError::NotOn);
    }
    demand_step_up(services, who)?;
    if who.session.is_reauthenticated() { Ok(()) } else { Err(AuthError::StepUpNeeded) }
}

const fn full() -> AuthError {
    AuthError::QuotaReached { most: MOST_AUTHENTICATORS }
}
