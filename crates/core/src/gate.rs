//! The gate before applications: how a session is carried to the host of an application, and who somebody is there.
//!
//! ```text
//!  browser at the application      service                             browser at the application
//!  ──────────────────────────      ───────                             ──────────────────────────
//!  no session at this host   ──▶   sign-in, with the way back    ──▶   a code, good once, for this browser
//!  (a mark is left there)          (a code for host and mark)          token of the session, for this host alone
//! ```
//!
//! The token is an envelope, as an access token is: each request looks the session up. It stands for what was proved when it was made: a copy
//! from before a step-up does not benefit from it.

use crate::{
    AuthError, FullSession, Services,
    domain::{
        account::Account,
        gate::{Claim, Shown, Target},
        link_token::LinkToken,
        session::{Factors, Lifetimes, Session, SessionId},
        time::Timestamp,
        token::{AtApp, SignedToken, WayBack},
    },
    store::GateCode,
};

/// A person at the host of an application.
#[derive(Clone, Debug)]
pub struct Guest {
    session: SessionId,
    account: Account,
    factors: Factors,
    proved_at: Timestamp,
    demands_second: bool,
}

impl Guest {
    /// The person of a session, at the service's own host.
    pub fn of(services: &Services, who: &FullSession) -> Self {
        let session = who.session();
        // In whole seconds, as tokens say it: what is fresh here is fresh there.
        let proved_at = Timestamp::from_seconds(session.authenticated_at.seconds());
        Self::at(services, session.id, (session.factors, proved_at), who.account().clone())
    }

    fn at(services: &Services, session: SessionId, (factors, proved_at): (Factors, Timestamp), account: Account) -> Self {
        Self { session, factors, proved_at, demands_second: services.demands_second_factor(&account), account }
    }

    /// The same person some time later, with what was proved at first. `None` if the session has ended.
    pub async fn later(&self, services: &Services) -> Result<Option<Self>, AuthError> {
        let found = services.store.session(self.session).await?;
        let found = found.filter(|(session, account)| account.id == self.account.id && is_in_use(services, session, account));
        let Some((session, account)) = found else { return Ok(None) };
        used(services, &session).await?;
        Ok(Some(Self::at(services, self.session, (self.factors, self.proved_at), account)))
    }

    /// What rules look at.
    pub fn shown(&self) -> Shown<'_> {
        Shown {
            factors: self.factors,
            proved_at: self.proved_at,
            two_factor: self.account.two_factor,
            demands_second: self.demands_second,
            groups: &self.account.groups,
        }
    }

    /// What the application is told. The e-mail address only if it is known to be the person's: anybody may register with any.
    pub fn claim(&self, claim: Claim) -> String {
        match claim {
            Claim::User => self.account.id.to_string(),
            Claim::Email if self.account.email_confirmed || self.account.declared => self.account.email.to_string(),
            Claim::Email => String::new(),
            Claim::Name => self.account.name.as_str().to_owned(),
            Claim::Groups => self.account.groups.to_string(),
            Claim::Amr => self.factors.amr().join(","),
        }
    }
}

/// A session that has arrived at the host of an application.
pub struct Arrived {
    /// Its token for this host.
    pub token: SignedToken,
    /// When the session ends at the latest.
    pub expires_at: Timestamp,
    /// What the browser had asked for.
    pub url: String,
}

/// Makes the mark by which a browser is known again at the host of an application.
pub fn new_mark(services: &Services) -> SignedToken {
    LinkToken::random(services.random()).to_text()
}

/// The way back to `url` for the browser with this mark, which is sent to sign in. `None` if the mark is none.
pub fn way_back(services: &Services, target: &Target, (url, mark): (&str, &str)) -> Option<SignedToken> {
    let browser = LinkToken::parse(mark, "mark").ok()?.fingerprint();
    let way = WayBack { host: target.host().to_owned(), url: url.to_owned(), browser };
    Some(services.tokens.sign_way_back(&way, &services.keys, (services.now(), services.random())))
}

/// Reads a way back. `None` if it was not made here, or too long ago.
pub fn read_way_back(services: &Services, token: &str) -> Option<WayBack> {
    services.tokens.read_way_back(token, &services.keys, services.now()).ok()
}

/// Makes the code that carries a session to where the browser came from.
pub async fn carry(services: &Services, who: &FullSession, way: &WayBack) -> Result<SignedToken, AuthError> {
    let code = LinkToken::random(services.random());
    let stored = GateCode {
        fingerprint: code.fingerprint(),
        session_id: who.session().id,
        host: way.host.clone(),
        browser: way.browser,
        url: way.url.clone(),
        expires_at: services.now() + Lifetimes::GATE_CODE,
    };
    if services.store.put_gate_code(&stored).await? { Ok(code.to_text()) } else { Err(AuthError::NotSignedIn) }
}

/// Uses a code up at a host, in the browser with this mark. `None` if it is good for another host or browser, or no longer.
pub async fn arrive(services: &Services, host: &str, (code, mark): (&str, &str)) -> Result<Option<Arrived>, AuthError> {
    let (Ok(code), Ok(mark)) = (LinkToken::parse(code, "code"), LinkToken::parse(mark, "mark")) else { return Ok(None) };
    let now = services.now();
    let taken = services.store.take_gate_code(&code.fingerprint(), (host, &mark.fingerprint()), now).await?;
    Ok(taken.filter(|(session, account, _)| is_in_use(services, session, account)).map(|(session, _, url)| Arrived {
        token: services.tokens.sign_at_app(&session, host, &services.keys, (now, services.random())),
        expires_at: session.expires_at,
        url,
    }))
}

fn is_in_use(services: &Services, session: &Session, account: &Account) -> bool {
    session.is_live(services.now(), &services.policy.lifetimes) && account.is_open()
}

/// True for a token from before something that ends the former tokens of a session: another password, or a change of factors, which counts
/// the last proof a second earlier (`sessions::retokened`). It says nothing that the session does not say any more.
fn is_former(shown: &AtApp, session: &Session, account: &Account) -> bool {
    shown.issued_at.seconds() < account.password_changed_at.seconds()
        || shown.authenticated_at.seconds() > session.authenticated_at.seconds()
        || shown.factors.has_second() && !session.factors.has_second()
}

/// The person of a token at the host of an application. `None` if the session has ended, or the token is of another host.
pub async fn guest(services: &Services, host: &str, token: &str) -> Result<Option<Guest>, AuthError> {
    let now = services.now();
    let Ok(shown) = services.tokens.read_at_app(token, host, &services.keys, now) else { return Ok(None) };
    let Some((session, account)) = services.store.session(shown.session_id).await? else { return Ok(None) };
    if session.account_id != shown.account_id || !is_in_use(services, &session, &account) || is_former(&shown, &session, &account)
    {
        return Ok(None);
    }
    used(services, &session).await?;
    Ok(Some(Guest::at(services, session.id, (shown.factors, shown.authenticated_at), account)))
}

/// Counts a session as used, once in a while.
async fn used(services: &Services, session: &Session) -> Result<(), AuthError> {
    let (now, since) = (services.now(), services.now() - Lifetimes::USE_COUNTED);
    if session.last_used_at <= since {
        services.store.use_session(session.id, since, now).await?;
    }
    Ok(())
}
