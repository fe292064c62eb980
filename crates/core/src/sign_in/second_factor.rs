//! The second step of signing in: an authenticator code, a recovery code or a passkey.

use super::{
    Client,
    misses::{Missed, log_miss},
    passkey::{Binding, Shown},
    phones::Phones,
    recovery_wait, taken_back, trust,
};
use crate::{
    AuthError, FullSession, Services, SessionTokens,
    domain::{
        account::{Account, AccountId},
        authenticator::AuthenticatorId,
        event::{Actor, Event, EventId, EventKind},
        invalid::Invalid,
        keys::Sealed,
        recovery::RecoveryCode,
        session::{Factors, SecondFactor},
        throttle::{Limit, Subject},
        token::Pending,
        totp::{TotpCode, TotpSecret},
    },
    metrics::{CheckOutcome, SecondFactorKind, SignInFactor, SignInOutcome},
    sessions,
    store::{Attempt, Finished, Settlement, Spend, Spending},
};

/// Input that proves the second factor.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// Six digits.
    Code(&'a str),
    /// A recovery code.
    RecoveryCode(&'a str),
    /// What a passkey has signed: the JSON of `PublicKeyCredential`.
    Passkey(&'a str),
}

/// More letters and digits than this are a recovery code. A code has six, and one or two more are a mistyped code.
const LONGEST_MISTYPED_CODE: usize = 8;

impl<'a> Proof<'a> {
    /// Classifies the input of a field that accepts both kinds.
    pub fn from_typed(typed: &'a str) -> Self {
        if typed.chars().filter(|c| c.is_alphanumeric()).count() > LONGEST_MISTYPED_CODE {
            Self::RecoveryCode(typed)
        } else {
            Self::Code(typed)
        }
    }
}

/// Input of the second step.
#[derive(Clone, Copy)]
pub struct SecondStep<'a> {
    /// What proves the second factor.
    pub proof: Proof<'a>,
    /// True if this browser is not to be asked for it again for some days. Nothing comes of it where the operator does not allow that.
    pub trusts_browser: bool,
}

impl<'a> From<Proof<'a>> for SecondStep<'a> {
    fn from(proof: Proof<'a>) -> Self {
        Self { proof, trusts_browser: false }
    }
}

/// A second factor in its right form.
pub(crate) enum ParsedProof {
    Code(TotpCode),
    RecoveryCode(RecoveryCode),
    Passkey(Shown),
}

impl ParsedProof {
    /// Parses a proof. A passkey must answer a challenge for what it is bound to.
    pub(crate) fn parse(proof: Proof<'_>, bound_to: Binding) -> Result<Self, Invalid> {
        Ok(match proof {
            Proof::Code(typed) => Self::Code(TotpCode::parse(typed)?),
            Proof::RecoveryCode(typed) => Self::RecoveryCode(RecoveryCode::parse(typed)?),
            Proof::Passkey(answer) => Self::Passkey(Shown::parse(answer, bound_to)?),
        })
    }

    /// Which kind it is.
    const fn kind(&self) -> SecondFactorKind {
        match self {
            Self::Code(_) => SecondFactorKind::Code,
            Self::RecoveryCode(_) => SecondFactorKind::RecoveryCode,
            Self::Passkey(_) => SecondFactorKind::Passkey,
        }
    }

    /// What counts an attempt with it. A passkey is never guessed.
    pub(crate) fn attempt(&self, account: AccountId) -> Option<Attempt> {
        match self {
            Self::Code(_) => Some(Attempt::of(&Subject::SecondFactor(account), Limit::Totp)),
            Self::RecoveryCode(_) => Some(Attempt::of(&Subject::RecoveryCode(account), Limit::RecoveryCode)),
            Self::Passkey(_) => None,
        }
    }

    /// What becomes of the counters when it is right. A recovery code also re-enables codes that were disabled after too many misses.
    fn settlement(&self, account: AccountId, told: EventId) -> Settlement {
        let codes = Subject::SecondFactor(account).to_string();
        let clears = match self {
            Self::Code(_) => vec![codes],
            Self::RecoveryCode(_) => vec![Subject::RecoveryCode(account).to_string(), codes],
            // It forgives no guess at codes: nobody gets more of them by it.
            Self::Passkey(_) => vec![],
        };
        Settlement { clears, ..Settlement::default() }.retracting(told)
    }

    /// The refusal if it cannot be spent: a code was used, a recovery code was used or never was one.
    pub(crate) fn spent_before(&self, services: &Services, account: AccountId, client: Client<'_>) -> AuthError {
        services.metrics.second_factor_checks.add(self.kind(), CheckOutcome::Refused);
        match self {
            Self::Code(_) => AuthError::CodeUsed,
            Self::RecoveryCode(_) => {
                log_miss(services, Missed::RecoveryCode, &Subject::RecoveryCode(account), client);
                AuthError::WrongRecoveryCode
            }
            // The same answer was faster: its challenge is taken once, so only a second passkey of the same moment comes here.
            Self::Passkey(_) => AuthError::PasskeyRefused,
        }
    }

