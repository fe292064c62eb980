//! Signing in: e-mail address and password, then the second factor if the account has one; or a passkey alone.

mod misses;
mod passkey;
mod phones;
pub mod recovery_wait;
mod second_factor;
mod trust;
mod unseal;
mod ways;

use std::net::IpAddr;

use uuid::Uuid;

pub use passkey::{Descriptor, Request, ask_anybody, ask_for_reset, ask_for_second_step, ask_for_step_up, by_passkey};
pub use second_factor::{Proof, SecondStep, abandon, by_second_factor, pending_account, read_pending};
pub use unseal::unseal;
pub use ways::{Digits, Ways, ways};

pub(crate) use misses::Misses;
pub(crate) use passkey::{Binding, alone, challenge};
pub(crate) use second_factor::{
    Before, ParsedProof, check_second_factor, count_proof, evaluate, evaluate_second_factor, open_secret, show,
};

use self::misses::{Missed, log_miss};
use crate::{
    AuthError, Services, SessionTokens,
    domain::{
        account::{Account, AccountId, Standing},
        device::KnownDevice,
        email::EmailAddress,
        event::{Actor, Event, EventKind},
        network::Network,
        password::Password,
        session::{Lifetimes, PendingSignInId},
        throttle::{Limit, Subject},
        time::Timestamp,
        token::{self, Pending, SignedToken},
        whereabouts::{UserAgent, Whereabouts},
    },
    error::Complaints,
    metrics::{SignInFactor, SignInOutcome},
    places::Place,
    sessions,
    store::{AccountRead, Attempt, PendingSignIn, Settlement},
};

/// Input of the sign-in.
pub struct Credentials<'a> {
    /// E-mail address.
    pub email: &'a str,
    /// The password.
    pub password: &'a str,
}

impl Credentials<'_> {
    /// Checks that the input is well-formed. Does not look up an account.
    pub fn check(&self) -> Result<(), AuthError> {
        self.parse().map(drop)
    }

    fn parse(&self) -> Result<(EmailAddress, Password), AuthError> {
        let mut complaints = Complaints::default();
        let email = complaints.take(EmailAddress::parse(self.email));
        let password = complaints.take(Password::parse(self.password));
        email.zip(password).ok_or_else(|| complaints.refuse())
    }
}

/// The client of a request.
#[derive(Clone, Copy)]
pub struct Client<'a> {
    /// IP address.
    pub address: IpAddr,
    /// The known-device tokens that it presents.
    pub device: Option<&'a str>,
    /// The tokens of accounts that trust it, as it presents them.
    pub trust: Option<&'a str>,
    /// Its `User-Agent`. Empty if there is none.
    pub user_agent: &'a str,
}

impl Client<'_> {
    /// In place of a client, for what the service does by itself.
    pub(crate) const NONE: Client<'static> =
        Client { address: IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED), device: None, trust: None, user_agent: "" };

    /// The network for which limits are counted.
    pub fn network(&self) -> Network {
        Network::of(self.address)
    }

    /// From where it acts.
    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts { address: Some(self.address.to_canonical()), user_agent: UserAgent::of(self.user_agent) }
    }
}

/// Arguments of a password check.
pub(crate) struct PasswordCheck<'a> {
    /// E-mail address as typed, or that of the account.
    pub email: &'a EmailAddress,
    /// The account, if one exists.
    pub account: Option<Account>,
    /// Password as typed.
    pub password: Password,
    /// The device, if the account knows it.
    pub device: Option<KnownDevice>,
    /// The client's network, if misses are counted for it.
    pub network: Option<Subject>,
    /// The client.
    pub client: Client<'a>,
    /// A place for the work, reserved before anything is counted.
    pub place: Place,
    /// Who claims to know the password.
    pub actor: Actor,
}

/// A right password. What follows from it settles the counters and tells the event again.
pub(crate) struct RightPassword {
    /// The account.
    pub account: Account,
    /// What becomes of the counters. It belongs into the transaction of what follows.
    pub settlement: Settlement,
    /// The event that was told before the password was checked: that it was refused.
    pub told: Event,
}

/// The token of a pending sign-in.
pub struct PendingToken(pub SignedToken);

