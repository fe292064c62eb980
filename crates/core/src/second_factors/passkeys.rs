//! Passkeys of an account: adding, renaming and removing them.

use super::{
    authenticators::demand_lasting,
    recovery_codes::{recovery_code_handoff, to_be_stored},
};
use crate::{
    AuthError, Client, Database, FullSession, Services, SessionTokens,
    accounts::count_change,
    domain::{
        authenticator::AuthenticatorName,
        event::EventKind,
        passkey::{
            BadRelyingParty, Challenge, CredentialId, MOST_PASSKEYS, PasskeyId, Registered, Registration, RelyingParty,
            UserHandle,
        },
        recovery::RecoveryCode,
        session::{Factors, PasskeyKind, SecondFactor},
        throttle::Subject,
        time::Timestamp,
    },
    error::Complaints,
    sessions::{demand_step_up, reauthenticated, retokened},
    sign_in::{Binding, Descriptor, challenge},
    store::{FirstFactor, Passkey, PasskeyChanged, Settlement, StoreError, TwoFactorWrite},
};

/// A passkey as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPasskey {
    /// Its id.
    pub id: PasskeyId,
    /// What the person calls it. Empty if they gave it no name, and what made it is not well known.
    pub name: AuthenticatorName,
    /// Whether it is on several devices, as its authenticator says.
    pub kind: PasskeyKind,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last used. `None`: not yet.
    pub last_used_at: Option<Timestamp>,
}

/// What an authenticator is asked to make (`PublicKeyCredentialCreationOptions`): a discoverable credential, with user verification, and
/// without attestation.
#[derive(Clone, Debug)]
pub struct Creation {
    /// To be answered within [`Lifetimes::CHALLENGE`](crate::domain::session::Lifetimes::CHALLENGE).
    pub challenge: Challenge,
    /// The RP ID.
    pub rp_id: String,
    /// The name of the service.
    pub rp_name: String,
    /// Whose it is, by random bytes.
    pub user_handle: UserHandle,
    /// The e-mail address, by which people tell their accounts apart.
    pub email: String,
    /// The display name.
    pub name: String,
    /// Those that the account has: no authenticator makes another beside one of its own.
    pub excluded: Vec<Descriptor>,
}

/// A passkey was added.
pub struct PasskeyAdded {
    /// New tokens of the session.
    pub tokens: SessionTokens,
    /// Recovery codes, if it was the first second factor.
    pub codes: Option<Vec<RecoveryCode>>,
}

/// What a browser may tell authenticators of an account's passkeys (the Signal API): who it is, and which passkeys are still good.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The RP ID.
    pub rp_id: String,
    /// Whose they are.
    pub user_handle: UserHandle,
    /// Those that the account has.
    pub ids: Vec<CredentialId>,
}

/// Why a server does not start: its RP ID is not that of the passkeys in its database. One line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OtherRpId {
    /// Browsers would not offer them, and people would find themselves locked out.
    #[error(
        "passkey_rp_id: there are passkeys for {0}, which browsers do not offer at public_url as it is set: set passkey_rp_id = {0:?} (docs/passkeys.md), or remove them with `latchkey passkeys forget {0}`"
    )]
    Other(String),
    /// The database query failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Rejects an RP ID if there are passkeys for another one.
pub async fn check_rp_id(Database(store): &Database, party: &Result<RelyingParty, BadRelyingParty>) -> Result<(), OtherRpId> {
    let own = party.as_ref().map(RelyingParty::id).unwrap_or_default();
    store.other_rp_id(own).await?.map_or(Ok(()), |other| Err(OtherRpId::Other(other)))
}

/// Returns the person's passkeys, the oldest first.
pub async fn passkeys(services: &Services, who: &FullSession) -> Result<Vec<ListedPasskey>, AuthError> {
    let found = services.store.passkeys(who.account.id).await?;
    let listed = |one: Passkey| ListedPasskey {
        kind: one.kind(),
        id: one.id,
        name: one.name,
        created_at: one.created_at,
        last_used_at: one.last_used_at,
    };
    Ok(found.into_iter().map(listed).collect())
}