    /// It was right, and is spent.
    pub(crate) fn note_spent(&self, services: &Services, account: AccountId) {
        services.metrics.second_factor_checks.add(self.kind(), CheckOutcome::Accepted);
        if let Self::RecoveryCode(_) = self {
            tracing::info!(account = %account, "second_factor.recovery_code_spent");
        }
    }
}

/// Verifies the token of a pending sign-in.
pub fn read_pending(services: &Services, token: &str) -> Option<Pending> {
    services.tokens.read_pending(token, &services.keys, services.now()).ok()
}

/// Returns the account of a pending sign-in that has not expired.
pub async fn pending_account(services: &Services, pending: &Pending) -> Result<Option<Account>, AuthError> {
    Ok(services.store.pending_account(pending.id, services.now()).await?)
}

/// Counts a try at a pending sign-in, and tells of it as refused, before it is evaluated. A passkey's is none: it cannot be guessed.
pub(super) async fn count_try(
    services: &Services,
    pending: &Pending,
    (proof, told): (&ParsedProof, &Event),
) -> Result<(), AuthError> {
    let Some(attempt) = proof.attempt(pending.account_id) else { return Ok(()) };
    let now = services.now();
    let counted = services.store.try_pending_sign_in(pending, &attempt, told, now).await?.ok_or(AuthError::SignInOver)?;
    let counted = counted.map_err(|blocked| services.refusal(attempt.limit, blocked, now));
    counted.inspect_err(|error| services.metrics.not_accepted(proof.kind(), error))
}

/// Counts the same outside of a pending sign-in.
pub(crate) async fn count_proof(services: &Services, (proof, told): (&ParsedProof, &Event)) -> Result<(), AuthError> {
    match proof.attempt(told.account_id) {
        None => Ok(()),
        Some(attempt) => {
            let counted = services.count(&[attempt], Some(told)).await;
            counted.inspect_err(|error| services.metrics.not_accepted(proof.kind(), error))
        }
    }
}

/// Checks the second factor of a pending sign-in and opens a session: one transaction counts, one spends.
pub async fn by_second_factor(
    services: &Services,
    pending: &Pending,
    typed: SecondStep<'_>,
    client: Client<'_>,
) -> Result<(Account, SessionTokens), AuthError> {
    let signed_in = second_step(services, pending, typed, client).await;
    services.metrics.signed_in(SignInFactor::from(&typed.proof), signed_in.as_ref().map(|_| SignInOutcome::Done));
    signed_in
}

async fn second_step(
    services: &Services,
    pending: &Pending,
    typed: SecondStep<'_>,
    client: Client<'_>,
) -> Result<(Account, SessionTokens), AuthError> {
    let proof = ParsedProof::parse(typed.proof, Binding::SecondStep(pending.id))?;
    let told = services.event(EventKind::SecondFactorRefused, pending.account_id, (Actor::Somebody, client));
    count_try(services, pending, (&proof, &told)).await?;
    let (account, spending) = evaluate(services, (&told, Before::Password), &proof, client).await?;
    if account.sealed {
        let attempts: Vec<_> = proof.attempt(account.id).into_iter().collect();
        services.store.settle(&Settlement::refunding(&attempts).retracting(told.id)).await?;
        return Err(AuthError::Sealed);
    }
    let factor = spending.proof.factor();
    let factors = Factors::password_and(factor);
    let (opening, mut tokens) = sessions::new_session(services, &account, (factors, EventId(pending.id.0)), client);
    match services.store.finish_pending_sign_in(pending.id, &opening, &spending).await? {
        Finished::Opened => {}
        Finished::Over => return Err(AuthError::SignInOver),
        Finished::Spent => return Err(proof.spent_before(services, account.id, client)),
    }
    proof.note_spent(services, account.id);
    tracing::info!(account = %account.id, session = %opening.session.id, ?factor, "sign_in.done");
    if typed.trusts_browser {
        tokens.trust = trust::give(services, &account, &opening, client).await;
    }
    Ok((taken_back(services, account, client).await?, tokens))
}

/// Ends a pending sign-in.
pub async fn abandon(services: &Services, pending: &Pending) -> Result<(), AuthError> {
    services.store.end_pending_sign_in(pending.id).await?;
    Ok(())
}

/// The second factor of a session's account, evaluated and not spent yet.
pub(crate) struct Evaluated {
    proof: ParsedProof,
    spending: Spending,
}

/// Counts and evaluates the second factor of a session's account. All purposes share the same counters and used steps.
pub(crate) async fn evaluate_second_factor(
    services: &Services,
    who: &FullSession,
    proof: Proof<'_>,
    client: Client<'_>,
) -> Result<Evaluated, AuthError> {
    if !who.account.two_factor {
        return Err(AuthError::NotOn);
    }
    let proof = ParsedProof::parse(proof, Binding::StepUp(who.session.id))?;
    let told = services.event(EventKind::SecondFactorRefused, who.account.id, (Actor::Person, client));
    count_proof(services, (&proof, &told)).await?;
    let (_, spending) = evaluate(services, (&told, Before::Password), &proof, client).await?;
    Ok(Evaluated { proof, spending })
}