impl PendingToken {
    /// The token's text for its cookie.
    pub fn expose(&self) -> &str {
        token::expose(&self.0)
    }
}

/// Result of a right password.
pub enum SignedIn {
    /// The account has no second factor, or trusts this browser in place of it: a session is open.
    Fully(Box<Account>, SessionTokens),
    /// The second factor is needed, by one of these ways or a recovery code.
    SecondFactorRequired(PendingToken, Ways),
    /// The account is sealed: the second factor and a new password are needed.
    Sealed(PendingToken, Ways),
}

/// Checks e-mail address and password. An unknown e-mail address and a wrong password take the same work and give the same error.
pub async fn by_password(services: &Services, typed: Credentials<'_>, client: Client<'_>) -> Result<SignedIn, AuthError> {
    let signed_in = first_step(services, typed, client).await;
    let (factor, end) = match &signed_in {
        // Only a trusted browser gets its token anew by a password.
        Ok(SignedIn::Fully(_, tokens)) if tokens.trust.is_some() => (SignInFactor::TrustedBrowser, Ok(SignInOutcome::Done)),
        Ok(SignedIn::Fully(..)) => (SignInFactor::Password, Ok(SignInOutcome::Done)),
        Ok(SignedIn::SecondFactorRequired(..) | SignedIn::Sealed(..)) => {
            (SignInFactor::Password, Ok(SignInOutcome::SecondFactorNeeded))
        }
        Err(error) => (SignInFactor::Password, Err(error)),
    };
    services.metrics.signed_in(factor, end);
    signed_in
}

async fn first_step(services: &Services, typed: Credentials<'_>, client: Client<'_>) -> Result<SignedIn, AuthError> {
    let (email, password) = typed.parse()?;
    let place = services.hasher.place(client.network())?;
    let account = services.store.account_by_email(&email).await?;
    let device = counting_device(services, account.as_ref(), client.device);
    // Misses of other clients in its network do not count against a known device.
    let network = device.is_none().then(|| Subject::Network(services.pseudonym(client.network().bytes())));
    let check = PasswordCheck { email: &email, account, password, device, network, client, place, actor: Actor::Somebody };
    let RightPassword { account, settlement, told } = check_password(services, check).await?;
    if let Err(error) = admitted(&account) {
        services.store.settle(&settlement).await?;
        return Err(error);
    }
    if account.sealed && !account.two_factor {
        // What was told stays: somebody still uses the password.
        services.store.settle(&settlement).await?;
        return Err(AuthError::Sealed);
    }
    if !account.two_factor {
        let tokens = sessions::open(services, &account, (&settlement, told), client).await?;
        let account = taken_back(services, account, client).await?;
        return Ok(SignedIn::Fully(Box::new(account), tokens));
    }
    if let Some(tokens) = trust::open(services, &account, (&settlement, &told), client).await? {
        return Ok(SignedIn::Fully(Box::new(taken_back(services, account, client).await?), tokens));
    }
    let now = services.now();
    // The event of the password is that of the sign-in, however far it comes.
    let pending = Pending { id: PendingSignInId(told.id.0), account_id: account.id };
    let event = services.noticed(Event { kind: EventKind::SecondFactorMissing, ..told });
    let (expires_at, read) = (now + Lifetimes::PENDING_SIGN_IN, AccountRead::of(&account));
    let waiting = PendingSignIn { id: pending.id, account_id: account.id, expires_at, event, read };
    if !services.store.open_pending_sign_in(&waiting, &settlement).await? {
        // The password was replaced while it was checked.
        return Err(AuthError::WrongCredentials);
    }
    let token = PendingToken(services.tokens.sign_pending(pending, &services.keys, now));
    // The password is proved, whatever becomes of this: the second step looks once more.
    let ways = ways(services, &account).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "sign_in.ways_not_read");
        Ways::UNKNOWN
    });
    Ok(if account.sealed { SignedIn::Sealed(token, ways) } else { SignedIn::SecondFactorRequired(token, ways) })
}

/// Refuses an account that the operator does not let be used. To be asked once somebody has proved to know or have what signs in:
/// strangers learn nothing of it.
pub(crate) const fn admitted(account: &Account) -> Result<(), AuthError> {
    match account.standing {
        Standing::Active => Ok(()),
        Standing::Waiting => Err(AuthError::AwaitsApproval),
        Standing::Disabled => Err(AuthError::Disabled),
    }
}