/// What authenticators are to know of the person's passkeys. `None` where there are none, or never were any.
pub async fn accepted_passkeys(services: &Services, who: &FullSession) -> Result<Option<Accepted>, AuthError> {
    let Ok(party) = services.relying_party() else { return Ok(None) };
    let found = services.store.passkeys(who.account.id).await?;
    let Some(first) = found.first() else { return Ok(None) };
    let user_handle = first.user_handle.clone();
    Ok(Some(Accepted {
        rp_id: party.id().to_owned(),
        ids: found.into_iter().filter(|one| one.user_handle == user_handle).map(|one| one.credential_id).collect(),
        user_handle,
    }))
}

/// Asks for a new passkey. Needs what any lasting factor needs: all factors proved again, where there are two, else a step-up.
pub async fn begin_passkey(services: &Services, who: &FullSession, client: Client<'_>) -> Result<Creation, AuthError> {
    let party = services.relying_party()?;
    demand_for_new(services, who)?;
    let present = services.store.passkeys(who.account.id).await?;
    if present.len() >= MOST_PASSKEYS as usize {
        return Err(full());
    }
    let user_handle = present.first().map_or_else(|| UserHandle::random(services.random()), |one| one.user_handle.clone());
    let bound_to = (Binding::New(who.session.id), Some(user_handle.clone()));
    Ok(Creation {
        challenge: challenge(services, Some(who.account.id), bound_to, client).await?,
        rp_id: party.id().to_owned(),
        rp_name: services.policy.app_name.clone(),
        user_handle,
        email: who.account.email.for_people(),
        name: who.account.name.to_string(),
        excluded: present.into_iter().map(Into::into).collect(),
    })
}

/// Refuses where [`begin_passkey`] would for what was not proved, or where there can be none.
pub fn may_add_passkey(services: &Services, who: &FullSession) -> Result<(), AuthError> {
    services.relying_party()?;
    demand_for_new(services, who)
}

fn demand_for_new(services: &Services, who: &FullSession) -> Result<(), AuthError> {
    if who.account.two_factor { demand_lasting(services, who) } else { demand_step_up(services, who) }
}

/// Adds the passkey that an authenticator has made. The first second factor turns two-factor authentication on, and comes with recovery
/// codes for the next page. All other sessions end, and this one gets new tokens.
pub async fn add_passkey(
    services: &Services,
    who: &FullSession,
    (answer, name): (&str, &str),
    client: Client<'_>,
) -> Result<PasskeyAdded, AuthError> {
    let party = services.relying_party()?;
    let mut complaints = Complaints::default();
    let registration = complaints.take(Registration::parse(answer));
    let name = complaints.take(AuthenticatorName::parse(name));
    let (Some(registration), Some(name)) = (registration, name) else { return Err(complaints.refuse()) };
    let bound_to = Binding::New(who.session.id).to_string();
    let taken = services.store.take_challenge(&registration.challenge(), &bound_to, services.now()).await?;
    let user_handle = taken.flatten().ok_or(AuthError::PasskeyOver)?;
    let registered = registration.verify(party).map_err(|reason| {
        tracing::info!(account = %who.account.id, %reason, "passkey.not_added");
        AuthError::PasskeyRefused
    })?;
    if services.store.passkey(&registered.id).await?.is_some() {
        return Err(AuthError::PasskeyTaken);
    }
    let passkey = to_store(services, registered, (name, user_handle));
    if who.account.two_factor { add(services, who, passkey, client).await } else { turn_on(services, who, passkey, client).await }
}

fn to_store(services: &Services, registered: Registered, (name, user_handle): (AuthenticatorName, UserHandle)) -> Passkey {
    let Registered { id, algorithm, public_key, counter, backup, transports, provider } = registered;
    let name = match provider {
        Some(provider) if name.as_str().is_empty() => AuthenticatorName::from_stored(provider.to_owned()),
        _ => name,
    };
    Passkey {
        id: PasskeyId::random(services.random()),
        name,
        credential_id: id,
        rp_id: services.policy.relying_party.as_ref().map(|party| party.id().to_owned()).unwrap_or_default(),
        algorithm,
        public_key,
        user_handle,
        counter,
        backup,
        transports,
        created_at: services.now(),
        last_used_at: None,
    }
}