impl Evaluated {
    /// Spends it, once for every purpose.
    pub async fn spent(self, services: &Services, client: Client<'_>) -> Result<SecondFactor, AuthError> {
        let Self { proof, spending } = self;
        if !services.store.spend(&spending).await? {
            return Err(proof.spent_before(services, spending.account, client));
        }
        proof.note_spent(services, spending.account);
        recovery_wait::taken_back(services, spending.account, client).await?;
        Ok(spending.proof.factor())
    }
}

/// Checks the second factor of a session's account and spends it.
pub(crate) async fn check_second_factor(
    services: &Services,
    who: &FullSession,
    proof: Proof<'_>,
    client: Client<'_>,
) -> Result<SecondFactor, AuthError> {
    evaluate_second_factor(services, who, proof, client).await?.spent(services, client).await
}

/// Takes a code or a passkey that opens nothing: it shows that the person has the authenticator. A code is spent, so that a guess gains
/// nothing. So tries count as changes do, apart from guesses, which a right one does not forgive either: whoever has a session without the
/// password can neither disable the owner's codes by it nor begin their count anew.
pub(crate) async fn show(services: &Services, who: &FullSession, proof: Proof<'_>, client: Client<'_>) -> Result<(), AuthError> {
    let account = who.account.id;
    let proof = ParsedProof::parse(proof, Binding::StepUp(who.session.id))?;
    services.count(&[Attempt::of(&Subject::Changes(account), Limit::Changes)], None).await?;
    let told = services.event(EventKind::SecondFactorRefused, account, (Actor::Person, client));
    let (_, spending) = evaluate(services, (&told, Before::Nothing), &proof, client).await?;
    let spending = Spending { settlement: Settlement::default(), ..spending };
    if !services.store.spend(&spending).await? {
        return Err(proof.spent_before(services, account, client));
    }
    proof.note_spent(services, account);
    recovery_wait::taken_back(services, account, client).await
}

/// What was proved before the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// The password.
    Password,
    /// Not the password: a link, or a session alone.
    Nothing,
}

/// Evaluates a proof that was counted and told as refused, if it is of a kind that is counted. Returns what is to be spent with it, on which
/// the answer still depends.
pub(crate) async fn evaluate(
    services: &Services,
    told: (&Event, Before),
    proof: &ParsedProof,
    client: Client<'_>,
) -> Result<(Account, Spending), AuthError> {
    let evaluated = evaluated(services, told, proof, client).await;
    evaluated.inspect_err(|error| services.metrics.not_accepted(proof.kind(), error))
}

async fn evaluated(
    services: &Services,
    (told, before): (&Event, Before),
    proof: &ParsedProof,
    client: Client<'_>,
) -> Result<(Account, Spending), AuthError> {
    let id = told.account_id;
    // An unreadable authenticator is a fault, too.
    let found = services.store.authenticators(id).await?;
    let (account, authenticators) = found.ok_or_else(|| AuthError::Broken(format!("account {id} is gone")))?;
    let now = services.now();
    let (spend, event) = match proof {
        ParsedProof::Passkey(shown) => return shown.evaluate(services, Some(id), client).await,
        ParsedProof::Code(code) => {
            // Two-factor authentication is on: where there is neither, something is missing. That is a fault, never a way in.
            if authenticators.is_empty() && services.store.passkeys(id).await?.is_empty() {
                return Err(AuthError::Broken(format!("account {id} has no second factor")));
            }
            let phones = Phones::opened(services, id, authenticators)?;
            let Some(spend) = phones.matching(code) else {
                log_miss(services, Missed::Code, &Subject::SecondFactor(id), client);
                let far = if before == Before::Password { phones.clock_off(code).await? } else { None };
                return Err(far.unwrap_or(AuthError::WrongCode));
            };
            (spend, None)
        }
        ParsedProof::RecoveryCode(code) => {
            let candidates = services.keys.recovery_code_fingerprints(id.0.as_bytes(), code.as_bytes());
            let event = services.event(EventKind::RecoveryCodeUsed, id, (Actor::Person, client));
            (Spend::RecoveryCode { candidates, now }, Some(event))
        }
    };
    Ok((account, Spending { account: id, proof: spend, settlement: proof.settlement(id, told.id), event }))
}

/// Opens an authenticator's sealed secret.
pub(crate) fn open_secret(
    services: &Services,
    account: AccountId,
    (id, sealed): (AuthenticatorId, &Sealed),
) -> Result<TotpSecret, AuthError> {
    let opened = services.keys.open(sealed, &id.sealed_for(account));
    let bytes = opened.map_err(|error| AuthError::Broken(format!("the secret of account {account} {error}")))?;
    TotpSecret::from_bytes(&bytes).ok_or_else(|| AuthError::Broken(format!("the secret of account {account} cannot be read")))
}