/// A sign-in takes back what was begun while nobody else was there: an order of deletion, and a wait for lost second factors.
async fn taken_back(services: &Services, account: Account, client: Client<'_>) -> Result<Account, AuthError> {
    if account.two_factor {
        recovery_wait::taken_back(services, account.id, client).await?;
    }
    deletion_taken_back(services, account, client).await
}

async fn deletion_taken_back(services: &Services, account: Account, client: Client<'_>) -> Result<Account, AuthError> {
    if account.delete_at.is_none() {
        return Ok(account);
    }
    services.store.cancel_deletion(&services.event(EventKind::DeletionCancelled, account.id, (Actor::Person, client))).await?;
    tracing::info!(account = %account.id, "account.deletion_cancelled");
    Ok(Account { delete_at: None, ..account })
}

/// In place of an account that does not exist, so that the work is the same.
pub(crate) const NOBODY: AccountId = AccountId(Uuid::nil());

/// Returns the device of these tokens if the account knows it. Does the same work without an account.
pub(crate) fn known_device(services: &Services, account: Option<&Account>, tokens: Option<&str>) -> Option<KnownDevice> {
    let since = account.map_or(Timestamp(0), |account| account.devices_since);
    device_since(services, (account, since), tokens)
}

/// Returns the device whose counter counts: that of a sealed account, too, which knows none any more. A device only selects the counter,
/// and strangers who guess must not close the way to open the seal.
fn counting_device(services: &Services, account: Option<&Account>, tokens: Option<&str>) -> Option<KnownDevice> {
    let since = account.filter(|account| !account.sealed).map_or(Timestamp(0), |account| account.devices_since);
    device_since(services, (account, since), tokens)
}

fn device_since(
    services: &Services,
    (account, since): (Option<&Account>, Timestamp),
    tokens: Option<&str>,
) -> Option<KnownDevice> {
    let id = account.map_or(NOBODY, |account| account.id);
    let read = |tokens| KnownDevice::read(tokens, id, &services.keys, (since, services.now()));
    tokens.and_then(read).filter(|_| account.is_some())
}

/// Checks the password of an account. Attempts are counted for the typed e-mail address, whether or not it has an account, or for
/// the device if the account knows it.
pub(crate) async fn check_password(services: &Services, check: PasswordCheck<'_>) -> Result<RightPassword, AuthError> {
    let PasswordCheck { email, account, password, device, network, client, place, actor } = check;
    let told = Event {
        is_new_device: device.is_none(),
        ..services.event(EventKind::PasswordRefused, account.as_ref().map_or(NOBODY, |account| account.id), (actor, client))
    };
    let subject = device.map_or_else(|| Subject::Email(services.pseudonym(email.as_str().as_bytes())), |device| device.subject());
    let of_network = network.map(|network| Attempt::of(&network, Limit::Network));
    let attempts: Vec<Attempt> = of_network.into_iter().chain([Attempt::of(&subject, Limit::Password)]).collect();
    services.count(&attempts, Some(&told)).await?;
    let stored = account.as_ref().map(|account| account.password_hash.clone());
    let verdict = match services.hasher.verify(place, password, stored).await {
        Ok(verdict) => verdict,
        Err(error) => {
            // An attempt that was not evaluated says nothing about anybody.
            services.store.settle(&Settlement::refunding(&attempts).retracting(told.id)).await?;
            return Err(error);
        }
    };
    let Some(mut account) = account.filter(|_| verdict.right) else {
        log_miss(services, Missed::Password, &subject, client);
        return Err(AuthError::WrongCredentials);
    };
    if let Some(renewed) = verdict.renewed
        && services.store.replace_password_hash(account.id, &account.password_hash, &renewed).await?
    {
        account.password_hash = renewed;
    }
    // Others of the network may have missed.
    let of_network = &attempts[..attempts.len() - 1];
    let settlement = Settlement { clears: vec![subject.to_string()], ..Settlement::refunding(of_network) };
    Ok(RightPassword { account, settlement, told })
}