async fn add(services: &Services, who: &FullSession, passkey: Passkey, client: Client<'_>) -> Result<PasskeyAdded, AuthError> {
    let (opening, tokens) = retokened(services, who, who.event(services, EventKind::PasskeyAdded, client));
    match services.store.add_passkey(&passkey, &opening).await? {
        PasskeyChanged::Done => {}
        PasskeyChanged::Refused => return Err(full()),
        PasskeyChanged::Taken => return Err(AuthError::PasskeyTaken),
        PasskeyChanged::Over | PasskeyChanged::PasswordNeeded => return Err(AuthError::PasskeyOver),
    }
    tracing::info!(account = %who.account.id, "passkey.added");
    Ok(PasskeyAdded { tokens, codes: None })
}

async fn turn_on(
    services: &Services,
    who: &FullSession,
    passkey: Passkey,
    client: Client<'_>,
) -> Result<PasskeyAdded, AuthError> {
    let account = who.account.id;
    // Misses from a time when there was nothing to guess must not disable codes later.
    services.store.settle(&Settlement::clearing(&Subject::SecondFactor(account))).await?;
    let codes = RecoveryCode::random_set(services.random());
    let factors = Factors::password_and(SecondFactor::Passkey(passkey.kind()));
    let event = who.event(services, EventKind::TwoFactorOn, client);
    let (opening, tokens) = reauthenticated(services, who, (factors, event));
    let turn_on = TwoFactorWrite {
        first: FirstFactor::Passkey(Box::new(passkey)),
        recovery_codes: to_be_stored(services, account, &codes),
        note: recovery_code_handoff(services, who.session.id, &codes),
        opening,
    };
    if !services.store.turn_on_two_factor(&turn_on).await? {
        return Err(AuthError::PasskeyOver);
    }
    tracing::info!(account = %account, "two_factor.turned_on_by_passkey");
    Ok(PasskeyAdded { tokens, codes: Some(codes) })
}

/// Gives a passkey another name. Needs a step-up.
pub async fn rename_passkey(
    services: &Services,
    who: &FullSession,
    (id, name): (PasskeyId, &str),
    client: Client<'_>,
) -> Result<(), AuthError> {
    let name = AuthenticatorName::parse(name)?;
    demand_step_up(services, who)?;
    count_change(services, who).await?;
    let event = who.event(services, EventKind::PasskeyRenamed, client);
    if services.store.rename_passkey(id, &name, &event).await? { Ok(()) } else { Err(AuthError::NotFound) }
}

/// Removes a passkey. Refused for the last second factor, which turning off removes, and for one without which an account that has no
/// password could not be signed in to. Needs all factors proved again. All other sessions end, and this one gets new tokens.
pub async fn remove_passkey(
    services: &Services,
    who: &FullSession,
    id: PasskeyId,
    client: Client<'_>,
) -> Result<SessionTokens, AuthError> {
    demand_lasting(services, who)?;
    let (opening, tokens) = retokened(services, who, who.event(services, EventKind::PasskeyRemoved, client));
    match services.store.remove_passkey(id, &services.keys.ids(), &opening).await? {
        PasskeyChanged::Done => {}
        PasskeyChanged::Over | PasskeyChanged::Taken => return Err(AuthError::NotFound),
        PasskeyChanged::Refused => return Err(AuthError::LastAuthenticator),
        PasskeyChanged::PasswordNeeded => return Err(AuthError::PasskeysNeeded),
    }
    tracing::info!(account = %who.account.id, "passkey.removed");
    Ok(tokens)
}

const fn full() -> AuthError {
    AuthError::QuotaReached { most: MOST_PASSKEYS }
}
