//! Passkeys: the challenges that they answer, what their answers are worth, and signing in by one alone.

use std::fmt;

use super::{Client, admitted, taken_back};
use crate::{
    AuthError, FullSession, Services, SessionTokens,
    domain::{
        account::{Account, AccountId},
        event::{Actor, EventKind},
        invalid::Invalid,
        keys::Fingerprint,
        network::Network,
        passkey::{Assertion, Challenge, CredentialId, Known, PasskeyError, UserHandle},
        session::{Factors, Lifetimes, PendingSignInId, SecondFactor, SessionId},
        throttle::{Limit, Subject},
        token::Pending,
    },
    metrics::{SignInFactor, SignInOutcome},
    password_reset, sessions,
    store::{Attempt, Finished, NewChallenge, Passkey, Settlement, Spend, Spending},
};

/// For what a challenge is. An answer to one is worth nothing for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// Signing in by a passkey alone.
    SignIn,
    /// The second step of this sign-in.
    SecondStep(PendingSignInId),
    /// Proving factors again in this session.
    StepUp(SessionId),
    /// A new password by this reset.
    Reset(Fingerprint),
    /// A new passkey in this session.
    New(SessionId),
}

/// The stored form.
impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignIn => f.write_str("sign-in"),
            Self::SecondStep(id) => write!(f, "second-step:{id}"),
            Self::StepUp(id) => write!(f, "step-up:{id}"),
            Self::Reset(token) => write!(f, "reset:{}", data_encoding::HEXLOWER.encode(token)),
            Self::New(id) => write!(f, "new:{id}"),
        }
    }
}

/// A passkey as browsers are told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// Its id.
    pub id: CredentialId,
    /// Ways to reach its authenticator.
    pub transports: Vec<String>,
}

impl From<Passkey> for Descriptor {
    fn from(passkey: Passkey) -> Self {
        Self { id: passkey.credential_id, transports: passkey.transports }
    }
}

/// What a passkey is asked (`PublicKeyCredentialRequestOptions`). User verification is required.
#[derive(Clone, Debug)]
pub struct Request {
    /// To be signed within [`Lifetimes::CHALLENGE`].
    pub challenge: Challenge,
    /// The RP ID.
    pub rp_id: String,
    /// Which passkeys may answer. Empty: any that the authenticator has for the RP ID.
    pub allowed: Vec<Descriptor>,
}

/// Makes a challenge and keeps it. Each is counted: for the account that somebody has shown to be theirs, else for the network, so that those
/// who share it cannot keep one another from anything but the sign-in by a passkey alone.
pub(crate) async fn challenge(
    services: &Services,
    of: Option<AccountId>,
    (bound_to, user_handle): (Binding, Option<UserHandle>),
    client: Client<'_>,
) -> Result<Challenge, AuthError> {
    let network = client.network();
    let pseudonym = |network: Network| services.pseudonym(network.bytes());
    let attempts = match of {
        Some(account) => vec![Attempt::of(&Subject::Challenges(account), Limit::Challenges)],
        None => vec![
            Attempt::of(&Subject::ChallengesFrom(pseudonym(network)), Limit::Challenges),
            Attempt::of(&Subject::ChallengesFromSite(pseudonym(network.site())), Limit::ChallengesOfSite),
        ],
    };
    services.count(&attempts, None).await?;
    let challenge = Challenge::random(services.random());
    let new = NewChallenge {
        fingerprint: challenge.fingerprint(),
        bound_to: bound_to.to_string(),
        user_handle,
        expires_at: services.now() + Lifetimes::CHALLENGE,
    };
    services.store.put_challenge(&new).await?;
    Ok(challenge)
}

/// Asks any passkey for a sign-in. Says nothing of any account: nobody is named yet.
pub async fn ask_anybody(services: &Services, client: Client<'_>) -> Result<Request, AuthError> {
    let rp_id = services.relying_party()?.id().to_owned();
    Ok(Request { challenge: challenge(services, None, (Binding::SignIn, None), client).await?, rp_id, allowed: Vec::new() })
}

/// Asks a passkey of the account for the second step of a sign-in whose password was right.
pub async fn ask_for_second_step(services: &Services, pending: &Pending, client: Client<'_>) -> Result<Request, AuthError> {
    super::pending_account(services, pending).await?.ok_or(AuthError::SignInOver)?;
    ask(services, (pending.account_id, Binding::SecondStep(pending.id)), client).await
}

/// Asks a passkey of the account to prove all factors again.
pub async fn ask_for_step_up(services: &Services, who: &FullSession, client: Client<'_>) -> Result<Request, AuthError> {
    ask(services, (who.account.id, Binding::StepUp(who.session.id)), client).await
}

/// Asks a passkey of the account whose password is to be replaced by this code.
pub async fn ask_for_reset(services: &Services, code: &str, client: Client<'_>) -> Result<Request, AuthError> {
    let (account, token) = password_reset::account_and_token(services, code).await?;
    ask(services, (account.id, Binding::Reset(token)), client).await
}

