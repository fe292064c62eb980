//! Sessions: opening, authenticating, renewing, ending, and demanding a step-up.

mod list;
mod tokens_seen;

use std::{sync::Arc, time::Duration};

pub use list::{end_one, end_others, list};

pub(crate) use tokens_seen::TokensSeen;

use crate::{
    AuthError, Client, Services,
    domain::{
        account::{Account, Role},
        device::KnownDevice,
        event::{Actor, Event, EventId, EventKind},
        refresh_token::RefreshToken,
        session::{Factors, Session, SessionId, TokenMark},
        time::Timestamp,
        token::{Access, Pending, SignedToken},
    },
    sign_in::{NOBODY, known_device},
    store::{AccountRead, Presented, Rotation, SessionWrite, Settlement},
};

/// Tokens of a session, for its cookies.
pub struct SessionTokens {
    /// The access token.
    pub access: SignedToken,
    /// The refresh token.
    pub refresh: SignedToken,
    /// Latest expiry of the session.
    pub expires_at: Timestamp,
    /// Known-device cookie to set. Only after a completed sign-in. Includes the tokens of other accounts.
    pub device: Option<SignedToken>,
    /// Cookie of the accounts that trust this browser, to set. Only after a sign-in by trust, or one that gave it.
    pub trust: Option<SignedToken>,
}

/// A person with a live session, whatever factors were proved.
#[derive(Clone, Debug)]
pub struct Authenticated {
    pub(crate) session: Session,
    pub(crate) account: Account,
}

/// A person with a live session and all factors of their account. Where the operator allows trusted browsers, the trust may stand in place
/// of the second factor ([`Factors::is_by_trust`]). Only [`Authenticated::full`] constructs one, so a function that
/// takes it is guarded.
#[derive(Clone, Debug)]
pub struct FullSession(Arc<Authenticated>);

impl std::ops::Deref for FullSession {
    type Target = Authenticated;
    fn deref(&self) -> &Authenticated {
        &self.0
    }
}

/// A [`FullSession`] whose account has a second factor if the service requires one. The guard for the application's own pages.
/// Only [`FullSession::protected`] constructs one.
#[derive(Clone, Debug)]
pub struct Protected(FullSession);

impl std::ops::Deref for Protected {
    type Target = FullSession;
    fn deref(&self) -> &FullSession {
        &self.0
    }
}

/// An administrator with a second factor, who has proved every factor within the last five minutes. The guard for the administration.
/// Only [`FullSession::administrator`] constructs one.
#[derive(Clone, Debug)]
pub struct Administrator(FullSession);

impl std::ops::Deref for Administrator {
    type Target = FullSession;
    fn deref(&self) -> &FullSession {
        &self.0
    }
}

impl FullSession {
    /// Requires an administrator. For anybody else there is nothing there.
    pub fn administrator(self, services: &Services) -> Result<Administrator, AuthError> {
        if self.account.role != Role::Administrator {
            return Err(AuthError::NotFound);
        }
        if !self.account.two_factor {
            return Err(AuthError::TwoFactorRequired);
        }
        // What a trusted browser proves in place of a second factor is none.
        if !self.session.factors.has_second() {
            return Err(AuthError::StepUpNeeded);
        }
        demand_step_up(services, &self)?;
        Ok(Administrator(self))
    }

    /// Requires a second factor if the policy does.
    pub fn protected(self, services: &Services) -> Result<Protected, AuthError> {
        if services.demands_second_factor(&self.account) && !self.account.two_factor {
            Err(AuthError::TwoFactorRequired)
        } else {
            Ok(Protected(self))
        }
    }
}

impl Authenticated {
    /// The session.
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// The account of the session.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// Something that happens in this session now.
    pub(crate) fn event(&self, services: &Services, kind: EventKind, client: Client<'_>) -> Event {
        let (session_id, factors) = (Some(self.session.id), Some(self.session.factors));
        Event { session_id, factors, ..services.event(kind, self.account.id, (Actor::Person, client)) }
    }

    /// True if all factors that the account has were proved, or its trust in the browser stands in place of the second.
    pub const fn is_full(&self) -> bool {
        !self.account.two_factor || self.session.factors.has_second() || self.session.factors.is_by_trust()
    }

    /// Requires all factors that the account has.
    pub fn full(self: Arc<Self>) -> Result<FullSession, AuthError> {
        if self.is_full() { Ok(FullSession(self)) } else { Err(AuthError::SecondFactorMissing) }
    }
}

/// Result of presenting a refresh token.
pub enum Renewal {
    /// New tokens.
    Renewed(Arc<Authenticated>, SessionTokens),
    /// The tokens of an earlier request with the same refresh token, whose response may have been lost. Nothing else changes.
    Repeated(Arc<Authenticated>, SessionTokens),
    /// The same browser, but another of its requests was faster, and the browser has the new tokens. Nothing changes.
    Raced(Arc<Authenticated>),
}

/// What a client presents on sign-out.
#[derive(Clone, Copy)]
pub struct Held<'a> {
    /// A session, with its account.
    pub session: Option<&'a Authenticated>,
    /// A refresh token.
    pub refresh_token: Option<&'a str>,
    /// A pending sign-in.
    pub pending: Option<Pending>,
    /// The client.
    pub client: Client<'a>,
}

/// Opens a session for an account whose password was proved, settles the password's counters, and tells its event again.
pub(crate) async fn open(
    services: &Services,
    account: &Account,
    (settlement, told): (&Settlement, Event),
    client: Client<'_>,
) -> Result<SessionTokens, AuthError> {
    let (mut opening, tokens) = new_session(services, account, (Factors::Password, told.id), client);
    opening.event = services.noticed(Event { is_new_device: told.is_new_device, ..opening.event });
    if !services.store.open_session(&opening, settlement).await? {
        return Err(AuthError::SecondFactorMissing);
    }
    tracing::info!(account = %account.id, session = %opening.session.id, "sign_in.done");
    Ok(tokens)
}

/// Creates a session to store, with the event of its sign-in, and its tokens.
pub(crate) fn new_session(
    services: &Services,
    account: &Account,
    (factors, sign_in): (Factors, EventId),
    client: Client<'_>,
) -> (SessionWrite, SessionTokens) {
    let now = services.now();
    let event = Event {
        id: sign_in,
        is_new_device: known_device(services, Some(account), client.device).is_none(),
        ..services.event(EventKind::SignedIn, account.id, (Actor::Person, client))
    };
    let event = services.noticed(event);
    let (opening, mut tokens) = renewed(
        services,
        Session {
            id: SessionId::random(services.random()),
            account_id: account.id,
            factors,
            authenticated_at: now,
            created_at: now,
            last_used_at: now,
            expires_at: now + services.policy.lifetimes.session,
            unseen: None,
        },
        (event, account, now),
    );
    tokens.device = Some(KnownDevice::tokens(client.device, account.id, &services.keys, now, services.random()));
    (opening, tokens)
}

/// Creates the new state of a session that was authenticated just now, and new tokens.
pub(crate) fn reauthenticated(
    services: &Services,
    who: &Authenticated,
    (factors, event): (Factors, Event),
) -> (SessionWrite, SessionTokens) {
    let session = &who.session;
    // Must be later than the session's creation, even if the clock stood still.
    let now = services.now().max(session.created_at + Duration::from_millis(1));
    let proved = Session { factors, authenticated_at: now, last_used_at: now, ..session.clone() };
    renewed(services, proved, (event, &who.account, session.authenticated_at))
}

/// Creates new tokens for a session for which nothing was proved anew. It counts as proved a second earlier, so that copies of its former
/// tokens are of no use.
pub(crate) fn retokened(services: &Services, who: &Authenticated, event: Event) -> (SessionWrite, SessionTokens) {
    let session = &who.session;
    let authenticated_at = session.authenticated_at - Duration::from_secs(1);
    let changed = Session { authenticated_at, last_used_at: services.now(), ..session.clone() };
    renewed(services, changed, (event, &who.account, session.authenticated_at))
}

/// `proved_before` is when the stored session was authenticated.
fn renewed(
    services: &Services,
    session: Session,
    (event, account, proved_before): (Event, &Account, Timestamp),
) -> (SessionWrite, SessionTokens) {
    let refresh = RefreshToken::random(session.id, &services.keys, services.random());
    let tokens = tokens_of(services, &session, &refresh);
    let event = Event { session_id: Some(session.id), factors: Some(session.factors), ..event };
    let read = AccountRead::of(account);
    (SessionWrite { session, refresh: refresh.fingerprint(), event, read, proved_before }, tokens)
}

fn tokens_of(services: &Services, session: &Session, refresh: &RefreshToken) -> SessionTokens {
    let mark = TokenMark::of(&refresh.fingerprint());
    let access = services.tokens.sign_access((session, mark), &services.keys, services.now(), services.random());
    SessionTokens { access, refresh: refresh.to_text(), expires_at: session.expires_at, device: None, trust: None }
}