async fn ask(services: &Services, (account, bound_to): (AccountId, Binding), client: Client<'_>) -> Result<Request, AuthError> {
    let rp_id = services.relying_party()?.id().to_owned();
    let passkeys = services.store.passkeys(account).await?;
    if passkeys.is_empty() {
        return Err(AuthError::NotFound);
    }
    let challenge = challenge(services, Some(account), (bound_to, None), client).await?;
    Ok(Request { challenge, rp_id, allowed: passkeys.into_iter().map(Into::into).collect() })
}

/// An answer that was read, and for what its challenge must be.
pub(crate) struct Shown {
    assertion: Box<Assertion>,
    bound_to: Binding,
}

impl Shown {
    pub fn parse(answer: &str, bound_to: Binding) -> Result<Self, Invalid> {
        Ok(Self { assertion: Box::new(Assertion::parse(answer)?), bound_to })
    }

    /// Evaluates it: takes the challenge, and checks everything but the counter, which is decided as it is spent. Nothing is counted: a
    /// passkey cannot be guessed.
    pub async fn evaluate(
        &self,
        services: &Services,
        of: Option<AccountId>,
        client: Client<'_>,
    ) -> Result<(Account, Spending), AuthError> {
        let (party, now) = (services.relying_party()?, services.now());
        let taken = services.store.take_challenge(&self.assertion.challenge(), &self.bound_to.to_string(), now).await?;
        if taken.is_none() {
            return Err(AuthError::PasskeyOver);
        }
        let found = services.store.passkey(self.assertion.id()).await?;
        let (account, passkey) = found.filter(|(account, _)| account.two_factor).ok_or(AuthError::PasskeyUnknown)?;
        // Another account's is no unknown one: authenticators are told to forget those.
        if of.is_some_and(|of| of != account.id) {
            return Err(AuthError::PasskeyRefused);
        }
        let known = Known {
            public_key: &passkey.public_key,
            user_handle: &passkey.user_handle,
            backup_eligible: passkey.backup.eligible,
        };
        // Whoever signs in by nothing else says who they are (WebAuthn Level 3, §7.2, step 6).
        let is_named = of.is_some() || self.assertion.names_user();
        let verified = if is_named { self.assertion.verify(party, known) } else { Err(PasskeyError::UserHandle) };
        let shown = verified.map_err(|reason| {
            tracing::info!(account = %account.id, %reason, "passkey.refused");
            AuthError::PasskeyRefused
        })?;
        if shown.counter <= passkey.counter && (shown.counter, passkey.counter) != (0, 0) {
            tracing::warn!(account = %account.id, passkey = %passkey.id, "passkey.copied: its counter went back");
            let event = services.event(EventKind::PasskeyCopied, account.id, (Actor::Somebody, client));
            services.store.tell(&event).await?;
            return Err(AuthError::PasskeyCopied);
        }
        let proof = Spend::Passkey { passkey: passkey.id, counter: shown.counter, backup: shown.backup, now };
        let spending = Spending { account: account.id, proof, settlement: Settlement::default(), event: None };
        Ok((account, spending))
    }
}

/// The factors of a passkey alone.
pub(crate) const fn alone(factor: SecondFactor) -> Factors {
    match factor {
        SecondFactor::Passkey(kind) => Factors::Passkey(kind),
        // Nothing else is two factors in one.
        SecondFactor::Totp | SecondFactor::RecoveryCode => Factors::password_and(factor),
    }
}

/// Signs in by a passkey alone: its authenticator has recognised its person. Refused for a sealed account.
pub async fn by_passkey(services: &Services, answer: &str, client: Client<'_>) -> Result<(Account, SessionTokens), AuthError> {
    let signed_in = only_step(services, answer, client).await;
    services.metrics.signed_in(SignInFactor::PasskeyAlone, signed_in.as_ref().map(|_| SignInOutcome::Done));
    signed_in
}

async fn only_step(services: &Services, answer: &str, client: Client<'_>) -> Result<(Account, SessionTokens), AuthError> {
    let shown = Shown::parse(answer, Binding::SignIn)?;
    let (account, spending) = shown.evaluate(services, None, client).await?;
    // Whoever took the device has the passkey, too. So the seal is opened by password and second factor, or by a link and the second factor.
    admitted(&account)?;
    if account.sealed {
        return Err(AuthError::Sealed);
    }
    let factors = alone(spending.proof.factor());
    let sign_in = services.event(EventKind::SignedIn, account.id, (Actor::Person, client)).id;
    let (opening, tokens) = sessions::new_session(services, &account, (factors, sign_in), client);
    match services.store.open_session_by_passkey(&opening, &spending).await? {
        Finished::Opened => {}
        // The account has changed meanwhile, or the same answer was faster.
        Finished::Over | Finished::Spent => return Err(AuthError::PasskeyRefused),
    }
    tracing::info!(account = %account.id, session = %opening.session.id, "sign_in.done_by_passkey");
    Ok((taken_back(services, account, client).await?, tokens))
}