/// Returns the session and account of an access token. The token is only an envelope: the session is looked up in the database.
pub async fn authenticate(services: &Services, access_token: &str) -> Result<Option<Arc<Authenticated>>, AuthError> {
    let Ok(access) = services.tokens.read_access(access_token, &services.keys, services.now()) else { return Ok(None) };
    let Access { session_id, account_id, factors, authenticated_at, mark } = access;
    let found = services.store.session(session_id).await?;
    let found = found.filter(|(session, account)| {
        session.is_live(services.now(), &services.policy.lifetimes)
            && session.account_id == account_id
            && session.factors == factors
            // A copy from before a step-up does not benefit from it.
            && session.authenticated_at.seconds() == authenticated_at.seconds()
            // What closed the account ended all sessions. A server of an older version may have opened one since.
            && account.is_open()
    });
    let Some((session, account)) = found else { return Ok(None) };
    if session.is_shown_by(mark) {
        services.tokens_seen.note(&services.store, &session, services.now()).await;
    }
    Ok(Some(Arc::new(Authenticated { session, account })))
}

/// Renews a session by its refresh token. The previous token returns the current one again while the response that carried it may
/// have been lost. After that, it ends the session, as any older issued token does: somebody has a copy. A token that was never
/// issued changes nothing.
pub async fn renew(services: &Services, refresh_token: &str, client: Client<'_>) -> Result<Renewal, AuthError> {
    let token = RefreshToken::parse(refresh_token).map_err(|_| AuthError::NotSignedIn)?;
    let next = token.successor(&services.keys);
    let presented = presented(services, &token, (EventKind::TokenReused, Actor::Somebody, client));
    match services.store.rotate_refresh_token(&presented, &next.fingerprint(), services.now(), &services.policy.lifetimes).await?
    {
        Rotation::Rotated(session, account) => {
            let tokens = tokens_of(services, &session, &next);
            Ok(Renewal::Renewed(Arc::new(Authenticated { session, account }), tokens))
        }
        Rotation::Repeated(session, account) => {
            let tokens = tokens_of(services, &session, &next);
            Ok(Renewal::Repeated(Arc::new(Authenticated { session, account }), tokens))
        }
        Rotation::Raced(session, account) => Ok(Renewal::Raced(Arc::new(Authenticated { session, account }))),
        Rotation::Reused(account) => {
            tracing::warn!(account = %account, session = %presented.session_id, "session.refresh_token_reused");
            Err(AuthError::NotSignedIn)
        }
        Rotation::Unknown => Err(AuthError::NotSignedIn),
    }
}

/// Ends the session of a refresh token, for a client whose access token has expired. Returns whether there was one.
async fn sign_out_by_refresh_token(services: &Services, refresh_token: &str, client: Client<'_>) -> Result<bool, AuthError> {
    let Ok(token) = RefreshToken::parse(refresh_token) else { return Ok(false) };
    let presented = presented(services, &token, (EventKind::SignedOut, Actor::Person, client));
    Ok(services.store.end_session_of(&presented).await?)
}

/// True if one of these tokens was issued here, whatever became of its session. A cheap check to run before expensive ones.
pub fn issued(services: &Services, access_token: Option<&str>, refresh_token: Option<&str>) -> bool {
    access_token.is_some_and(|token| services.tokens.read_access(token, &services.keys, services.now()).is_ok())
        || refresh_token.is_some_and(|token| RefreshToken::parse(token).is_ok_and(|token| token.is_ours(&services.keys)))
}

/// A refresh token, and what happens if its session ends by it. Which account that is, only the store knows.
fn presented(services: &Services, token: &RefreshToken, (kind, actor, client): (EventKind, Actor, Client<'_>)) -> Presented {
    Presented {
        session_id: token.session_id,
        fingerprint: token.fingerprint(),
        was_issued: token.is_ours(&services.keys),
        ending: services.event(kind, NOBODY, (actor, client)),
    }
}

/// Ends everything these identify: the session, the session of a refresh token whose access token has expired, and a pending
/// sign-in. Returns whether there was any.
pub async fn end_everything(services: &Services, held: Held<'_>) -> Result<bool, AuthError> {
    let mut ended = false;
    if let Some(session) = held.session {
        ended |= sign_out(services, session, held.client).await?;
    }
    if let Some(token) = held.refresh_token {
        ended |= sign_out_by_refresh_token(services, token, held.client).await?;
    }
    if let Some(pending) = held.pending {
        let waits = services.store.pending_account(pending.id, services.now()).await?.is_some();
        services.store.end_pending_sign_in(pending.id).await?;
        ended |= waits;
    }
    Ok(ended)
}

/// Ends a session. Returns whether there was one.
async fn sign_out(services: &Services, who: &Authenticated, client: Client<'_>) -> Result<bool, AuthError> {
    let ended = services.store.end_session(who.session.id, &who.event(services, EventKind::SignedOut, client)).await?;
    if ended {
        tracing::info!(session = %who.session.id, "session.signed_out");
    }
    Ok(ended)
}

/// Requires that all factors were proved within the last five minutes.
pub(crate) fn demand_step_up(services: &Services, who: &FullSession) -> Result<(), AuthError> {
    if who.session.is_stepped_up(services.now()) { Ok(()) } else { Err(AuthError::StepUpNeeded) }
}
